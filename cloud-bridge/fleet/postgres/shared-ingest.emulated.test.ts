// Three ingests, each a process of its own, share what terminals send: one is killed, the database falls, and every entry is there once.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { terminalKey } from '../../../protocol/fleet/fixtures/keys.ts';
import { type Clock, systemClock } from '../../../protocol/index.ts';
import { MemoryOutbox } from '../../fixtures/memory-outbox.ts';
import { Mosquitto, noMosquitto } from '../../fixtures/mosquitto.ts';
import { noPostgres, PostgresServer } from '../../fixtures/postgres.ts';
import { ridgectl } from '../../fixtures/ridgectl.ts';
import { linkBasics } from '../../fixtures/surroundings.ts';
import { until } from '../../fixtures/until.ts';
import { FleetLink } from '../../fleet-link.ts';
import { PostgresFleetStore } from './postgres-fleet-store.ts';

const forever = new AbortController().signal;
const RIDGECTL = join(import.meta.dirname, '..', 'ridgectl.ts');
const LONG_MS = 60_000;

/** Delays of the reconnect are tested elsewhere: here they pass quickly. */
const hastyClock: Clock = { ...systemClock, sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 100), signal) };

interface Worker {
  readonly process: ChildProcess;
  readonly said: { out: string; err: string };
}

function startWorker(t: Test, args: readonly string[]): Worker {
  const child = spawn(process.execPath, [...process.execArgv, RIDGECTL, 'ingest', '--json', ...args]);
  const said = { out: '', err: '' };
  child.stdout.on('data', (text) => {
    said.out += text;
  });
  child.stderr.on('data', (text) => {
    said.err += text;
  });
  t.teardown(() => child.kill('SIGKILL'));
  return { process: child, said };
}

async function startTerminal(t: Test, name: string, { url, trust }: { url: string; trust: unknown }) {
  const outbox = new MemoryOutbox(400, `journal-${name}`);
  const key = terminalKey();
  const link = new FleetLink({
    ...linkBasics(),
    ...{ url, trust, outbox, clock: hastyClock, terminal: name, signer: () => key },
    drain: { ackPatienceMs: 1000, batchEntries: 20, historyRate: { perSecond: 100, burst: 20 } },
  });
  link.start(forever);
  t.teardown(() => link[Symbol.asyncDispose]());
  return outbox;
}

t.test(
  'ingests of one name share the work: one is killed and the database restarted in the middle, and nothing is lost or twice',
  { skip: noMosquitto || noPostgres },
  async (t) => {
    await using server = await PostgresServer.start();
    await using broker = await Mosquitto.start();
    const store = await server.newDatabase();
    const keys = join(t.testdir(), 'fleet');
    const place = ['--store', store, '--keys', keys];
    const trust: unknown = JSON.parse((await ridgectl(['trust', ...place]).ended).out);
    const wire = { url: broker.url, trust };
    // It has said that it is there before any ingest listens.
    const early = await startTerminal(t, 'gate-0', wire);
    const workers = [0, 1, 2].map(() => startWorker(t, [...place, '--broker', broker.url, '--share', 'campus']));
    await until('all ingests listen', () => workers.every(({ said }) => said.err.includes('online')), LONG_MS);
    const later = await Promise.all(['gate-1', 'gate-2', 'gate-3'].map((name) => startTerminal(t, name, wire)));
    const outboxes = [early, ...later];
    const passed = (seq: number) => outboxes.every(({ acknowledgedSeq }) => acknowledgedSeq >= seq);

    await until('some are there', () => passed(60), LONG_MS);
    workers[0]?.process.kill('SIGKILL');
    await until('the others go on', () => passed(140), LONG_MS);
    await server.kill();
    for (const outbox of outboxes) outbox.append(20);
    await server.up();
    t.notOk(passed(420), 'it was in the middle');
    await until('all are acknowledged', () => passed(420), LONG_MS);

    await using fleet = await PostgresFleetStore.open(store, { clock: systemClock, mayCreate: false, readOnly: true });
    const whole = { state: 'online', entries: 420, contiguousSeq: 420 };
    t.match(
      await fleet.terminals(),
      ['gate-0', 'gate-1', 'gate-2', 'gate-3'].map((name) => ({ ...whole, terminal: `bangkok.${name}` })),
    );
    t.strictSame(await fleet.gaps(), [], 'no gap, no flaw, nothing lost');
    t.strictSame(await fleet.incidents(9), []);
    const arrived = await fleet.entriesAfter(0, { limit: 10_000 });
    t.equal(new Set(arrived.map(({ terminal, seq }) => `${terminal} ${seq}`)).size, 4 * 420);
    t.equal(arrived.length, 4 * 420);
    for (const { process: child, said } of workers.slice(1)) {
      child.kill('SIGINT');
      t.strictSame(await once(child, 'exit'), [0, null], said.err);
      t.ok(JSON.parse(said.out).entries > 0, `it had its share: ${said.out}`);
    }
  },
);
