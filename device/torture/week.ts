// A week of traffic that piled up while the broker was away, and a bad road on which it drains: the wire is cut, slow, held and lies, the service is killed, people clock.

import { seeded } from '../../protocol/base/fixtures/seeded.ts';
import { appendVisits } from '../commands/bench/append-visits.ts';
import { withStoppedStores } from '../commands/stopped-stores.ts';
import { readConfig } from '../config/index.ts';
import { ENROLLED_AT_FIRST } from './cast.ts';
import { IN_ORDER } from './endings.ts';
import { Run } from './run.ts';
import { allArrived, onStage, type Programs, type Stage, started } from './stage.ts';
import type { WireState } from './wire.ts';

export interface WeekOptions {
  readonly programs: Programs;
  /** Empty, or not there yet. */
  readonly folder: string;
  /** That pile up. */
  readonly entries: number;
  /** How often the service is killed on the way. */
  readonly kills: number;
  readonly seed: number;
  readonly progress: (line: string) => void;
}

export interface WeekFigures {
  readonly entries: number;
  /** Until they were durable here. */
  readonly fillMs: number;
  /** From the first word that got through to the last acknowledgement. */
  readonly drainMs: number;
  readonly troubles: Readonly<Record<string, number>>;
  readonly answers: Readonly<Record<string, number>>;
  readonly restartMs: object | null;
  readonly mostResidentMiB: number;
  readonly wrong: readonly string[];
}

/** Of the road, each for up to so long. */
const TROUBLES: readonly WireState[] = ['cut', 'held', 'slow', 'lying'];
const TROUBLE_MS = 3000;
/** And so long it is as it should be, or nothing ever gets through. */
const CLEAR_MS = 6000;
const LOOK_EVERY_MS = 200;

/** @throws the signal's reason when aborted; what the service and the fleet throw */
export async function week(options: WeekOptions, signal: AbortSignal): Promise<WeekFigures> {
  const { programs, folder } = options;
  return await onStage({ programs, folder, env: {}, disk: undefined }, signal, (stage) => weekOn(stage, options));
}

async function weekOn(stage: Stage, { entries, kills, seed, progress }: WeekOptions): Promise<WeekFigures> {
  const { witness, tally, dataDir, signal, fleet } = stage;
  const random = seeded(seed);
  fleet.wire.state = 'cut';
  await life(stage, random, async (run) => {
    for (let n = 0; n < ENROLLED_AT_FIRST; n += 1) await run.enrol();
    await IN_ORDER(run);
  });
  const fillMs = await fill(stage, entries, progress);
  await witness.look(dataDir, signal);
  progress(`${witness.entries} entries wait; the road opens`);
  const openedMs = performance.now();
  for (let killed = 0; killed < kills; killed += 1) {
    await life(stage, random, async (run) => {
      await badRoad(run);
      if (killed === 0) await fleetFails(run);
      tally.fault('service killed');
      await run.parts.service.kill();
    });
    await witness.look(dataDir, signal);
    for (const found of witness.finds()) tally.complain(found);
  }
  let drainMs = 0;
  await life(stage, random, async (run) => {
    while ((await waiting(run)) > 0) {
      progress(`${await waiting(run)} wait`);
      await badRoad(run);
      await clear(run, CLEAR_MS);
    }
    drainMs = Math.round(performance.now() - openedMs);
    await allArrived(stage, run);
    await IN_ORDER(run);
  });
  await witness.look(dataDir, signal);
  for (const found of witness.finds()) tally.complain(found);
  await tally.endRound();
  const { faults: troubles, answers, restartMs, mostResidentMiB, wrong } = tally.figures;
  return { entries: witness.entries, fillMs, drainMs, troubles, answers, restartMs, mostResidentMiB, wrong };
}

/** Of the service, from its start to whatever end `play` gives it. */
async function life(stage: Stage, random: () => number, play: (run: Run) => Promise<void>): Promise<void> {
  await using service = await started(stage);
  const run = await Run.begin({ ...stage, service, random });
  await play(run);
  await run.over();
}

async function fill({ dataDir, signal }: Stage, entries: number, progress: (line: string) => void): Promise<number> {
  const config = readConfig({ env: {}, overrides: { data: { dir: dataDir } } });
  const startedMs = performance.now();
  await withStoppedStores(config, signal, ({ journal }) => appendVisits(journal, entries, { progress, signal }));
  return Math.round(performance.now() - startedMs);
}

/** Twice something is wrong with it, and between it is not; people clock all the time. */
async function badRoad(run: Run): Promise<void> {
  const { fleet, tally } = run.parts;
  for (const state of [run.pick(TROUBLES), run.pick(TROUBLES)]) {
    await clear(run, run.draw(CLEAR_MS));
    tally.fault(`road ${state}`);
    fleet.wire.state = state;
    await people(run, run.draw(TROUBLE_MS));
    fleet.wire.state = 'through';
  }
  await run.measure();
}

async function clear(run: Run, forMs: number): Promise<void> {
  run.parts.fleet.wire.state = 'through';
  await people(run, forMs);
}

/** Until the time is over, or nothing waits any more. */
async function people(run: Run, forMs: number): Promise<void> {
  const endMs = performance.now() + forMs;
  do {
    await run.visit();
    await run.wait(LOOK_EVERY_MS);
  } while (performance.now() < endMs);
}

async function fleetFails(run: Run): Promise<void> {
  const { fleet, tally } = run.parts;
  tally.fault('ingest killed');
  await fleet.killIngest();
  await run.visit();
  await fleet.ingestUp();
  tally.fault('broker killed');
  await fleet.broker.kill();
  await run.visit();
  await fleet.broker.up();
}

const waiting = async (run: Run): Promise<number> => (await run.state()).journal.unacknowledged;
