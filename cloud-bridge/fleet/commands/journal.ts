// ridgectl journal: entries as they arrive, and what is missing.
import { KioskError, type SeqRange } from '../../../protocol/index.ts';
import type { FleetStore, StoredEntry } from '../fleet-store.ts';
import { type CommandIo, plain } from './runner.ts';
import { openToRead } from './store-option.ts';
import { tableOf, timeOf } from './table.ts';

export interface FollowCommand {
  readonly store: string;
  readonly terminal?: string;
  readonly last: string;
  readonly once?: boolean;
  readonly json?: boolean;
}

const LOOK_EVERY_MS = 250;
const PAGE = 500;

/** Until Ctrl-C; with `once` only what is there. */
export async function followCommand(options: FollowCommand, io: CommandIo): Promise<0> {
  await using store = await openToRead(options.store);
  await checkKnown(store, options.terminal);
  const show = options.json ? jsonLine : humanLine;
  const only = options.terminal === undefined ? {} : { terminal: options.terminal };
  let after = await startOf(store, options);
  for (;;) {
    const page = await store.entriesAfter(after, { limit: PAGE, ...only });
    io.out(page.map(show).join(''));
    after = page.at(-1)?.id ?? after;
    io.signal.throwIfAborted();
    if (page.length === PAGE) continue;
    if (options.once) return 0;
    await io.clock.sleep(LOOK_EVERY_MS, io.signal);
  }
}

/** A slip of the finger must not read as "nothing there". */
async function checkKnown(store: FleetStore, wanted: string | undefined): Promise<void> {
  if (wanted === undefined) return;
  const known = (await store.terminals()).map(({ terminal }) => terminal);
  if (!known.some((name) => name === wanted || name.endsWith(`.${wanted}`)))
    throw new KioskError('USAGE', { why: `no terminal ${wanted} has been heard of (ridgectl terminals list)` });
}

/** So far back that the last few of the terminal are shown. */
async function startOf(store: FleetStore, { last, terminal }: FollowCommand): Promise<number> {
  if (!/^\d{1,9}$/.test(last)) throw new KioskError('USAGE', { why: `--last ${last}: give a whole number` });
  return await store.idBeforeLast(Number(last), terminal);
}

const jsonLine = (entry: StoredEntry): string => `${JSON.stringify(entry)}\n`;

/** Columns of fixed width: a line that has gone by cannot make room for a later one. */
function humanLine(entry: StoredEntry): string {
  const { utcMs, terminal, seq, class: kind, clockState, historical, payload } = entry;
  const marks = [clockState === 'synced' ? '' : `clock ${clockState}`, historical ? 'late' : ''].filter(Boolean);
  const cells = [
    timeOf(utcMs),
    terminal.padEnd(20),
    String(seq).padStart(8),
    kind.padEnd(11),
    wordsOf(payload),
    ...marks,
  ];
  return `${plain(cells.join('  ')).trimEnd()}\n`;
}

const TOLD = ['event', 'what', 'outcome', 'direction', 'reason', 'subject', 'device', 'code', 'detail'];

const wordsOf = (payload: StoredEntry['payload']): string =>
  payload === null
    ? '(erased)'
    : TOLD.map((name) => payload[name])
        .filter((value) => typeof value === 'string' && value !== '')
        .join(' ');

export interface GapsCommand {
  readonly store: string;
  readonly terminal?: string;
  readonly json?: boolean;
}

/** 0 where every journal is whole, 1 where entries are missing or lost. */
export async function gapsCommand({ store: where, terminal, json }: GapsCommand, io: CommandIo): Promise<0 | 1> {
  await using store = await openToRead(where);
  await checkKnown(store, terminal);
  const gaps = await store.gaps(terminal);
  if (json) io.out(`${JSON.stringify({ complete: gaps.length === 0, journals: gaps })}\n`);
  else if (gaps.length === 0) io.out('no gaps: every journal is whole as far as it has been told of\n');
  else {
    const rows = gaps.map((row) => [row.terminal, row.journalId, rangesOf(row.missing), rangesOf(row.lost)]);
    io.out(tableOf(['TERMINAL', 'JOURNAL', 'MISSING, ASKED FOR', 'LOST FOR EVER'], rows));
  }
  return gaps.length === 0 ? 0 : 1;
}

const rangesOf = (ranges: readonly SeqRange[]): string =>
  ranges.map(({ fromSeq, toSeq }) => (fromSeq === toSeq ? `${fromSeq}` : `${fromSeq}-${toSeq}`)).join(' ') || '-';
