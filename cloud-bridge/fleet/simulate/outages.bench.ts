// A thousand terminals while ingest, broker and database are each killed once: how fast entries are stored, and whether any is lost or twice.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../protocol/index.ts';
import { Mosquitto } from '../../fixtures/mosquitto.ts';
import { PostgresServer } from '../../fixtures/postgres.ts';
import { until } from '../../fixtures/until.ts';
import { FleetKeys, keysFile } from '../fleet-keys.ts';
import { PostgresFleetStore } from '../postgres/index.ts';
import { Simulation } from './simulation.ts';
import { arrivalsNow, tallyOf } from './tally.ts';

const [TERMINALS = 1000, RATE = 5000, STEADY_S = 20] = process.argv.slice(2).map(Number);
const DOWN_MS = 5000;
/** After each kill, until the next. */
const BETWEEN_MS = 1000 * STEADY_S;
/** Four stretches, before and after each of three outages, and what these take. */
const RUN_S = 4 * STEADY_S + 3 * 10;
const EVENTS = Math.ceil((RATE * RUN_S) / TERMINALS);
const PATIENCE_MS = 300_000;

const RIDGECTL = join(import.meta.dirname, '..', `ridgectl${import.meta.filename.slice(-3)}`);
const forever = new AbortController().signal;
const log = { debug: () => undefined, info: () => undefined, warn: () => undefined };
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const pause = (ms: number): Promise<void> => systemClock.sleep(ms, forever);

/** As a service manager starts it again, whatever ended it. */
class IngestProcess implements AsyncDisposable {
  readonly #args: readonly string[];
  #child: ChildProcess | undefined;

  constructor(args: readonly string[]) {
    this.#args = args;
  }

  async up(): Promise<void> {
    const child = spawn(process.execPath, [RIDGECTL, 'ingest', ...this.#args], { stdio: ['ignore', 'ignore', 'pipe'] });
    this.#child = child;
    let said = '';
    child.stderr.on('data', (text) => {
      said = `${said}${text}`.slice(-4096);
    });
    await until(
      'the ingest listens',
      () => {
        if (child.exitCode !== null) throw new Error(`the ingest has ended: ${said}`);
        return said.includes('online');
      },
      PATIENCE_MS,
    );
  }

  async kill(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.kill();
  }
}

/** Acknowledged entries a second over a stretch of time. */
async function over(simulation: Simulation, work: () => Promise<void>): Promise<number> {
  const sinceMs = performance.now();
  const before = simulation.progress.acknowledged;
  await work();
  return Math.round(((simulation.progress.acknowledged - before) * 1000) / (performance.now() - sinceMs));
}

async function benchOutages(folder: string): Promise<void> {
  await using server = await PostgresServer.start();
  await using broker = await Mosquitto.start();
  const url = await server.newDatabase();
  const keys = join(folder, 'fleet');
  const trust = (await FleetKeys.open(keysFile(keys))).publicJwks();
  await using ingest = new IngestProcess(['--store', url, '--keys', keys, '--broker', broker.url]);
  await ingest.up();
  await using store = await PostgresFleetStore.open(url, { clock: systemClock, mayCreate: false, readOnly: true });
  const after = await arrivalsNow(store);
  const wire = { url: broker.url, trust, clock: systemClock, random: Math.random, log };
  const size = { site: 'sim', terminals: TERMINALS, events: EVENTS, perSecond: RATE, patienceMs: PATIENCE_MS };
  const simulation = new Simulation({ ...wire, ...size });
  {
    await using running = simulation;
    const work = running.run(forever);
    await until('the first are stored', () => running.progress.acknowledged > TERMINALS, PATIENCE_MS);
    await fall(running, { ingest, broker, server });
    const atEnd = running.progress;
    const sinceMs = performance.now();
    await work;
    say(`the last ${EVENTS * TERMINALS - atEnd.acknowledged}: ${Math.round((performance.now() - sinceMs) / 1000)} s`);
  }
  const tally = await tallyOf(store, { acknowledged: simulation.acknowledged, after });
  const [load] = loadavg();
  say(
    JSON.stringify({
      terminals: TERMINALS,
      asked: RATE,
      entriesPerSecond: simulation.entriesPerSecond,
      ...tally,
      load,
    }),
  );
}

interface Falling {
  kill(): Promise<void>;
  up(): Promise<void>;
}

async function fall(
  simulation: Simulation,
  { ingest, broker, server }: Readonly<Record<'ingest' | 'broker' | 'server', Falling>>,
): Promise<void> {
  say(`before: ${await over(simulation, () => pause(BETWEEN_MS))}/s (load ${loadavg()[0]?.toFixed(1)})`);
  for (const [name, part] of Object.entries({ ingest, broker, database: server })) {
    const during = await over(simulation, async () => {
      await part.kill();
      await pause(DOWN_MS);
      await part.up();
    });
    const afterwards = await over(simulation, () => pause(BETWEEN_MS));
    const { connected, recorded, acknowledged } = simulation.progress;
    say(
      `${name} killed: ${during}/s while it was away, ${afterwards}/s after; ${connected} connected, ${recorded - acknowledged} wait`,
    );
  }
}

const folder = await mkdtemp(join(tmpdir(), 'ridged-outages-'));
try {
  await benchOutages(folder);
} finally {
  await rm(folder, { recursive: true, force: true });
}
