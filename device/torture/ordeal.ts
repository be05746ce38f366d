// One ordeal: a terminal is broken again and again, in rounds. A round is one run of the service: what befalls it, how it ends, and what the witness finds afterwards.
import { join } from 'node:path';
import { seeded } from '../../protocol/base/fixtures/seeded.ts';
import { appendVisits } from '../commands/bench/append-visits.ts';
import { ServiceProcess } from '../commands/bench/service-process.ts';
import { withStoppedStores } from '../commands/stopped-stores.ts';
import { readConfig } from '../config/index.ts';
import { ACTS, type Act, DISK_ACTS } from './acts.ts';
import { ENROLLED_AT_FIRST } from './cast.ts';
import { CIRCUMSTANCES, type Circumstance, usual } from './circumstances.ts';
import { CITIZEN_ACTS, CITIZEN_KILLS, citizenComes } from './citizens.ts';
import { damagesHere } from './damage.ts';
import { type Ending, IN_ORDER, KILLS } from './endings.ts';
import { OwnDisk } from './own-disk.ts';
import { ReleaseSide } from './releases.ts';
import { Run } from './run.ts';
import { allArrived, LEAST_CAPACITY, onStage, type Programs, type Stage, started } from './stage.ts';
import { SYNC_ACTS, SYNC_KILLS } from './syncs.ts';
import type { Tally } from './tally.ts';
import { tryDamaged } from './trial.ts';

export interface OrdealOptions {
  readonly programs: Programs;
  /** Holds all of it: an ordeal that was stopped goes on there. */
  readonly folder: string;
  /** It ends with the round in which so many are reached. */
  readonly faults: number;
  readonly seed: number;
  readonly progress: (line: string) => void;
}

const DRAIN_EVERY = 10;
const STARTS_LIMIT_MS = 900;
/** People who clock have room for a few more. */
const FILLED_UP = 550;
const FILLED_FOR_ROUNDS = 2;
const UPDATED_EVERY = 5;
/** One run in so many is that of a kiosk, the second of all the first. */
const KIOSK_EVERY = 6;
/** In the first run: from then on people of the fleet are there. */
const AT_FIRST = [...Object.keys(SYNC_ACTS).slice(0, 1), ...Object.keys(DISK_ACTS)];

interface Ordeal extends Stage {
  readonly seed: number;
  readonly damages: readonly string[];
  readonly releases: ReleaseSide;
}

/** What may befall a terminal, and how its run may end. */
interface Kit {
  readonly acts: Readonly<Record<string, Act>>;
  readonly kills: Readonly<Record<string, Ending>>;
  /** So many befall it, and less than twice as many more. */
  readonly least: number;
}

/** Resolves with what was counted. Aborted between two rounds it may be taken up again. */
export async function undergo(options: OrdealOptions, signal: AbortSignal): Promise<Tally> {
  const { programs, folder, faults, seed, progress } = options;
  await using disk = await OwnDisk.open(folder);
  return await onStage({ programs, folder, env: LEAST_CAPACITY, disk }, signal, async (stage) => {
    const { tally } = stage;
    const releases = await ReleaseSide.open(programs.ridged, join(folder, 'machine'), signal);
    const ordeal = { ...stage, seed, damages: await damagesHere(), releases };
    while (tally.faults < faults) {
      signal.throwIfAborted();
      await round(ordeal);
      if (tally.rounds % DRAIN_EVERY === 0)
        progress(`${tally.faults} of ${faults} faults in ${tally.rounds} rounds; ${tally.wrong.length} wrong`);
    }
    await lastLook(stage);
    return tally;
  });
}

async function round(stage: Ordeal): Promise<void> {
  const { tally, witness, seed } = stage;
  const random = seeded(seed * 1_000_003 + tally.rounds);
  const draw = (below: number): number => Math.floor(below * random());
  if (draw(8) === 0) await killedWhileStarting(stage, draw);
  await oneRun(stage, random, draw);
  if (tally.rounds < FILLED_FOR_ROUNDS) await fillUp(stage);
  await witness.look(stage.dataDir, stage.signal);
  if (draw(3) === 0) await onDamagedDisk(stage, draw);
  if (tally.rounds === 0 || draw(UPDATED_EVERY) === 0) await updated(stage, draw);
  for (const found of witness.finds()) tally.complain(found);
  await tally.endRound();
}

