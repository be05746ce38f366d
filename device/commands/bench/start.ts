// ridged bench start: how soon a terminal full of people serves after its process began, and what it takes while nobody comes.

import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PRODUCT_MANIFEST, readManifest } from '../../../models/index.ts';
import { KioskError, systemClock } from '../../../protocol/index.ts';
import { percentiles } from '../../health/percentiles.ts';
import { checkNetworks } from '../../models/check-networks.ts';
import { weightsFolder } from '../../models/weights-folder.ts';
import { openStores } from '../../store/index.ts';
import { openVault } from '../../vault/index.ts';
import type { CommandResult } from '../run-command.ts';
import { populate } from './bench-population.ts';
import { processFigures, processorMs } from './process-figures.ts';
import { ServiceProcess } from './service-process.ts';

export interface BenchStartOptions {
  readonly people: number;
  readonly starts: number;
  readonly idleSeconds: number;
  /** Folder of the networks for faces. */
  readonly weights?: string;
  readonly faces: boolean;
  /** Of `ridged.js`. */
  readonly program: string;
}

/** What is promised of 8,000 people. */
const MOST = { readyMs: 3000, idlePercent: 2, residentMiB: 350 } as const;
/** What is put off at the start is done by then. */
const SETTLES_MS = 10_000;

const progress = (line: string): void => void process.stderr.write(`${line}\n`);

/** @throws KioskError HAL_DISCONNECTED where the service does not start */
export async function benchStart(options: BenchStartOptions, signal: AbortSignal): Promise<CommandResult> {
  const folder = await mkdtemp(join(tmpdir(), 'ridged-bench-start-'));
  try {
    const dataDir = join(folder, 'data');
    await people(dataDir, options.people, signal);
    const config = join(folder, 'ridged.toml');
    await writeFile(config, configOf(options));
    const faces = options.faces && (await facesAnswer(options, signal));
    return resultOf(await startAgainAndAgain({ dataDir, config, options, signal }), { ...options, faces });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function people(dataDir: string, count: number, signal: AbortSignal): Promise<void> {
  const vault = await openVault({ dataDir });
  await using stores = await openStores({ dataDir, vault, clock: systemClock, bootId: randomUUID() });
  await populate(stores, { people: count, visitors: 0, clock: systemClock, signal, progress });
}

/** Without them the service starts all the same, faster and smaller: that is not to pass for more. */
async function facesAnswer({ weights }: BenchStartOptions, signal: AbortSignal): Promise<boolean> {
  const folder = weights ?? weightsFolder({});
  const checked = await checkNetworks((await readManifest(PRODUCT_MANIFEST)).models, folder, signal);
  const wrong = checked.filter(({ state }) => state !== 'answers' && state !== 'left-out');
  for (const { name, state } of wrong) progress(`${name}: ${state}; faces are left out`);
  return wrong.length === 0;
}

/** A terminal to which nothing is plugged in: devices answer as late as they like. Its camera stays off until somebody comes. */
const configOf = ({ faces, weights }: BenchStartOptions): string =>
  [
    'light.driver = "none"',
    'sensor = { driver = "zfm-serial", path = "/dev/no-sensor" }',
    ...(faces ? ['clock.face = true', 'camera = { driver = "network", url = "http://127.0.0.1:9/" }'] : []),
    ...(weights === undefined ? [] : [`models.weightsDir = ${JSON.stringify(weights)}`]),
    '',
  ].join('\n');

interface Starting {
  readonly dataDir: string;
  readonly config: string;
  readonly options: BenchStartOptions;
  readonly signal: AbortSignal;
}

interface Start {
  readonly readyMs: number;
  readonly processorMs: number;
  readonly residentMiB: number;
  readonly mostResidentMiB: number;
  readonly idlePercent: number;
}

async function startAgainAndAgain({ dataDir, config, options, signal }: Starting): Promise<readonly Start[]> {
  const starts: Start[] = [];
  for (let start = 1; start <= options.starts; start += 1) {
    signal.throwIfAborted();
    await using service = await ServiceProcess.start({ program: options.program, dataDir, config }, signal);
    const readyAfterMs = await processorMs(service.pid);
    await sleep(SETTLES_MS, undefined, { signal });
    const beforeMs = await processorMs(service.pid);
    await sleep(options.idleSeconds * 1000, undefined, { signal });
    const idleMs = (await processorMs(service.pid)) - beforeMs;
    const { residentMiB, mostResidentMiB } = await processFigures(service.pid);
    const idlePercent = idleMs / (10 * options.idleSeconds);
    const readyMs = Math.round(service.startMs);
    starts.push({ readyMs, processorMs: readyAfterMs, residentMiB, mostResidentMiB, idlePercent });
    progress(`start ${start} of ${options.starts}: ready after ${readyMs} ms`);
    const exitCode = await service.stop();
    if (exitCode !== 0) throw new KioskError('HAL_DISCONNECTED', { device: 'service', exitCode: exitCode ?? '' });
  }
  return starts;
}

function resultOf(starts: readonly Start[], { people: count, faces, idleSeconds }: BenchStartOptions): CommandResult {
  const of = (figure: keyof Start) => percentiles(starts.map((start) => start[figure]));
  const most = (figure: keyof Start): number => Math.max(...starts.map((start) => start[figure]));
  const load = Math.round((loadavg()[0] ?? 0) * 100) / 100;
  const json = {
    ...{ readyMs: of('readyMs'), processorMs: of('processorMs') },
    idlePercent: most('idlePercent'),
    residentMiB: most('residentMiB'),
    mostResidentMiB: most('mostResidentMiB'),
    ...{ people: count, faces, starts: starts.length, limits: MOST, simulated: true },
    machine: { cores: cpus().length, load },
  };
  const isKept =
    most('readyMs') <= MOST.readyMs && json.idlePercent <= MOST.idlePercent && json.residentMiB <= MOST.residentMiB;
  const text = [
    `ready      p50 ${json.readyMs?.p50} ms, at most ${most('readyMs')} ms of ${starts.length} starts (promised ${MOST.readyMs}); ${json.processorMs?.p50} ms of processor`,
    `at rest    ${json.idlePercent.toFixed(2)} % of one processor over ${idleSeconds} s (promised ${MOST.idlePercent})`,
    `resident   ${json.residentMiB} MiB (promised ${MOST.residentMiB}), ${json.mostResidentMiB} MiB while it starts`,
    `${count} people (simulated; promised of 8000), ${faces ? 'with' : 'without'} networks for faces, no devices, files read before; ${json.machine.cores} cores, load ${load}`,
  ].join('\n');
  return { json, text, exitCode: isKept ? 0 : 1 };
}
