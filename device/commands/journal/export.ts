// ridged journal export: entries as evidence or for a table, written as they are read.
import { openJournalReader } from '../../store/index.ts';
import { openVault } from '../../vault/index.ts';
import type { CommandResult } from '../run-command.ts';
import { type ExportFormatName, exportFormats } from './export-format.ts';
import { wordsOf } from './verify.ts';

export interface ExportOptions {
  readonly dataDir: string;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly format?: ExportFormatName | undefined;
}

/** Takes what is written, in order; resolves when there may be more. */
export type Sink = (text: string) => Promise<void>;

/**
 * Writes entries to `sink`: 200,000 of them are never in memory at once. The whole journal is verified first, whatever
 * part of it is exported; the result tells what was written. @throws KioskError of the vault and of the journal's reader
 */
export async function exportJournal(options: ExportOptions, sink: Sink, signal: AbortSignal): Promise<CommandResult> {
  const { dataDir } = options;
  const vault = await openVault({ dataDir, mayCreate: false });
  await using journal = await openJournalReader({ dataDir, vault });
  const { intact, brokenAt, why } = await journal.verify(signal);
  const format = exportFormats[options.format ?? 'json'];
  const written: { entries: number; firstSeq: number | null; lastSeq: number | null } = {
    entries: 0,
    firstSeq: null,
    lastSeq: null,
  };
  await sink(format.begin(journal));
  for (const page of journal.pages(options.from ?? 1, options.to ?? Number.MAX_SAFE_INTEGER)) {
    signal.throwIfAborted();
    await sink(page.map((entry, at) => format.entry(entry, written.entries + at === 0)).join(''));
    written.entries += page.length;
    written.firstSeq ??= page[0]?.seq ?? null;
    written.lastSeq = page.at(-1)?.seq ?? null;
  }
  const exported = { ...written, intact, brokenAt, why };
  await sink(format.end(exported));
  return { json: exported, text: wordsOf(exported), exitCode: intact ? 0 : 1 };
}
