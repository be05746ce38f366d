// ridgectl jobs: which orders there are, how far each is, and calling one off.
import { approveOrder, KioskError, type Ordered } from '../../../../protocol/index.ts';
import { type BookedJob, isJobOver } from '../../jobs/index.ts';
import { refused } from '../office/identify.ts';
import { listText } from '../operators/operator-text.ts';
import { type OpenFleet, openFleet, type RegisterOptions } from '../register-option.ts';
import type { CommandIo } from '../runner.ts';
import { sayTo } from '../saying.ts';
import { tableOf, timeOf } from '../table.ts';
import { type CarryOptions, courierOf } from './carry.ts';
import { seeThrough, type WaitOptions } from './command.ts';
import { followOrder } from './follow.ts';
import { giveOrder } from './give-order.ts';
import { mustBeAllowed, officerOf } from './officer-option.ts';
import { orderChange } from './order-change.ts';
import { saveSnapshot } from './snapshot-file.ts';
import { tellJobs } from './tell-jobs.ts';

export interface JobsOptions extends RegisterOptions {
  readonly json?: boolean;
}

const MOST_LISTED = 100;

export async function jobsListCommand(options: JobsOptions, io: CommandIo): Promise<0> {
  await using fleet = await openFleet(options, io);
  const { jobs } = fleet.register;
  await jobs.settle();
  const orders = await jobs.orders(MOST_LISTED);
  const shown = await Promise.all(
    orders.map(async ({ order: { id, what, by, atMs, untilMs }, state, why }) => {
      const each = await jobs.jobsOf(id);
      const countOf = (wanted: (job: BookedJob) => boolean): number => each.filter(wanted).length;
      const over = countOf((job) => isJobOver(job.state));
      const done = countOf((job) => job.state === 'done');
      return { id, kind: what.kind, by, atMs, untilMs, state, why, terminals: each.length, over, done };
    }),
  );
  if (options.json) io.out(`${JSON.stringify({ orders: shown })}\n`);
  else if (shown.length === 0) io.out('nothing was ordered yet\n');
  else {
    const rows = shown.map(({ id, kind, by, atMs, state, why, terminals, over, done }) => [
      ...[id, kind, by, timeOf(atMs), state, `${done} of ${terminals}`, `${over - done}`, why ?? ''],
    ]);
    io.out(tableOf(['ORDER', 'KIND', 'BY', 'AT', 'STATE', 'DONE', 'NOT DONE', ''], rows));
  }
  return 0;
}

export async function jobsShowCommand(
  id: string,
  options: JobsOptions & { readonly out?: string },
  io: CommandIo,
): Promise<0 | 1> {
  await using fleet = await openFleet(options, io);
  await fleet.register.jobs.settle();
  const order = await fleet.register.jobs.order(id);
  const jobs = await fleet.register.jobs.jobsOf(id);
  // What came of it is for whoever might have ordered it.
  if (io.desk?.acting) mustBeAllowed(io.desk.acting.officer, order.order.what.kind);
  if (options.out !== undefined) await savePicture(fleet, jobs, { ...options, out: options.out }, io);
  return await tellJobs(fleet, order, { jobs, json: options.json, io });
}

async function savePicture(fleet: OpenFleet, jobs: readonly BookedJob[], { out }: { out: string }, io: CommandIo) {
  const [job] = jobs;
  const { what } = (await fleet.register.jobs.order(job?.order ?? '')).order;
  const bytes = job && what.kind === 'snapshot' ? await saveSnapshot(fleet, job, out) : undefined;
  if (bytes === undefined) throw new KioskError('USAGE', { why: 'there is no picture of it, or not any more' });
  sayTo(io)(`${out} holds the picture (${bytes} bytes), readable by its owner alone`);
}

export async function jobsFollowCommand(
  id: string,
  options: JobsOptions & CarryOptions,
  io: CommandIo,
): Promise<0 | 1> {
  await using fleet = await openFleet(options, io);
  const order = await fleet.register.jobs.order(id);
  return await seeThrough(fleet, order, { options: { ...options, wait: true }, io });
}

