// ridgectl attendance correct, overtime, requests, approve, decline: what somebody asks for, and another decides. Raw entries stay as they are.
import { type BookedRecord, type NewRecord, REQUEST_KINDS, type RequestKind } from '../../attendance/index.ts';
import { personCalled } from '../people.ts';
import { type OpenFleet, openFleet, type RegisterOptions } from '../register-option.ts';
import { type CommandIo, plain } from '../runner.ts';
import { tableOf, timeOf } from '../table.ts';
import { bodyGiven, dateGiven, minuteGiven, numberGiven, rangeGiven, wrong } from './given.ts';

export interface RequestOptions extends RegisterOptions {
  readonly json?: boolean;
}

export interface CorrectCommand extends RequestOptions {
  readonly person: string;
  readonly date: string;
  readonly direction: string;
  readonly time: string;
  readonly nextDay?: boolean;
  readonly reason: string;
  readonly by?: string;
}

export const correctCommand = (options: CorrectCommand, io: CommandIo): Promise<0> =>
  ask(options, io, (personId) => {
    const { direction, reason } = options;
    const minute = minuteGiven('--time', options.time) + (options.nextDay ? 1440 : 0);
    const date = dateGiven('--date', options.date);
    return {
      kind: 'correction',
      personId,
      from: date,
      until: date,
      body: bodyGiven('correction', { direction, minute, reason }),
    };
  });

export interface OvertimeCommand extends RequestOptions {
  readonly person: string;
  readonly date: string;
  readonly hours: string;
  readonly kind: string;
  readonly break?: string;
  readonly travels?: boolean;
  /** Time off instead of pay. */
  readonly inLieu?: boolean;
  readonly reason: string;
  readonly by?: string;
}

export const overtimeCommand = (options: OvertimeCommand, io: CommandIo): Promise<0> =>
  ask(options, io, (personId) => {
    const { kind, hours, reason, travels = false, inLieu = false } = options;
    const breakMinutes = options.break === undefined ? null : numberGiven('minutes', options.break);
    const date = dateGiven('--date', options.date);
    const body = bodyGiven('overtime', { kind, hours, breakMinutes, travels, reason, ...(inLieu && { inLieu }) });
    return { kind: 'overtime', personId, from: date, until: date, body };
  });

export interface LieuAskCommand extends RequestOptions {
  readonly person: string;
  readonly from: string;
  readonly until?: string;
  readonly part: string;
  readonly reason: string;
  readonly by?: string;
}

export const lieuAskCommand = (options: LieuAskCommand, io: CommandIo): Promise<0> =>
  ask(options, io, (personId) => {
    const { from, until = from, part, reason } = options;
    return { kind: 'lieu', personId, ...rangeGiven(from, until), body: bodyGiven('lieu', { part, reason }) };
  });

async function ask<K extends RequestKind>(
  options: RequestOptions & { readonly person: string; readonly by?: string },
  io: CommandIo,
  requestOf: (personId: string) => NewRecord<K>,
): Promise<0> {
  const by = whoActs(options);
  await using fleet = await openFleet(options, io);
  const { id } = await personCalled(fleet, options.person);
  const { numbers } = await fleet.register.times.book([requestOf(id)], by);
  const [number = null] = numbers;
  if (options.json) io.out(`${JSON.stringify({ number, isNew: number !== null })}\n`);
  else if (number === null) io.out('the very same was asked for already (ridgectl attendance requests)\n');
  else
    io.out(
      `request ${number} waits for somebody else: ridgectl attendance approve ${number}${io.desk?.isUnattended ? ' --by NAME' : ''}\n`,
    );
  return 0;
}

export interface DecideCommand extends RequestOptions {
  readonly number: string;
  readonly decision: 'approved' | 'declined';
  readonly by?: string;
}

/** Reports are worked out anew with it, of months that are over too. */
export async function decideCommand(options: DecideCommand, io: CommandIo): Promise<0> {
  const number = numberGiven('a request', options.number);
  const by = whoActs(options);
  await using fleet = await openFleet(options, io);
  const { times } = fleet.register;
  const concerned = await namesOf(fleet, (await times.byNumber(number)).personId);
  const decided = await times.decide(number, options.decision, { by, concerned });
  if (options.json) io.out(`${JSON.stringify(decided)}\n`);
  else io.out(plain(`request ${number} is ${options.decision} by ${by}`).concat('\n'));
  return 0;
}

/** Where two people are needed nobody is guessed. @throws KioskError USAGE */
function whoActs({ by }: { readonly by?: string }): string {
  if (by?.trim()) return by;
  throw wrong('say who you are by --by NAME');
}

async function namesOf({ register }: OpenFleet, personId: string | null): Promise<readonly string[]> {
  const person = (await register.people.ever()).find(({ id }) => id === personId);
  return person ? [person.code, person.nameTh, person.nameEn].filter((name) => name !== '') : [];
}

export interface RequestsCommand extends RequestOptions {
  readonly person?: string;
  readonly all?: boolean;
}

/** Those that wait, unless all are asked for. */
export async function requestsCommand(options: RequestsCommand, io: CommandIo): Promise<0> {
  await using fleet = await openFleet(options, io);
  const only = options.person === undefined ? undefined : (await personCalled(fleet, options.person)).id;
  const booked = await Promise.all(REQUEST_KINDS.map((kind) => fleet.register.times.all(kind, only)));
  const codes = new Map((await fleet.register.people.ever()).map(({ id, code }) => [id, code]));
  const requests = booked
    .flat()
    .filter(({ decision }) => options.all || decision === null)
    .sort((a, b) => a.number - b.number)
    .map((request) => ({ ...request, code: codes.get(request.personId ?? '') ?? '' }));
  if (options.json) io.out(`${JSON.stringify({ requests })}\n`);
  else if (requests.length === 0) io.out('no request waits\n');
  else
    io.out(tableOf(['NUMBER', 'WHAT', 'PERSON', 'DATE', 'ASKED BY', 'ASKED', 'DECISION', 'BY'], requests.map(rowOf)));
  return 0;
}

const rowOf = (request: BookedRecord<RequestKind> & { readonly code: string }): readonly string[] => [
  ...[`${request.number}`, request.kind, request.code, request.from, request.bookedBy, timeOf(request.bookedMs)],
  ...[request.decision ?? 'waits', request.decidedBy ?? ''],
];
