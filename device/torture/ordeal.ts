// One ordeal: a terminal is broken again and again, in rounds. A round is one run of the service: what befalls it, how it ends, and what the witness finds afterwards.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { seeded } from '../../protocol/base/fixtures/seeded.ts';
import { ServiceProcess } from '../commands/bench/service-process.ts';
import { ACTS } from './acts.ts';
import { castIn, ENROLLED_AT_FIRST, type Fingertip } from './cast.ts';
import { CIRCUMSTANCES, type Circumstance, usual } from './circumstances.ts';
import { damagesHere } from './damage.ts';
import { IN_ORDER, KILLS } from './endings.ts';
import { FleetSide } from './fleet-side.ts';
import { Run } from './run.ts';
import { Tally } from './tally.ts';
import { tryDamaged } from './trial.ts';
import { Witness } from './witness.ts';

export interface OrdealOptions {
  /** Paths of `ridged.js` and `ridgectl.js`. */
  readonly programs: { readonly ridged: string; readonly ridgectl: string };
  /** Holds all of it: an ordeal that was stopped goes on there. */
  readonly folder: string;
  /** It ends with the round in which so many are reached. */
  readonly faults: number;
  readonly seed: number;
  readonly progress: (line: string) => void;
}

const DRAINED_WITHIN_MS = 120_000;
const DRAIN_EVERY = 10;
const STARTS_LIMIT_MS = 900;
/** As few as the configuration allows: what the fleet has gives way from early on. */
const CAPACITY = { RIDGED_JOURNAL_CAPACITY_ENTRIES: '1000', RIDGED_JOURNAL_RESERVE_ENTRIES: '100' };

interface Stage {
  readonly options: OrdealOptions;
  readonly dataDir: string;
  readonly env: Readonly<Record<string, string>>;
  readonly cast: readonly Fingertip[];
  readonly damages: readonly string[];
  readonly fleet: FleetSide;
  readonly witness: Witness;
  readonly tally: Tally;
  readonly signal: AbortSignal;
}

/** Resolves with what was counted. Aborted between two rounds it may be taken up again. */
export async function undergo(options: OrdealOptions, signal: AbortSignal): Promise<Tally> {
  const { folder, faults, progress } = options;
  await mkdir(folder, { recursive: true });
  const tally = await Tally.open(join(folder, 'tally.json'));
  const witness = await Witness.open(join(folder, 'witness.json'));
  const cast = await castIn(folder, signal);
  const damages = await damagesHere();
  await using fleet = await FleetSide.open(options.programs.ridgectl, folder);
  const env = { ...CAPACITY, RIDGED_FLEET_URL: fleet.url, RIDGED_FLEET_TRUST_FILE: fleet.trustFile };
  const stage = { options, dataDir: join(folder, 'terminal'), env, cast, damages, fleet, witness, tally, signal };
  while (tally.faults < faults) {
    signal.throwIfAborted();
    await round(stage);
    if (tally.rounds % DRAIN_EVERY === 0)
      progress(`${tally.faults} of ${faults} faults in ${tally.rounds} rounds; ${tally.wrong.length} wrong`);
  }
  await lastLook(stage);
  return tally;
}

async function round(stage: Stage): Promise<void> {
  const { tally, witness, options } = stage;
  const random = seeded(options.seed * 1_000_003 + tally.rounds);
  const draw = (below: number): number => Math.floor(below * random());
  if (draw(8) === 0) await killedWhileStarting(stage, draw);
  await oneRun(stage, random, draw);
  await witness.look(stage.dataDir, stage.signal);
  if (draw(3) === 0) await onDamagedDisk(stage, draw);
  for (const found of witness.finds()) tally.complain(found);
  await tally.endRound();
}

