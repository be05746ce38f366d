// What an ordeal is played on: a terminal in a folder of its own, its fleet and provider, its people, and who watches.
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ServiceProcess } from '../commands/bench/service-process.ts';
import { castIn, type Fingertip } from './cast.ts';
import { usual } from './circumstances.ts';
import { FleetSide } from './fleet-side.ts';
import type { OwnDisk } from './own-disk.ts';
import { PeopleSide } from './people-side.ts';
import { ProviderSide } from './provider-side.ts';
import type { Run } from './run.ts';
import { proven } from './syncs.ts';
import { Tally } from './tally.ts';
import { Witness } from './witness.ts';

export interface StageOptions {
  readonly programs: Programs;
  /** Holds all of it: an ordeal that was stopped goes on there. */
  readonly folder: string;
  /** Of the service, beside its fleet. */
  readonly env: Readonly<Record<string, string>>;
  readonly disk: OwnDisk | undefined;
}

/** Paths of `ridged.js` and `ridgectl.js`. */
export interface Programs {
  readonly ridged: string;
  readonly ridgectl: string;
}

export interface Stage {
  readonly ridged: string;
  readonly folder: string;
  readonly dataDir: string;
  readonly env: Readonly<Record<string, string>>;
  readonly disk: OwnDisk | undefined;
  readonly cast: readonly Fingertip[];
  readonly fleet: FleetSide;
  readonly people: PeopleSide;
  readonly provider: ProviderSide;
  readonly witness: Witness;
  readonly tally: Tally;
  readonly signal: AbortSignal;
}

/** As few as the configuration allows: what the fleet has gives way from early on. */
export const LEAST_CAPACITY = { RIDGED_JOURNAL_CAPACITY_ENTRIES: '1000', RIDGED_JOURNAL_RESERVE_ENTRIES: '100' };
const DRAINED_WITHIN_MS = 120_000;

/** Settles as `play` does, with all put away. */
export async function onStage<T>(
  { programs, folder, env, disk }: StageOptions,
  signal: AbortSignal,
  play: (stage: Stage) => Promise<T>,
): Promise<T> {
  await mkdir(folder, { recursive: true });
  const scratch = await emptied(join(folder, 'scratch'));
  const tally = await Tally.open(join(folder, 'tally.json'));
  const witness = await Witness.open(join(folder, 'witness.json'));
  const cast = await castIn(folder, signal);
  await using fleet = await FleetSide.open(programs.ridgectl, folder);
  const { url: broker } = fleet.broker;
  await using people = await PeopleSide.open({ program: programs.ridgectl, store: fleet.file, broker, cast });
  await using provider = await ProviderSide.open(folder, broker);
  await fleet.isTrusted(await people.keys(), ...provider.keys);
  const dataDir = disk?.dataDir ?? join(folder, 'terminal');
  return await play({
    ...{ ridged: programs.ridged, folder, dataDir, disk, cast, fleet, people, provider, witness, tally, signal },
    env: { ...env, RIDGED_FLEET_URL: fleet.url, RIDGED_FLEET_TRUST_FILE: fleet.trustFile, TMPDIR: scratch },
  });
}

/** A service that is killed leaves what it has there. */
async function emptied(folder: string): Promise<string> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  return folder;
}

export async function started(
  { ridged: program, dataDir, tally, signal, ...stage }: Stage,
  { env, group }: Pick<typeof usual, 'env' | 'group'> = usual,
): Promise<ServiceProcess> {
  const order = { program, dataDir, env: { ...stage.env, ...env }, group, quiet: true };
  const service = await ServiceProcess.start(order, signal);
  tally.restart(service.startMs);
  return service;
}

/** What the terminal has, the fleet has, once and as it is; the provider has the evidence; and the terminal has whom the fleet sends. */
export async function allArrived({ fleet, witness, provider, people }: Stage, run: Run): Promise<void> {
  if (witness.followsFleet) await proven(run, people.push(), await people.codes());
  const { lastSeq } = (await run.state()).journal;
  const isThere = await run.until('the fleet has acknowledged all', () => run.isDrained(), DRAINED_WITHIN_MS);
  if (isThere && witness.journalId !== '') witness.sawFleet(await fleet.look(witness.journalId), lastSeq);
  const isTaken = async (): Promise<boolean> => (await run.evidenceWaiting()) === 0;
  if (await run.until('the provider has all evidence', isTaken, DRAINED_WITHIN_MS))
    witness.sawProvider(provider.taken, lastSeq);
}
