// ridgectl terminals: who is there, and how far its journal has come.
import type { TerminalRow } from '../fleet-store.ts';
import type { CommandIo } from './runner.ts';
import { openToRead } from './store-option.ts';
import { tableOf, timeOf } from './table.ts';

const HEADS = ['TERMINAL', 'STATE', 'LAST SEEN', 'ENTRIES', 'WHOLE TO', 'STILL OUT', 'INCIDENTS', 'KEY'];

export async function terminalsCommand(options: { store: string; json?: boolean }, io: CommandIo): Promise<0> {
  await using store = await openToRead(options.store);
  const terminals = await store.terminals();
  if (options.json) io.out(`${JSON.stringify({ terminals: terminals.map(withOut) })}\n`);
  else if (terminals.length === 0) io.out('no terminal has been heard of yet\n');
  else io.out(tableOf(HEADS, terminals.map(rowOf)));
  return 0;
}

const stillOut = ({ lastSeq, contiguousSeq }: TerminalRow): number => Math.max(0, lastSeq - contiguousSeq);

const withOut = (row: TerminalRow): object => ({ ...row, stillOut: stillOut(row) });

/** As much of the thumbprint as tells one from another at a glance. */
const keyOf = ({ keyThumbprint, refusedKey }: TerminalRow): string =>
  `${keyThumbprint?.slice(0, 8) ?? '-'}${refusedKey === null ? '' : ' (another is refused)'}`;

const rowOf = (row: TerminalRow): readonly string[] => [
  row.terminal,
  row.state,
  timeOf(row.lastSeenMs),
  String(row.entries),
  String(row.contiguousSeq),
  String(stillOut(row)),
  String(row.incidents),
  keyOf(row),
];
