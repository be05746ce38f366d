// ridgectl requests: what people have asked about their own data at terminals, and that it was answered.
import { KioskError } from '../../../protocol/index.ts';
import { type AskedRequest, askedRequests } from '../requests/index.ts';
import { mustSaySomething } from './given-options.ts';
import { type OpenFleet, openFleet, type RegisterOptions } from './register-option.ts';
import { type CommandIo, plain } from './runner.ts';
import { tableOf, timeOf } from './table.ts';
import { theTerminal } from './terminal-name.ts';

export interface RequestsOptions extends RegisterOptions {
  readonly json?: boolean;
  readonly terminal?: string;
}

export interface RequestsListCommand extends RequestsOptions {
  readonly open?: boolean;
}

export interface RequestsCloseCommand extends RequestsOptions {
  readonly note: string;
  readonly by: string;
}

/** 1 where one is overdue. */
export async function requestsListCommand(options: RequestsListCommand, io: CommandIo): Promise<0 | 1> {
  mustSaySomething(options);
  await using fleet = await openFleet(options, io);
  const { requests, unreadable } = await requestsOf(fleet, options, io);
  const shown = requests.filter(({ state }) => !options.open || state !== 'answered');
  if (options.json) io.out(`${JSON.stringify({ requests: shown.map(shownOf), unreadable })}\n`);
  else io.out(textOf(shown, unreadable));
  return shown.some(({ state }) => state === 'overdue') ? 1 : 0;
}

/** Marks it as answered: what was done about it an officer does by other commands. */
export async function requestsCloseCommand(given: string, options: RequestsCloseCommand, io: CommandIo): Promise<0> {
  mustSaySomething(options);
  await using fleet = await openFleet(options, io);
  const { note, by } = options;
  const request = await requestCalled(given, { fleet, options, io });
  const closing = await fleet.register.requests.close(request, { note, by });
  if (options.json) io.out(`${JSON.stringify(shownOf({ ...request, state: 'answered', closing }))}\n`);
  else io.out(plain(`${request.reference} is answered, says ${by}`).concat('\n'));
  return 0;
}

interface Asking {
  readonly fleet: OpenFleet;
  readonly options: RequestsOptions;
  readonly io: CommandIo;
}

/** @throws KioskError USAGE where there is none, or several terminals have given the number */
export async function requestCalled(given: string, { fleet, options, io }: Asking): Promise<AskedRequest> {
  const { requests } = await requestsOf(fleet, options, io);
  const found = requests.filter(({ reference }) => plainly(reference) === plainly(given));
  const [one] = found;
  if (one && found.length === 1) return one;
  if (!one)
    throw wrong(`no request ${given} has arrived (ridgectl requests; what is still to come: ridgectl journal gaps)`);
  throw wrong(
    `${given} was given at ${found.map(({ terminal }) => terminal).join(' and at ')}: say where (--terminal)`,
  );
}

/** However it is written down. */
const plainly = (reference: string): string => reference.toUpperCase().replace(/[\s-]/g, '');

async function requestsOf({ store, register }: OpenFleet, { terminal }: RequestsOptions, { clock }: CommandIo) {
  const named = terminal === undefined ? undefined : (await theTerminal(store, terminal)).terminal;
  const { requests, unreadable } = await askedRequests({ store, register, nowMs: clock.nowMs() });
  return { requests: requests.filter((one) => named === undefined || one.terminal === named), unreadable };
}

const wrong = (why: string): KioskError => new KioskError('USAGE', { why });

export const shownOf = ({ person, closing, journalId, ...request }: AskedRequest) => ({
  ...request,
  journal: journalId,
  person: person
    ? { id: person.id, code: person.code, nameTh: person.nameTh, nameEn: person.nameEn, unit: person.unit }
    : null,
  ...{ closedMs: closing?.closedMs ?? null, closedBy: closing?.closedBy ?? null, note: closing?.note ?? null },
});

const HEADS = ['REQUEST', 'STATE', 'ASKS FOR', 'WHO', 'TERMINAL', 'ASKED', 'DUE', 'ANSWERED'];

export function textOf(requests: readonly AskedRequest[], unreadable: number): string {
  const table = requests.length === 0 ? 'nobody asks for anything\n' : tableOf(HEADS, requests.map(cellsOf));
  return unreadable === 0 ? table : `${table}${unreadable} more are of a later version and cannot be read\n`;
}

const cellsOf = (request: AskedRequest): readonly string[] => [
  ...[request.reference, request.state, request.request, whoOf(request), request.terminal],
  ...[timeOf(request.askedMs), request.dueOn],
  request.closing ? `${timeOf(request.closing.closedMs)} by ${request.closing.closedBy}: ${request.closing.note}` : '',
];

function whoOf({ person, subject, visit }: AskedRequest): string {
  if (person) return `${person.code} ${person.nameTh || person.nameEn}`.trim();
  if (subject !== null) return `known there as ${subject}`;
  return visit === null ? 'will ask at the counter' : `visit ${visit}`;
}
