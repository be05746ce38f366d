// What an import set aside, as a file for whoever mends the source: where and why, without the values.
import { randomUUID } from 'node:crypto';
import { lstat, open, rename, unlink } from 'node:fs/promises';
import { stringify } from 'csv-stringify/sync';
import { KioskError } from '../../../protocol/index.ts';
import type { SetAside } from './check-rows.ts';

/**
 * For its owner alone, whatever stood there before: written beside it, and put in its place.
 * @throws KioskError USAGE where it cannot be written
 */
export async function writeQuarantine(path: string, aside: readonly SetAside[]): Promise<void> {
  const rows = aside.map(({ line, columnNumber, column, why }) => [line, columnNumber, column, why]);
  // A header that a table program would take for a formula comes from the file, as everything else.
  const text = stringify(rows, {
    ...{ header: true, columns: ['line', 'column', 'name', 'why'] },
    ...{ bom: true, record_delimiter: 'windows', escape_formulas: true },
  });
  try {
    await mustBePlainFile(path);
    await replace(path, text);
  } catch (cause) {
    throw new KioskError('USAGE', { why: `--quarantine ${path} cannot be written` }, cause);
  }
}

/** A folder, a link or a device is left as it is. */
async function mustBePlainFile(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found && !found.isFile()) throw new Error('no plain file');
}

async function replace(path: string, text: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  const file = await open(aside, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await rename(aside, path);
  } catch (cause) {
    await unlink(aside);
    throw cause;
  } finally {
    await file.close();
  }
}
