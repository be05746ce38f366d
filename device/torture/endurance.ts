// Three virtual days at a terminal: rushes in the morning, at noon and in the evening, idle nights, and every chore in its time. What it takes of its machine must stay flat.
import { seeded } from '../../protocol/base/fixtures/seeded.ts';
import { type ProcessFigures, processFigures } from '../commands/bench/process-figures.ts';
import { percentiles } from '../health/percentiles.ts';
import { ENROLLED_AT_FIRST } from './cast.ts';
import { IN_ORDER } from './endings.ts';
import { Run } from './run.ts';
import { allArrived, LEAST_CAPACITY, onStage, type Programs, type Stage, started } from './stage.ts';

export interface EnduranceOptions {
  readonly programs: Programs;
  /** Empty, or not there yet. */
  readonly folder: string;
  readonly days: number;
  /** In an hour of a rush. */
  readonly rush: number;
  readonly seed: number;
  readonly progress: (line: string) => void;
}

/** Of six virtual hours. */
export interface Watch {
  /** Virtual hours since the beginning, at its end. */
  readonly atHour: number;
  readonly visits: number;
  readonly p95Ms: number;
  readonly residentMiB: number;
  readonly handles: number;
  readonly threads: number;
}

export interface EnduranceFigures {
  readonly watches: readonly Watch[];
  readonly entries: number;
  /** Of them, at the terminal: the fleet has them. */
  readonly gaveWay: number;
  readonly wrong: readonly string[];
}

/** By local hour of the day; any other hour of the day sees a few, the night a guard every other hour. */
const RUSHES: ReadonlySet<number> = new Set([7, 8, 12, 13, 17, 18]);
const BY_DAY = { from: 6, until: 20, visits: 4 };
const HOUR_MS = 3_600_000;
const HOURS_A_DAY = 24;
const WATCH_HOURS = 6;
/** As often as the service keeps house: time passes in such steps. */
const STEP_MS = 10 * 60_000;
const STEPS = HOUR_MS / STEP_MS;
const DRAINED_WITHIN_MS = 60_000;
const [LOOKS, LOOK_EVERY_MS] = [10, 300];

/** @throws the signal's reason when aborted; what the service and the fleet throw */
export async function endure(options: EnduranceOptions, signal: AbortSignal): Promise<EnduranceFigures> {
  const { programs, folder } = options;
  const order = { programs, folder, env: LEAST_CAPACITY, disk: undefined };
  return await onStage(order, signal, (stage) => endureOn(stage, options));
}

async function endureOn(stage: Stage, { days, rush, seed, progress }: EnduranceOptions): Promise<EnduranceFigures> {
  const { witness, tally, dataDir, signal } = stage;
  const watches: Watch[] = [];
  {
    await using service = await started(stage);
    const run = await Run.begin({ ...stage, service, random: seeded(seed) });
    for (let n = 0; n < ENROLLED_AT_FIRST; n += 1) await run.enrol();
    for (let hour = 0; hour < days * HOURS_A_DAY; hour += WATCH_HOURS) {
      const watch = await keepWatch(run, hour, rush);
      watches.push(watch);
      progress(`hour ${watch.atHour}: ${watch.visits} visits, p95 ${watch.p95Ms} ms, ${watch.residentMiB} MiB`);
    }
    await allArrived(stage, run);
    await IN_ORDER(run);
    await run.over();
  }
  await witness.look(dataDir, signal);
  for (const found of witness.finds()) tally.complain(found);
  const { gaveWay } = witness;
  return { watches, entries: gaveWay + witness.entries, gaveWay, wrong: tally.wrong };
}

async function keepWatch(run: Run, fromHour: number, rush: number): Promise<Watch> {
  const before = run.parts.tally.visitMs.length;
  for (let hour = fromHour; hour < fromHour + WATCH_HOURS; hour += 1) await passHour(run, visitsIn(hour, rush));
  const times = run.parts.tally.visitMs.slice(before);
  const atHour = fromHour + WATCH_HOURS;
  const p95Ms = Math.round(percentiles(times)?.p95 ?? 0);
  return { atHour, visits: times.length, p95Ms, ...(await held(run)) };
}

/** What is open for a moment alone, as while another program is asked for the time, is not held: the least of some looks. */
async function held(run: Run): Promise<Pick<Watch, 'residentMiB' | 'handles' | 'threads'>> {
  const looks: ProcessFigures[] = [];
  for (let look = 0; look < LOOKS; look += 1) {
    looks.push(await processFigures(run.parts.service.pid));
    await run.wait(LOOK_EVERY_MS);
  }
  const least = (name: 'residentMiB' | 'handles' | 'threads'): number => Math.min(...looks.map((it) => it[name]));
  return { residentMiB: least('residentMiB'), handles: least('handles'), threads: least('threads') };
}

function visitsIn(hour: number, rush: number): number {
  const ofDay = hour % HOURS_A_DAY;
  if (RUSHES.has(ofDay)) return rush;
  if (ofDay >= BY_DAY.from && ofDay < BY_DAY.until) return BY_DAY.visits;
  return ofDay % 2;
}

/** Whoever comes in it is spread over it; between them time passes, and what is due then is done. */
async function passHour(run: Run, visits: number): Promise<void> {
  let come = 0;
  for (let step = 1; step <= STEPS; step += 1) {
    for (; come < (visits * step) / STEPS; come += 1) await run.visit();
    await run.parts.service.ask('DELETE', 'bench/lockout');
    await run.parts.service.ask('POST', 'bench/clock', { advanceMs: STEP_MS, wakes: true });
    // In ten minutes it has long arrived: then it may give way.
    await run.until('the fleet has acknowledged all', () => run.isDrained(), DRAINED_WITHIN_MS);
  }
}

/** Of the highest of the last day to the highest of the first. */
export const BOUNDS = { residentMiB: 1.15, handles: 1.1, threads: 1.1, p95Ms: 2 } as const;
export type Growth = Readonly<Record<keyof typeof BOUNDS, number>>;

const WATCHES_A_DAY = HOURS_A_DAY / WATCH_HOURS;

export function growthOf(watches: readonly Watch[]): Growth {
  const [first, last] = [watches.slice(0, WATCHES_A_DAY), watches.slice(-WATCHES_A_DAY)];
  const ratio = (name: keyof Growth): number =>
    Math.max(...last.map((watch) => watch[name])) / Math.max(1, ...first.map((watch) => watch[name]));
  return {
    ...{ residentMiB: ratio('residentMiB'), handles: ratio('handles') },
    ...{ threads: ratio('threads'), p95Ms: ratio('p95Ms') },
  };
}

/** Which of them are not flat. */
export const grown = (growth: Growth): readonly string[] =>
  Object.entries(BOUNDS).flatMap(([name, bound]) => (growth[name as keyof Growth] > bound ? [name] : []));
