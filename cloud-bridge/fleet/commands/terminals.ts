// ridgectl terminals: who is there, and how far its journal has come.
import type { CountedIncident, TerminalRow } from '../fleet-store.ts';
import type { CommandIo } from './runner.ts';
import { openToRead } from './store-option.ts';
import { tableOf, timeOf } from './table.ts';

const HEADS = ['TERMINAL', 'STATE', 'LAST SEEN', 'ENTRIES', 'WHOLE TO', 'STILL OUT', 'INCIDENTS', 'KEY'];

export async function terminalsCommand(options: { store: string; json?: boolean }, io: CommandIo): Promise<0> {
  await using store = await openToRead(options.store);
  const terminals = await store.terminals();
  const [refused] = await store.incidents(1, 'name-refused');
  const refusedNames = refused ? { count: refused.count, lastMs: refused.atMs } : null;
  if (options.json) io.out(`${JSON.stringify({ terminals: terminals.map(withOut), refusedNames })}\n`);
  else if (terminals.length === 0) io.out('no terminal has been heard of yet\n');
  else io.out(tableOf(HEADS, terminals.map(rowOf)).concat(refused ? refusedLine(refused) : ''));
  return 0;
}

/** They came without a signature; who sends a signed batch is taken down all the same. */
const refusedLine = ({ count, atMs }: CountedIncident): string =>
  `${count} messages of unknown names were left out, the last at ${timeOf(atMs)}: too many names have never sent an entry\n`;

const stillOut = ({ lastSeq, contiguousSeq }: TerminalRow): number => Math.max(0, lastSeq - contiguousSeq);

const withOut = (row: TerminalRow): object => ({ ...row, stillOut: stillOut(row) });

/** As much of the thumbprint as tells one from another at a glance. */
const keyOf = ({ keyThumbprint, refusedKey }: TerminalRow): string =>
  `${keyThumbprint?.slice(0, 8) ?? '-'}${refusedKey === null ? '' : ' (another is refused)'}`;

/** Made up, or a store that has lost something: either way a person ought to look. */
const claimsOf = ({ implausibleSeq, believedSeq }: TerminalRow): string =>
  [
    implausibleSeq === null ? '' : ' (an unsigned claim of more is left out)',
    believedSeq === null ? '' : ` (it says, unsigned, that ${believedSeq} were stored here)`,
  ].join('');

const rowOf = (row: TerminalRow): readonly string[] => [
  row.terminal,
  row.state,
  timeOf(row.lastSeenMs),
  String(row.entries),
  String(row.contiguousSeq),
  `${stillOut(row)}${claimsOf(row)}`,
  String(row.incidents),
  keyOf(row),
];
