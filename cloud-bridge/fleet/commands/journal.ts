// ridgectl journal follow: entries as they arrive.
import { KioskError } from '../../../protocol/index.ts';
import type { FleetStore, StoredEntry } from '../fleet-store.ts';
import { type CommandIo, plain } from './runner.ts';
import { openToRead } from './store-option.ts';
import { timeOf } from './table.ts';
import { terminalsNamed } from './terminal-name.ts';

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
  await terminalsNamed(store, options.terminal);
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