async function oneRun(stage: Stage, random: () => number, draw: (below: number) => number): Promise<void> {
  const { tally } = stage;
  await using circumstance = await circumstanceOf(stage, draw);
  await using service = await started(stage, circumstance);
  const run = await Run.begin({ ...stage, service, random });
  for (let n = 0; tally.rounds === 0 && n < ENROLLED_AT_FIRST; n += 1) await run.enrol();
  if (tally.rounds % DRAIN_EVERY === DRAIN_EVERY - 1) await allArrived(stage, run);
  for (let acts = 2 + draw(4); acts > 0; acts -= 1) {
    const name = run.pick(Object.keys(ACTS));
    tally.fault(name);
    await ACTS[name]?.(run);
  }
  await run.visit();
  await run.measure();
  await ended(run, tally);
  await run.over();
}

async function ended(run: Run, tally: Tally): Promise<void> {
  if (run.draw(8) === 0) return await IN_ORDER(run);
  const name = run.pick(Object.keys(KILLS));
  tally.fault(name);
  await KILLS[name]?.(run);
}

/** Mostly a machine as it should be. */
async function circumstanceOf({ tally }: Stage, draw: (below: number) => number): Promise<Circumstance> {
  const [name, make] = Object.entries(CIRCUMSTANCES)[draw(3 * Object.keys(CIRCUMSTANCES).length)] ?? [];
  const circumstance = await make?.();
  if (name === undefined || !circumstance) return usual;
  tally.fault(name);
  return circumstance;
}

async function started({ options, dataDir, ...stage }: Stage, { env, group } = usual): Promise<ServiceProcess> {
  const { tally, signal } = stage;
  const service = await ServiceProcess.start(
    { program: options.programs.ridged, dataDir, env: { ...stage.env, ...env }, group, quiet: true },
    signal,
  );
  tally.restart(service.startMs);
  return service;
}

/** Nobody has seen anything of it: what was there is there. */
async function killedWhileStarting(stage: Stage, draw: (below: number) => number): Promise<void> {
  const { options, dataDir, env, signal, tally } = stage;
  const kill = AbortSignal.any([signal, AbortSignal.timeout(1 + draw(STARTS_LIMIT_MS))]);
  tally.fault('killed while it starts');
  const order = { program: options.programs.ridged, dataDir, env, quiet: true };
  const early = await ServiceProcess.start(order, kill).catch(() => undefined);
  await early?.kill();
  signal.throwIfAborted();
}

async function onDamagedDisk(stage: Stage, draw: (below: number) => number): Promise<void> {
  const { options, dataDir, cast, damages, tally, witness, signal } = stage;
  const [kind = '', visitor] = [damages[draw(damages.length)], cast[draw(cast.length)]];
  if (!visitor) return;
  tally.fault(kind);
  const { folder, programs } = options;
  // Its fleet is not disturbed by what a copy would tell it.
  const env = { ...stage.env, RIDGED_FLEET_URL: 'mqtt://127.0.0.1:1' };
  const isEnrolled = witness.isEnrolled(visitor.owner);
  const { cameOf, wrong } = await tryDamaged(
    { program: programs.ridged, dataDir, folder, kind, draw, visitor, isEnrolled, env },
    signal,
  );
  tally.damage(kind, cameOf);
  for (const found of wrong) witness.complain(found);
}

/** What the terminal has, the fleet has: once, and as it is. */
async function allArrived({ fleet, witness }: Stage, run: Run): Promise<void> {
  const { lastSeq } = (await run.state()).journal;
  const isDrained = async (): Promise<boolean> => (await run.state()).journal.unacknowledged === 0;
  const isThere = await run.until('the fleet has acknowledged all', isDrained, DRAINED_WITHIN_MS);
  if (isThere && witness.journalId !== '') witness.sawFleet(await fleet.look(witness.journalId), lastSeq);
}

async function lastLook(stage: Stage): Promise<void> {
  const { tally, witness, signal, dataDir } = stage;
  {
    await using service = await started(stage);
    const run = await Run.begin({ ...stage, service, random: seeded(1) });
    await allArrived(stage, run);
    await service.stop();
    await run.over();
  }
  await witness.look(dataDir, signal);
  for (const found of witness.finds()) tally.complain(found);
  await tally.endRound();
}
