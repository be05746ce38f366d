// ridgectl terminals: who is there, and how far its journal has come.
import type { CountedIncident, TerminalRow } from '../fleet-store.ts';
import { faultWords } from '../monitor/index.ts';
import type { BookedTerminal } from '../trust/index.ts';
import type { CommandIo } from './runner.ts';
import { openToRead } from './store-option.ts';
import { tableOf, timeOf } from './table.ts';
import { bookToRead } from './terminal-book-option.ts';
import { certificateOf, onboardingOf } from './terminal-onboarding.ts';

const HEADS = ['TERMINAL', 'STATE', 'LAST SEEN', 'ENTRIES', 'WHOLE TO', 'STILL OUT', 'INCIDENTS', 'FAULTS', 'KEY'];

export async function terminalsCommand(options: { store: string; json?: boolean }, io: CommandIo): Promise<0> {
  await using store = await openToRead(options.store);
  await using book = await bookToRead(options.store, io.clock);
  const nowMs = io.clock.nowMs();
  const booked = new Map((await book?.all())?.map((one) => [one.terminal, one]));
  const terminals = await store.terminals();
  const heard = new Set(terminals.map(({ terminal }) => terminal));
  const awaited = [...booked.values()].filter(({ terminal }) => !heard.has(terminal));
  const [refused] = await store.incidents(1, 'name-refused');
  const refusedNames = refused ? { count: refused.count, lastMs: refused.atMs } : null;
  if (options.json) {
    const rows = terminals.map((row) => ({ ...withOut(row), ...joinedOf(booked.get(row.terminal), row, nowMs) }));
    io.out(`${JSON.stringify({ terminals: rows, awaited: awaited.map(awaitedOf), refusedNames })}\n`);
    return 0;
  }
  // Where nobody was ever registered there is nothing to tell of it.
  const joining = booked.size > 0;
  const rows = terminals.map((row) => [
    ...rowOf(row),
    ...(joining ? [onboardingOf(booked.get(row.terminal), row, nowMs)] : []),
  ]);
  const heads = joining ? [...HEADS, 'CERTIFICATE'] : HEADS;
  if (rows.length === 0) io.out('no terminal has been heard of yet\n');
  else io.out(tableOf(heads, rows).concat(refused ? refusedLine(refused) : ''));
  for (const one of awaited) io.out(`${one.terminal}: ${onboardingOf(one, undefined, nowMs)}\n`);
  return 0;
}

const joinedOf = (booked: BookedTerminal | undefined, row: TerminalRow, nowMs: number) => ({
  onboarding: booked?.state ?? null,
  certificate: certificateOf(booked, row, nowMs),
});

const awaitedOf = ({ terminal, codeUntilMs }: BookedTerminal) => ({ terminal, codeUntilMs });

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
  row.lastSeenMs === 0 ? 'never' : timeOf(row.lastSeenMs),
  String(row.entries),
  String(row.contiguousSeq),
  `${stillOut(row)}${claimsOf(row)}`,
  String(row.incidents),
  faultWords(row) ?? '-',
  keyOf(row),
];