async function oneRun(stage: Ordeal, random: () => number, draw: (below: number) => number): Promise<void> {
  const { tally } = stage;
  await using circumstance = tally.rounds % KIOSK_EVERY === 1 ? kioskOf(stage) : await circumstanceOf(stage, draw);
  await using service = await started(stage, circumstance);
  const run = await Run.begin({ ...stage, service, random });
  for (let n = 0; tally.rounds === 0 && n < ENROLLED_AT_FIRST; n += 1) await run.enrol();
  if (tally.rounds % DRAIN_EVERY === DRAIN_EVERY - 1) await allArrived(stage, run);
  const { acts, kills, least } = await kitOf(run);
  const drawn = Array.from({ length: least + draw(2 * least) }, () => run.pick(Object.keys(acts)));
  for (const name of tally.rounds === 0 ? AT_FIRST : drawn) {
    const act = acts[name];
    if (act) tally.fault(name);
    await act?.(run);
  }
  await run.visit();
  await run.measure();
  await ended(run, kills);
  await run.over();
}

/** Where citizens are proved somebody is, and the rest befalls those who come next. */
async function kitOf(run: Run): Promise<Kit> {
  if (await run.provesPeople()) {
    await citizenComes(run);
    return { acts: CITIZEN_ACTS, kills: CITIZEN_KILLS, least: 1 };
  }
  return {
    acts: { ...ACTS, ...SYNC_ACTS, ...(run.parts.disk && DISK_ACTS) },
    kills: { ...KILLS, ...SYNC_KILLS },
    least: 2,
  };
}

async function ended(run: Run, kills: Kit['kills']): Promise<void> {
  if (run.draw(8) === 0) return await IN_ORDER(run);
  const name = run.pick(Object.keys(kills));
  run.parts.tally.fault(name);
  await kills[name]?.(run);
}

/** With the profile of a service: without the networks for faces nobody is proved all the same. */
const kioskOf = ({ provider }: Stage): Circumstance => ({
  ...usual,
  env: { RIDGED_PROVE_PROFILES: provider.profiles },
});

/** In a few rounds as many entries as the journal keeps: what the fleet has gives way soon. */
async function fillUp({ dataDir, signal }: Stage): Promise<void> {
  const config = readConfig({ env: LEAST_CAPACITY, overrides: { data: { dir: dataDir } } });
  const quietly = { progress: () => undefined, signal };
  await withStoppedStores(config, signal, ({ journal }) =>
    appendVisits(journal, Math.max(0, FILLED_UP - journal.unacknowledged), quietly),
  );
}

/** Mostly a machine as it should be. */
async function circumstanceOf({ tally }: Stage, draw: (below: number) => number): Promise<Circumstance> {
  const [name, make] = Object.entries(CIRCUMSTANCES)[draw(3 * Object.keys(CIRCUMSTANCES).length)] ?? [];
  const circumstance = await make?.();
  if (name === undefined || !circumstance) return usual;
  tally.fault(name);
  return circumstance;
}

/** Nobody has seen anything of it: what was there is there. */
async function killedWhileStarting(stage: Stage, draw: (below: number) => number): Promise<void> {
  const { ridged: program, dataDir, env, signal, tally } = stage;
  const kill = AbortSignal.any([signal, AbortSignal.timeout(1 + draw(STARTS_LIMIT_MS))]);
  tally.fault('killed while it starts');
  const order = { program, dataDir, env, quiet: true };
  const early = await ServiceProcess.start(order, kill).catch(() => undefined);
  await early?.kill();
  signal.throwIfAborted();
}

async function onDamagedDisk(stage: Ordeal, draw: (below: number) => number): Promise<void> {
  const { ridged: program, folder, dataDir, cast, damages, tally, witness, signal } = stage;
  const [kind = '', visitor] = [damages[draw(damages.length)], cast[draw(cast.length)]];
  if (!visitor) return;
  tally.fault(kind);
  // Its fleet is not disturbed by what a copy would tell it.
  const env = { ...stage.env, RIDGED_FLEET_URL: 'mqtt://127.0.0.1:1' };
  const isEnrolled = witness.isEnrolled(visitor.owner);
  const { cameOf, wrong } = await tryDamaged(
    { program, dataDir, folder, kind, draw, visitor, isEnrolled, env },
    signal,
  );
  tally.damage(kind, cameOf);
  for (const found of wrong) witness.complain(found);
}

async function updated({ releases, tally, witness }: Ordeal, draw: (below: number) => number): Promise<void> {
  await releases.next(draw, {
    fault: (kind) => tally.fault(kind),
    complain: (what) => witness.complain(what),
  });
}

async function lastLook(stage: Stage): Promise<void> {
  const { tally, witness, signal, dataDir } = stage;
  {
    await using service = await started(stage);
    const run = await Run.begin({ ...stage, service, random: seeded(1) });
    await allArrived(stage, run);
    await IN_ORDER(run);
    await run.over();
  }
  await witness.look(dataDir, signal);
  for (const found of witness.finds()) tally.complain(found);
  await tally.endRound();
}
