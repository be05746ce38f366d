// ridgectl label: what turned out to be true of a visit, and what else happened at a terminal; beside the raw entries, which stay as they are.
import {
  type BookedLabel,
  type EntryLabel,
  labelOfEntry,
  type NewLabel,
  type TerminalLabel,
  withDefaults,
} from '../../biometrics/index.ts';
import { numberGiven, wrong } from '../attendance/given.ts';
import { mustSaySomething } from '../given-options.ts';
import { openFleet, type RegisterOptions } from '../register-option.ts';
import { type CommandIo, plain } from '../runner.ts';
import { tableOf, timeOf } from '../table.ts';
import { terminalsNamed, theTerminal } from '../terminal-name.ts';
import { timeGiven } from '../times.ts';

export interface LabelOptions extends RegisterOptions {
  readonly json?: boolean;
}

interface SayingOptions extends LabelOptions {
  readonly kind?: Exclude<NewLabel['kind'], ''>;
  readonly note?: string;
  readonly by: string;
}

export interface LabelAddCommand extends SayingOptions {
  readonly journal?: string;
  readonly chosen?: Exclude<NewLabel['chosen'], ''>;
}

interface EntryGiven {
  readonly terminal: string;
  readonly seq: string;
  readonly what: EntryLabel;
}

/** 1 where the entry is not here, or cannot have been so. */
export async function labelAddCommand(
  { terminal: wanted, seq: text, what }: EntryGiven,
  options: LabelAddCommand,
  io: CommandIo,
): Promise<0 | 1> {
  mustSaySomething(options);
  const { kind = '', chosen = '', note = '', journal: journalId } = options;
  const seq = numberGiven('an entry', text);
  await using fleet = await openFleet(options, io);
  const { terminal } = await theTerminal(fleet.store, wanted);
  const label = await labelOfEntry(fleet.store, { terminal, seq, journalId }, { what, kind, chosen, note });
  if (typeof label !== 'string') return await book(label, { labels: fleet.register.labels, options, io });
  if (options.json) io.out(`${JSON.stringify({ number: null, isNew: false, why: label })}\n`);
  else io.out(plain(`not booked: ${label}`).concat('\n'));
  return 1;
}

export interface LabelOpenCommand extends SayingOptions {
  readonly at: string;
  /** Of maintenance. */
  readonly until?: string;
}

/** Without an entry: of a terminal, at a time. */
export async function labelOpenCommand(
  { terminal: wanted, what }: { readonly terminal: string; readonly what: TerminalLabel },
  options: LabelOpenCommand,
  io: CommandIo,
): Promise<0> {
  mustSaySomething(options);
  const { kind = '', note = '', until } = options;
  if ((what === 'maintenance') !== (until !== undefined))
    throw wrong('--until goes with maintenance, which needs it; a complaint or an incident is closed by label close');
  const atMs = timeGiven('--at', options.at);
  const closedMs = until === undefined ? null : timeGiven('--until', until);
  await using fleet = await openFleet(options, io);
  const { terminal } = await theTerminal(fleet.store, wanted);
  const about = { terminal, journalId: null, seq: null, chosen: '' as const, remedy: '' };
  const label = withDefaults({ what, kind, note, atMs, closedMs, ...about });
  return await book(label, { labels: fleet.register.labels, options, io });
}

interface Booking {
  readonly labels: { add(labels: readonly NewLabel[], by: string): Promise<{ readonly numbers: readonly number[] }> };
  readonly options: SayingOptions;
  readonly io: CommandIo;
}

async function book(label: NewLabel, { labels, options, io }: Booking): Promise<0> {
  const { numbers } = await labels.add([label], options.by);
  const [number = null] = numbers;
  if (options.json) io.out(`${JSON.stringify({ number, isNew: number !== null, label })}\n`);
  else io.out(number === null ? 'it stands there already\n' : `label ${number} is booked: ${label.what}\n`);
  return 0;
}

export interface LabelCloseCommand extends LabelOptions {
  readonly at?: string;
  readonly remedy: string;
  readonly by: string;
}

export async function labelCloseCommand(text: string, options: LabelCloseCommand, io: CommandIo): Promise<0> {
  mustSaySomething(options);
  const number = numberGiven('a label', text);
  const atMs = options.at === undefined ? io.clock.nowMs() : timeGiven('--at', options.at);
  await using fleet = await openFleet(options, io);
  const { by, remedy } = options;
  const closed = await fleet.register.labels.close(number, { by, atMs, remedy });
  if (options.json) io.out(`${JSON.stringify(closed)}\n`);
  else io.out(plain(`${closed.what} ${number} is closed by ${by}`).concat('\n'));
  return 0;
}

/** It stays in the record, with who withdrew it. */
export async function labelRemoveCommand(
  text: string,
  options: LabelOptions & { readonly by: string },
  io: CommandIo,
): Promise<0> {
  const number = numberGiven('a label', text);
  await using fleet = await openFleet(options, io);
  const { what } = await fleet.register.labels.withdraw(number, options.by);
  if (options.json) io.out(`${JSON.stringify({ withdrawn: number })}\n`);
  else io.out(plain(`label ${number}, ${what}, is withdrawn by ${options.by}`).concat('\n'));
  return 0;
}

export interface LabelListCommand extends LabelOptions {
  readonly terminal?: string;
  readonly all?: boolean;
}

/** Those that stand; with `all` those that were withdrawn too. */
export async function labelListCommand(options: LabelListCommand, io: CommandIo): Promise<0> {
  mustSaySomething(options);
  await using fleet = await openFleet(options, io);
  const named = new Set((await terminalsNamed(fleet.store, options.terminal)).map(({ terminal }) => terminal));
  const all = await fleet.register.labels.all({ withdrawn: options.all ?? false });
  const labels = options.terminal === undefined ? all : all.filter(({ terminal }) => named.has(terminal));
  if (options.json) io.out(`${JSON.stringify({ labels })}\n`);
  else if (labels.length === 0) io.out('nothing is labelled yet (ridgectl label add)\n');
  else io.out(tableOf(HEADS, labels.map(rowOf)));
  return 0;
}

const HEADS = ['NUMBER', 'WHAT', 'TERMINAL', 'ENTRY', 'TIME', 'CHOSEN', 'CLOSED', 'BY', 'NOTE'];

const rowOf = (label: BookedLabel): readonly string[] => [
  ...[`${label.number}`, [label.what, label.kind].filter(Boolean).join(' '), label.terminal, `${label.seq ?? ''}`],
  ...[timeOf(label.atMs), label.chosen, label.closedMs === null ? '' : timeOf(label.closedMs), label.saidBy],
  [label.note, label.remedy, label.withdrawnBy === null ? '' : `(withdrawn by ${label.withdrawnBy})`]
    .filter(Boolean)
    .join('; '),
];
