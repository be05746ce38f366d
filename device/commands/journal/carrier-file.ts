// A file on a data carrier, which may be full or pulled out at any moment: there as a whole, or not at all.
import { type FileHandle, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type FaultCode, KioskError } from '../../../protocol/index.ts';

export interface CarrierPlace {
  readonly folder: string;
  readonly name: string;
  /** How the names of files of its kind end. */
  readonly kind: string;
  /** Makes what lies in the folder durable. */
  readonly settle?: (folder: string) => Promise<void>;
}

const DRAFT = '.part';

const FAULT_OF: Readonly<Record<string, FaultCode>> = {
  ...{ ENOSPC: 'CARRIER_FULL', EDQUOT: 'CARRIER_FULL', EFBIG: 'CARRIER_FULL' },
};

/**
 * Written beside, made durable, then put in its place. What an earlier one has left half is removed first.
 * @throws KioskError CARRIER_FULL, CARRIER_FAILED: nothing of it is there then; when aborted, the signal's reason
 */
export async function writeToCarrier(
  { folder, name, kind, settle = syncFolder }: CarrierPlace,
  lines: AsyncIterable<string>,
  signal: AbortSignal,
): Promise<string> {
  const [path, draft] = [join(folder, name), join(folder, `.${name}${DRAFT}`)];
  await onCarrier(folder, () => dropDrafts(folder, kind));
  const file = await onCarrier(folder, () => open(draft, 'wx', 0o600));
  let laid = draft;
  try {
    await fill(file, folder, lines, signal);
    await onCarrier(folder, async () => {
      await rename(draft, path);
      laid = path;
      await settle(folder);
    });
    return path;
  } catch (reason) {
    // Of a carrier that was pulled out it is removed when it comes back.
    await rm(laid, { force: true }).catch(() => undefined);
    throw reason;
  }
}

async function fill(
  file: FileHandle,
  folder: string,
  lines: AsyncIterable<string>,
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const line of lines) {
      signal.throwIfAborted();
      await onCarrier(folder, () => file.writeFile(line));
    }
    await onCarrier(folder, () => file.sync());
  } finally {
    await file.close().catch(() => undefined);
  }
}

async function dropDrafts(folder: string, kind: string): Promise<void> {
  const left = (await readdir(folder)).filter((name) => name.startsWith('.') && name.endsWith(`${kind}${DRAFT}`));
  for (const name of left) await rm(join(folder, name), { force: true });
}

async function syncFolder(path: string): Promise<void> {
  await using folder = await open(path, 'r');
  await folder.sync();
}

async function onCarrier<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    throw new KioskError(FAULT_OF[code] ?? 'CARRIER_FAILED', { folder, code }, cause);
  }
}
