// ridged data export: all that this terminal keeps of one person, as JSON and as a page. That it was given out is in the journal before it is there.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { copyPage, KioskError, systemClock } from '../../../protocol/index.ts';
import type { Config } from '../../config/index.ts';
import type { Stores } from '../../store/index.ts';
import type { CommandResult } from '../run-command.ts';
import { withStoppedStores } from '../stopped-stores.ts';
import { copySections } from './copy-sections.ts';
import { heldOf } from './held-of.ts';

export interface ExportOptions {
  readonly config: Config;
  /** HR code. */
  readonly person: string;
  /** A folder that is not there yet. */
  readonly out: string;
  readonly reason: string;
  readonly by: string;
}

/**
 * @throws KioskError USAGE, PERSON_UNKNOWN, STORE_BUSY while the service runs, JOURNAL_FULL: what cannot be noted is not given out; of the
 *   vault and the stores
 */
export async function exportPerson(options: ExportOptions, signal: AbortSignal): Promise<CommandResult> {
  const reason = options.reason.trim();
  if (reason === '') throw new KioskError('USAGE', { option: '--reason', why: 'may not be empty' });
  return await withStoppedStores(options.config, signal, (stores) => exportOf(stores, { ...options, reason }));
}

async function exportOf(stores: Stores, { config, person, out, by, reason }: ExportOptions): Promise<CommandResult> {
  const { site, name } = config.terminal;
  const { pseudonym, ...held } = heldOf(person, stores, { terminal: `${site}.${name}`, atMs: systemClock.nowMs() });
  await begin(out);
  const files = { json: join(out, 'copy.json'), page: join(out, 'copy.html') };
  try {
    stores.journal.append({ event: 'data-exported', subject: pseudonym, by, reason });
    await writeFile(files.json, `${JSON.stringify(held, null, 2)}\n`, { mode: 0o600 });
    await writeFile(files.page, copyPage({ from: held.terminal, atMs: held.atMs, sections: copySections(held) }), {
      mode: 0o600,
    });
  } catch (error) {
    await rm(out, { recursive: true, force: true });
    throw error;
  }
  const counts = { templates: held.templates.length, entries: held.entries.length, pictures: held.pictures.length };
  return { json: { person, ...files, ...counts }, text: `${files.page}\n${files.json}`, exitCode: 0 };
}

/** Nothing that is there is overwritten, and nobody else may read it. @throws KioskError USAGE with the folder and why */
async function begin(out: string): Promise<void> {
  try {
    await mkdir(out, { mode: 0o700 });
  } catch (cause) {
    throw new KioskError('USAGE', { folder: out, why: cause instanceof Error ? cause.message : '' }, cause);
  }
}
