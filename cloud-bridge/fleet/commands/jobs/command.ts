// ridgectl command: what officers order terminals to do.
import { existsSync } from 'node:fs';
import { KioskError } from '../../../../protocol/index.ts';
import type { TerminalRow } from '../../fleet-store.ts';
import type { BookedJob, BookedOrder } from '../../jobs/index.ts';
import { mustSaySomething } from '../given-options.ts';
import { type OpenFleet, openFleet, type RegisterOptions } from '../register-option.ts';
import type { CommandIo } from '../runner.ts';
import { sayTo } from '../saying.ts';
import { timeOf } from '../table.ts';
import { type CarryOptions, courierOf } from './carry.ts';
import { followOrder } from './follow.ts';
import { giveOrder, type OrderOptions } from './give-order.ts';
import { officerOf } from './officer-option.ts';
import { type KindOptions, kindGiven, mustBeMeant, orderedOf } from './ordered.ts';
import { saveSnapshot } from './snapshot-file.ts';
import { type TargetOptions, targetsOf } from './targets.ts';
import { tellJobs } from './tell-jobs.ts';

export interface WaitOptions {
  /** False by --no-wait. */
  readonly wait: boolean;
  readonly json?: boolean;
}

export interface CommandCommand
  extends RegisterOptions,
    CarryOptions,
    OrderOptions,
    TargetOptions,
    KindOptions,
    WaitOptions {}

/** @param given terminals, and the kind last */
export async function commandCommand(given: readonly string[], options: CommandCommand, io: CommandIo): Promise<0 | 1> {
  mustSaySomething(options);
  const kind = kindGiven(given.at(-1) ?? '', options);
  const officer = await officerOf(io);
  await using fleet = await openFleet(options, io);
  const rows = await targetsOf(fleet.store, given.slice(0, -1), options);
  const terminals = rows.map(({ terminal }) => terminal);
  mustBeMeant(kind, terminals, options);
  if (kind === 'snapshot') mustHaveAPlace(terminals, options);
  if (kind === 'set-time') sayOffsets(rows, io);
  const what = orderedOf(kind, options, io.clock.nowMs());
  const order = await giveOrder(fleet, { what, terminals, officer }, options, io);
  return await seeThrough(fleet, order, { options, io, end: (job) => keepPicture(fleet, job, options, io) });
}

/** One file, one picture; before anybody is photographed for nothing. @throws KioskError USAGE */
function mustHaveAPlace(terminals: readonly string[], { wait, out }: WaitOptions & KindOptions): void {
  if (terminals.length > 1) throw usage(`a snapshot is of one terminal: these are ${terminals.length}`);
  if (wait && out === undefined) throw usage('a snapshot needs --out FILE, or --no-wait');
  if (!wait && out !== undefined)
    throw usage('with --no-wait the picture is had later: ridgectl jobs show ORDER --out FILE');
  if (out !== undefined && existsSync(out)) throw usage(`--out ${out} is there already`);
}

const usage = (why: string): KioskError => new KioskError('USAGE', { why });

function sayOffsets(rows: readonly TerminalRow[], io: CommandIo): void {
  const say = sayTo(io);
  for (const { terminal, health } of rows) {
    const offsetMs = health?.clock.offsetMs ?? null;
    const said = offsetMs === null ? 'it has not said how far its clock is off' : `its clock was ${offsetMs} ms off`;
    say(`${terminal}: ${said}${health ? ` at ${timeOf(health.utcMs)} of its own time` : ''}`);
  }
}

interface SeeingThrough {
  readonly options: CarryOptions & WaitOptions;
  readonly io: CommandIo;
  /** Of each job that is done. */
  readonly end?: (job: BookedJob) => Promise<void>;
}

/** Carried, followed and told; or left to "ridgectl deliver". */
export async function seeThrough(
  fleet: OpenFleet,
  { order: { id }, signed: _, ...booked }: BookedOrder,
  { options, io, end = async () => undefined }: SeeingThrough,
): Promise<0 | 1> {
  if (!options.wait) {
    const said = `order ${id} stands: ridgectl jobs follow ${id}\n`;
    io.out(options.json ? `${JSON.stringify({ order: { id }, ...booked })}\n` : said);
    return 0;
  }
  await io.desk?.settle();
  await using _courier = await courierOf(options, fleet, io);
  const jobs = await followOrder(fleet, id, { io });
  for (const job of jobs) if (job.state === 'done') await end(job);
  return await tellJobs(fleet, await fleet.register.jobs.order(id), { jobs, json: options.json, io });
}

async function keepPicture(fleet: OpenFleet, job: BookedJob, { out }: KindOptions, io: CommandIo): Promise<void> {
  const bytes = out === undefined ? undefined : await saveSnapshot(fleet, job, out);
  if (bytes !== undefined) sayTo(io)(`${out} holds the picture (${bytes} bytes), readable by its owner alone`);
}