/** What was not given never is; where it was, its terminal is told, and says what has come of it. */
export async function jobsCancelCommand(
  id: string,
  options: JobsOptions & CarryOptions & WaitOptions,
  io: CommandIo,
): Promise<0 | 1> {
  const officer = await officerOf(io);
  mustBeAllowed(officer, 'cancel');
  await using fleet = await openFleet(options, io);
  const { jobs } = fleet.register;
  const before = await jobs.order(id);
  await jobs.stop(id, `called off by ${officer.name}`);
  io.desk?.note(orderChange(before, await jobs.order(id)));
  const begun = (await jobs.jobsOf(id)).filter(({ state }) => !isJobOver(state)).map(({ terminal }) => terminal);
  if (begun.length > 0) {
    const what = { kind: 'cancel', order: id } as const;
    const calledOff = await giveOrder(fleet, { what, terminals: begun, officer }, {}, io);
    if (options.wait) {
      await using _courier = await courierOf(options, fleet, io);
      await followOrder(fleet, calledOff.order.id, { io });
      // What has come of it is told right after.
      await followOrder(fleet, id, { io, withinMs: TOLD_WITHIN_MS });
    }
  }
  const each = await jobs.jobsOf(id);
  await tellJobs(fleet, await jobs.order(id), { jobs: each, json: options.json, io });
  return each.every(({ state }) => isJobOver(state)) ? 0 : 1;
}

const TOLD_WITHIN_MS = 30_000;

/** The terminals look at whose key it is: another than that of whoever ordered it, and an administrator's. */
export async function jobsApproveCommand(id: string, options: JobsOptions, io: CommandIo): Promise<0> {
  const officer = await officerOf(io);
  await using fleet = await openFleet(options, io);
  const asked = await fleet.register.jobs.order(id);
  const { signed, order } = asked;
  if (officer.role !== 'administrator')
    throw refused(`an administrator approves it, and ${officer.name} is ${officer.role}`);
  await mustBeAnothers(String(signedBy(signed.order)), officer, io);
  sayTo(io)(`${officer.name} approves ${shownOf(order.what)}`);
  const approval = await approveOrder(signed.order, { by: officer.name, atMs: io.clock.nowMs() }, officer);
  const approved = await fleet.register.jobs.approve(id, approval);
  io.desk?.note(orderChange(asked, approved));
  const { state } = approved;
  const said = `approved: ${order.what.kind} at ${order.terminals.join(', ')} (ridgectl jobs follow ${id})\n`;
  io.out(options.json ? `${JSON.stringify({ order: { id }, state, approvedBy: officer.name })}\n` : said);
  return 0;
}

const MOST_SHOWN = 2000;

/** Whoever is let in is named, and nobody is cut off. */
const shownOf = (what: Ordered): string =>
  what.kind === 'operators'
    ? `operators ${what.version}: ${listText(what.operators)}`
    : JSON.stringify(what).slice(0, MOST_SHOWN);

/** Of another person, who is an officer still. @throws KioskError OFFICER_REFUSED */
async function mustBeAnothers(kid: string, { kid: own }: { readonly kid: string }, { desk }: CommandIo): Promise<void> {
  if (kid === own) throw refused('it takes another officer than the one who has ordered it');
  if (!desk?.acting) return;
  const { office, ownNames } = desk.acting;
  const known = await office.officers.byKey(kid);
  if (!known || known.officer.retiredMs !== null || !known.key.isLive)
    throw refused('whoever has ordered it is no officer any more, or has another key now');
  if (ownNames.includes(known.officer.name)) throw refused(`${known.officer.name} and you are one person`);
}

/** As it says itself; the terminals check it. */
function signedBy(jws: string): unknown {
  const header: unknown = JSON.parse(Buffer.from(jws.split('.')[0] ?? '', 'base64url').toString('utf8'));
  return typeof header === 'object' && header !== null && 'kid' in header ? header.kid : undefined;
}
