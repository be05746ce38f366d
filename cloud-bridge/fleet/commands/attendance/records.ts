// ridgectl attendance holidays, plan, leave, method, policy, costs: what managers say about time, added, listed and taken back.
import type { BookedRecord, NewRecord, RecordKind } from '../../attendance/index.ts';
import { openTimeBooks } from '../../attendance/records/time-books.ts';
import { personCalled } from '../people.ts';
import { type OpenFleet, openFleet, type RegisterOptions } from '../register-option.ts';
import { type CommandIo, plain } from '../runner.ts';
import { tableOf } from '../table.ts';
import { theTerminal } from '../terminal-name.ts';
import { bodyGiven, dateGiven, numberGiven, rangeGiven, weekdaysGiven, wrong } from './given.ts';

export interface RecordOptions extends RegisterOptions {
  readonly json?: boolean;
}

export interface AddRecordOptions extends RecordOptions {
  readonly by: string;
}

async function add<K extends RecordKind>(
  options: AddRecordOptions,
  io: CommandIo,
  recordOf: (fleet: OpenFleet) => Promise<NewRecord<K>>,
): Promise<0> {
  await using fleet = await openFleet(options, io);
  const record = await recordOf(fleet);
  const { numbers } = await fleet.register.times.book([record], options.by);
  const [number = null] = numbers;
  if (options.json) io.out(`${JSON.stringify({ number, isNew: number !== null, record })}\n`);
  else io.out(number === null ? 'it stands there already\n' : `${record.kind} ${number} is booked\n`);
  return 0;
}

export interface HolidayCommand extends AddRecordOptions {
  readonly name: string;
  readonly kind: string;
  readonly unit?: string;
}

export const holidayAddCommand = (date: string, options: HolidayCommand, io: CommandIo): Promise<0> =>
  add(options, io, async () => {
    const { name, kind, unit = '' } = options;
    const day = dateGiven('the day', date);
    const body = bodyGiven('holiday', { name, kind, unit });
    return { kind: 'holiday', personId: null, from: day, until: day, body };
  });

export interface PlanCommand extends AddRecordOptions {
  readonly person: string;
  readonly from: string;
  readonly until?: string;
  readonly days?: string;
  readonly hours: string;
}

export const planAddCommand = (options: PlanCommand, io: CommandIo): Promise<0> =>
  add(options, io, async (fleet) => {
    const { from, until = options.from, hours } = options;
    const body = bodyGiven('plan', { hours, days: weekdaysGiven(options.days) });
    await mustBeShift(fleet, hours);
    const { id } = await personCalled(fleet, options.person);
    return { kind: 'plan', personId: id, ...rangeGiven(from, until), body };
  });

/** Rules of other dates may have other shifts: any that is known will do. @throws KioskError USAGE */
export async function mustBeShift({ register }: OpenFleet, hours: string): Promise<void> {
  if (hours === 'off' || /^\d/.test(hours)) return;
  const { rules } = await openTimeBooks(register.times);
  const shifts = [...new Set(rules.flatMap((set) => set.shifts.map(({ name }) => name)))];
  if (!shifts.includes(hours))
    throw wrong(`--hours ${hours}: no rules have this shift (there are ${shifts.join(', ')})`);
}

export interface LeaveCommand extends AddRecordOptions {
  readonly person: string;
  readonly from: string;
  readonly until?: string;
  readonly part: string;
}

export const leaveAddCommand = (options: LeaveCommand, io: CommandIo): Promise<0> =>
  add(options, io, async (fleet) => {
    const { from, until = options.from, part } = options;
    const { id } = await personCalled(fleet, options.person);
    return { kind: 'leave', personId: id, ...rangeGiven(from, until), body: bodyGiven('leave', { part }) };
  });

export interface MethodCommand extends AddRecordOptions {
  readonly person: string;
  readonly method: string;
  readonly from: string;
  readonly until: string;
}

/** An end is always named; a reason is never asked for. */
export const methodSetCommand = (options: MethodCommand, io: CommandIo): Promise<0> =>
  add(options, io, async (fleet) => {
    const { id } = await personCalled(fleet, options.person);
    const body = bodyGiven('method', { method: options.method });
    return { kind: 'method', personId: id, ...rangeGiven(options.from, options.until), body };
  });

export interface PolicyCommand extends AddRecordOptions {
  readonly person: string;
  readonly policy: string;
  readonly from: string;
  readonly until?: string;
}

export const policySetCommand = (options: PolicyCommand, io: CommandIo): Promise<0> =>
  add(options, io, async (fleet) => {
    const { id } = await personCalled(fleet, options.person);
    const body = bodyGiven('clock-policy', { policy: options.policy });
    const { from, until } = options;
    const range = until === undefined ? { from: dateGiven('--from', from), until: null } : rangeGiven(from, until);
    return { kind: 'clock-policy', personId: id, ...range, body };
  });

export interface CostCommand extends AddRecordOptions {
  readonly monthly: string;
  readonly from: string;
}

export const costSetCommand = (terminal: string, options: CostCommand, io: CommandIo): Promise<0> =>
  add(options, io, async ({ store }) => {
    const row = await theTerminal(store, terminal);
    const bahtPerMonth = /^\d{1,9}(\.\d{1,2})?$/.test(options.monthly) ? Number(options.monthly) : Number.NaN;
    if (Number.isNaN(bahtPerMonth)) throw wrong(`--monthly ${options.monthly}: give baht as 1500 or 1500.50`);
    const body = bodyGiven('cost', { terminal: row.terminal, bahtPerMonth });
    return { kind: 'cost', personId: null, from: dateGiven('--from', options.from), until: null, body };
  });

export interface ListOptions extends RecordOptions {
  readonly person?: string;
}

export async function recordsListCommand(kind: RecordKind, options: ListOptions, io: CommandIo): Promise<0> {
  await using fleet = await openFleet(options, io);
  const only = options.person === undefined ? undefined : (await personCalled(fleet, options.person)).id;
  const records = await fleet.register.times.all(kind, only);
  const codes = new Map((await fleet.register.people.ever()).map(({ id, code }) => [id, code]));
  const shown = records.map((record) => ({ ...record, code: codes.get(record.personId ?? '') ?? null }));
  if (options.json) io.out(`${JSON.stringify({ records: shown })}\n`);
  else if (shown.length === 0) io.out('nothing is booked yet\n');
  else io.out(tableOf(['NUMBER', 'PERSON', 'FROM', 'UNTIL', 'WHAT', 'BY'], shown.map(rowOf)));
  return 0;
}

const rowOf = (record: BookedRecord<RecordKind> & { readonly code: string | null }): readonly string[] => [
  ...[`${record.number}`, record.code ?? '', record.from, record.until ?? '', wordsOf(record.body), record.bookedBy],
];

const wordsOf = (body: object): string =>
  Object.values(body)
    .filter((value) => value !== '' && value !== null)
    .map((value) => (Array.isArray(value) ? value.join('') : String(value)))
    .join(' ');

/** It stays in the book, marked with who took it back. */
export async function recordRemoveCommand(
  kind: RecordKind,
  { number: text, ...options }: AddRecordOptions & { readonly number: string },
  io: CommandIo,
): Promise<0> {
  const number = numberGiven(`a ${kind}`, text);
  await using fleet = await openFleet(options, io);
  await fleet.register.times.withdraw(kind, number, options.by);
  if (options.json) io.out(`${JSON.stringify({ removed: number })}\n`);
  else io.out(plain(`${kind} ${number} is taken back by ${options.by}`).concat('\n'));
  return 0;
}
