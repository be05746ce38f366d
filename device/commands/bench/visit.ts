// ridged bench visit: whole clock visits over the virtual sensor's wire, timed as the person experiences them.

import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryUsage } from 'node:process';
import { ridgedVersion } from '../../../cloud-bridge/index.ts';
import type { VirtualZfmModule } from '../../../hal/index.ts';
import { Deadline, KioskError, systemClock } from '../../../protocol/index.ts';
import { BenchClock } from '../../bench/bench-clock.ts';
import { plugVirtualHardware } from '../../bench/virtual-hardware.ts';
import { virtualMachine } from '../../bench/virtual-machine.ts';
import { ClosingOrder } from '../../closing-order.ts';
import { type Config, readConfig } from '../../config/index.ts';
import type { ClockAnswer } from '../../flows/clock/clock-answer.ts';
import { nextAnswer } from '../../flows/front-desk.ts';
import { type Percentiles, percentiles } from '../../health/percentiles.ts';
import { Kiosk, type KioskParts } from '../../kiosk/kiosk.ts';
import { openLog } from '../../kiosk/kiosk-log.ts';
import { openStores } from '../../store/index.ts';
import { openVault } from '../../vault/index.ts';
import type { CommandResult } from '../run-command.ts';
import { type BenchVisitor, populate } from './bench-population.ts';

export interface BenchVisitOptions {
  readonly people: number;
  readonly visits: number;
  readonly unpaced?: boolean;
}

const MOST_VISITORS = 20;
const VISIT_LIMIT_MS = 20_000;
const MIB = 1024 * 1024;
const progress = (line: string): void => void process.stderr.write(`${line}\n`);

export async function benchVisit(options: BenchVisitOptions, signal: AbortSignal): Promise<CommandResult> {
  const dataDir = await mkdtemp(join(tmpdir(), 'ridged-bench-'));
  try {
    return await benchIn(dataDir, options, signal);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function benchIn(dataDir: string, options: BenchVisitOptions, signal: AbortSignal): Promise<CommandResult> {
  const config = readConfig({ env: {}, overrides: { data: { dir: dataDir } } });
  const visitors = await people(config, options, signal);
  await using closing = new ClosingOrder();
  const log = openLog('error');
  const clock = systemClock;
  const hardware = await plugVirtualHardware({ config, clock, log, paced: !options.unpaced }, closing);
  const parts = {
    config,
    clock,
    log,
    version: ridgedVersion(),
    hardware,
    machine: virtualMachine(new BenchClock()),
    fleet: undefined,
  };
  const loadStartMs = clock.monotonicMs();
  const kiosk = closing.use(await Kiosk.open(parts, signal));
  const openMs = Math.round(clock.monotonicMs() - loadStartMs);
  const end = new AbortController();
  const served = kiosk.serve(end.signal);
  const answers = await visitAll(visitors, options.visits, { module: hardware.module, kiosk: kiosk.parts, signal });
  end.abort();
  await served;
  return result(answers, { kiosk: kiosk.parts, module: hardware.module, options, openMs });
}

/** In a store of their own, closed again: the kiosk opens it as after any restart. */
async function people(
  config: Config,
  options: BenchVisitOptions,
  signal: AbortSignal,
): Promise<readonly BenchVisitor[]> {
  const vault = await openVault({ dataDir: config.data.dir });
  await using stores = await openStores({ dataDir: config.data.dir, vault, clock: systemClock, bootId: randomUUID() });
  const visitors = Math.min(MOST_VISITORS, options.people);
  return await populate(stores, { people: options.people, visitors, clock: systemClock, signal, progress });
}

interface Stage {
  readonly module: VirtualZfmModule;
  readonly kiosk: KioskParts;
  readonly signal: AbortSignal;
}

interface TimedVisit {
  readonly answer: ClockAnswer;
  readonly isRight: boolean;
}

async function visitAll(
  visitors: readonly BenchVisitor[],
  visits: number,
  { module, kiosk, signal }: Stage,
): Promise<readonly TimedVisit[]> {
  const timed: TimedVisit[] = [];
  for (let visit = 0; visit < visits; visit += 1) {
    const visitor = visitors[visit % visitors.length];
    const touch = visitor?.touches[Math.floor(visit / visitors.length) % visitor.touches.length];
    if (!visitor || !touch) throw new KioskError('USAGE', { why: 'there is nobody to visit' });
    // Refusals of one visit must not pause the next: the pauses have their own tests.
    kiosk.retries.clear();
    using limit = new Deadline(signal, VISIT_LIMIT_MS, () => new KioskError('HAL_TIMEOUT', { visit }));
    await kiosk.desk.whenReady(limit.signal);
    const next = nextAnswer(kiosk.desk.answers, limit.signal);
    module.present(touch);
    const answer = await next;
    module.lift();
    timed.push({ answer, isRight: answer.accepted && answer.person?.code === visitor.code });
    if ((visit + 1) % 20 === 0) progress(`${visit + 1} of ${visits} visits`);
  }
  return timed;
}

interface Measured {
  readonly kiosk: KioskParts;
  readonly module: VirtualZfmModule;
  readonly options: BenchVisitOptions;
  readonly openMs: number;
}

function result(timed: readonly TimedVisit[], { kiosk, module, options, openMs }: Measured): CommandResult {
  const names = [...new Set(timed.flatMap(({ answer }) => Object.keys(answer.stages)))];
  const stageMs = (name: string): readonly number[] =>
    timed.flatMap(({ answer }) => (answer.stages[name] === undefined ? [] : [answer.stages[name]]));
  const stages = Object.fromEntries(names.map((name) => [name, percentiles(stageMs(name))]));
  const visitMs = percentiles(timed.map(({ answer }) => answer.ms));
  const wrong = timed.filter(({ answer, isRight }) => answer.accepted && !isRight).length;
  const json = {
    visitMs,
    stages,
    eventLoopLagMs: kiosk.lag.lagMs,
    rssMiB: Math.round(memoryUsage().rss / MIB),
    visits: timed.length,
    accepted: timed.filter(({ isRight }) => isRight).length,
    wrong,
    people: options.people,
    templates: kiosk.engine.stats.templates,
    threads: kiosk.engine.stats.threads,
    openMs,
    sensor: { bus: module.bus, baud: module.baud, paced: !options.unpaced },
    simulated: true,
  };
  const line = (name: string, of: Percentiles | null): string =>
    `${name.padEnd(15)} p50 ${of?.p50} ms, p95 ${of?.p95} ms, p99 ${of?.p99} ms`;
  const text = [
    line('visit', visitMs),
    ...names.map((name) => line(`  ${name}`, stages[name] ?? null)),
    `${json.accepted} of ${json.visits} accepted, ${wrong} taken for another; ${json.templates} templates of ${json.people} people (simulated)`,
    `${module.bus} at ${module.baud} baud${options.unpaced ? ', unpaced' : ', paced'}; open in ${openMs} ms; resident ${json.rssMiB} MiB`,
  ].join('\n');
  return { json, text, exitCode: wrong === 0 ? 0 : 1 };
}
