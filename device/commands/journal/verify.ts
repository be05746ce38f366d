// ridged journal verify: whether the journal is whole, and where not.
import { type JournalVerification, openJournalReader } from '../../store/index.ts';
import { openVault } from '../../vault/index.ts';
import type { CommandResult } from '../run-command.ts';

/** Reads only. @throws KioskError of the vault and of the journal's reader */
export async function verifyJournalOf(dataDir: string, signal: AbortSignal): Promise<CommandResult> {
  const vault = await openVault({ dataDir, mayCreate: false });
  await using journal = await openJournalReader({ dataDir, vault });
  const found = await journal.verify(signal);
  return { json: found, text: wordsOf(found), exitCode: found.intact ? 0 : 1 };
}

export function wordsOf(found: Omit<JournalVerification, 'erased' | 'gaps'> & Partial<JournalVerification>): string {
  const { entries, firstSeq, lastSeq, intact, brokenAt, why, erased = 0, gaps = [] } = found;
  const range = firstSeq === null ? 'no entries' : `${entries} entries, ${firstSeq} to ${lastSeq}`;
  if (!intact) return `${range}; the journal is NOT intact: ${why} at ${brokenAt}`;
  const lost = gaps.map(({ fromSeq, toSeq }) => `declared lost: ${fromSeq} to ${toSeq}`);
  return [`${range}; the journal is intact`, ...(erased > 0 ? [`${erased} erased`] : []), ...lost].join(', ');
}
