// ridgectl requests grant, show: what is kept of somebody in journals is erased, here and at terminals, and what came of it.
import { type ErasureReceipt, JOURNAL_CLASSES, KioskError, openErasureReceipt } from '../../../protocol/index.ts';
import { isJobOver } from '../jobs/index.ts';
import { type AskedRequest, type Erasure, Erasures, keptIn, whoIsMeant } from '../requests/index.ts';
import { mustSaySomething } from './given-options.ts';
import { giveOrder } from './jobs/give-order.ts';
import { detailOf, stateText } from './jobs/job-text.ts';
import { officerOf } from './jobs/officer-option.ts';
import { type OpenFleet, openFleet } from './register-option.ts';
import { type RequestsOptions, requestCalled, shownOf, textOf } from './requests.ts';
import { type CommandIo, plain } from './runner.ts';
import { logTo, sayTo } from './saying.ts';
import { tableOf, timeOf } from './table.ts';

export interface RequestsGrantCommand extends RequestsOptions {
  /** Classes of entries. */
  readonly keep?: readonly string[];
  /** Their code. */
  readonly person?: string;
  readonly beginWithin: string;
}

/** The fleet's own store at once; the terminals by an order, whose receipts answer the request. */
export async function requestsGrantCommand(given: string, options: RequestsGrantCommand, io: CommandIo): Promise<0> {
  mustSaySomething(options);
  const keep = (options.keep ?? []).map(classGiven);
  const officer = await officerOf(io);
  await using fleet = await openFleet(options, io);
  const request = await requestCalled(given, { fleet, options, io });
  await mustBeGrantable(fleet, request);
  const { names, terminals } = await whoIsMeant(fleet, request, options.person);
  const { reference } = request;
  const what = { kind: 'erase', request: reference, names, keep } as const;
  const { order } = await giveOrder(fleet, { what, terminals, officer }, { beginWithin: options.beginWithin }, io);
  const { erasures } = fleet.register;
  const { terminal, journalId, seq } = request;
  const granted = { order: order.id, names, keep, grantedBy: officer.name, grantedMs: order.atMs };
  await erasures.begin({ ...granted, terminal, journalId, seq, reference });
  const erased = await erasedHere(fleet, request, io);
  if (options.json) io.out(`${JSON.stringify({ reference, order: order.id, terminals, keep, erased })}\n`);
  else
    io.out(
      plain(
        `${reference}: entries erased here: ${erased}; order ${order.id} goes to terminals: ${terminals.length} (ridgectl requests show ${reference})`,
      ).concat('\n'),
    );
  return 0;
}

function classGiven(text: string) {
  const kind = JOURNAL_CLASSES.find((one) => one === text);
  if (kind) return kind;
  throw usage(`--keep ${text}: the classes are ${JOURNAL_CLASSES.join(', ')}`);
}

const usage = (why: string): KioskError => new KioskError('USAGE', { why });

/** @throws KioskError USAGE */
async function mustBeGrantable({ register }: OpenFleet, request: AskedRequest): Promise<void> {
  const { reference, closing } = request;
  if (request.request !== 'erasure' && request.request !== 'withdrawal')
    throw usage(`${reference} asks for ${request.request}, and nothing is to be erased by it`);
  if (closing) throw usage(`${reference} was answered already, by ${closing.closedBy}`);
  const before = await register.erasures.latestOf(request);
  if (!before) return;
  await register.jobs.settle();
  const jobs = await register.jobs.jobsOf(before.order);
  if (jobs.some(({ state }) => !isJobOver(state)) || jobs.every(({ state }) => state === 'done'))
    throw usage(`${reference} is granted already, and under way (ridgectl requests show ${reference})`);
}

async function erasedHere({ register, store }: OpenFleet, request: AskedRequest, io: CommandIo): Promise<number> {
  const erasure = await register.erasures.latestOf(request);
  const keyOf = (terminal: string): Promise<string | null> => store.pinnedKey(terminal);
  const erasures = new Erasures({ store, register, keyOf, clock: io.clock, log: logTo(sayTo(io)) });
  return erasure ? await erasures.erase(erasure) : 0;
}

/** What was asked for, and what has become of it; 1 where a terminal is still to answer. */
export async function requestsShowCommand(given: string, options: RequestsOptions, io: CommandIo): Promise<0 | 1> {
  mustSaySomething(options);
  await using fleet = await openFleet(options, io);
  const request = await requestCalled(given, { fleet, options, io });
  const erasure = await fleet.register.erasures.latestOf(request);
  const told = erasure && (await toldOf(fleet, erasure));
  if (options.json) io.out(`${JSON.stringify({ ...shownOf(request), erasure: told ?? null })}\n`);
  else io.out(`${textOf([request], 0)}${told ? `\n${erasureText(told)}` : ''}`);
  return told?.terminals.some(({ receipt }) => receipt === null) ? 1 : 0;
}

async function toldOf({ register }: OpenFleet, { order, grantedBy, grantedMs, keep, erased, keptUntilMs }: Erasure) {
  await register.jobs.settle();
  const receipts = new Map((await register.erasures.receiptsOf(order)).map((one) => [one.terminal, one.receipt]));
  const terminals = await Promise.all(
    (await register.jobs.jobsOf(order)).map(async (job) => {
      const receipt = receipts.get(job.terminal) ?? null;
      const says = receipt === null ? null : (await openErasureReceipt(receipt)).receipt;
      return { terminal: job.terminal, state: job.state, detail: detailOf(job), says, receipt };
    }),
  );
  return { order, grantedBy, grantedMs, keep, erased, keptUntilMs, terminals };
}

type Told = Awaited<ReturnType<typeof toldOf>>;

function erasureText({ order, grantedBy, grantedMs, erased, keptUntilMs, terminals }: Told): string {
  const head = `granted by ${grantedBy} at ${timeOf(grantedMs)}, order ${order}`;
  const here = `entries erased here: ${erased}; what stays here goes after ${timeOf(keptUntilMs)}`;
  const rows = terminals.map(({ terminal, state, detail, says }) => [
    terminal,
    stateText({ state }),
    says ? saysText(says) : detail,
  ]);
  return `${plain(head)}\n${here}\n${tableOf(['TERMINAL', 'STATE', ''], rows)}`;
}

function saysText(receipt: ErasureReceipt): string {
  const kept = keptIn([receipt]).map(({ kind, entries, untilMs }) => `${entries} of ${kind} until ${timeOf(untilMs)}`);
  return kept.length === 0 ? `erased: ${receipt.erased}` : `erased: ${receipt.erased}; stays: ${kept.join(', ')}`;
}
