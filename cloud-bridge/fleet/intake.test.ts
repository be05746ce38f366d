// What the ingest does with each letter: the good ones are stored whatever lies between them, and only who may be answered is.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { chainOf } from '../../protocol/fleet/fixtures/entries.ts';
import {
  type FleetChannel,
  KioskError,
  sealBatch,
  systemClock,
  TrustedKeys,
  terminalAddress,
} from '../../protocol/index.ts';
import type { Connection } from '../connection.ts';
import { batchOf, birth } from '../fixtures/fleet-batches.ts';
import { gateKey, goodHealth, keptLog } from '../fixtures/surroundings.ts';
import { until } from '../fixtures/until.ts';
import { Answers } from './answers.ts';
import { FleetKeys } from './fleet-keys.ts';
import type { FleetStore, OpenOptions } from './fleet-store.ts';
import { Intake } from './intake.ts';
import type { Letter } from './letter-lane.ts';
import { SqliteFleetStore } from './sqlite-fleet-store.ts';

async function folderOf(t: Test): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ridged-intake-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Sends nothing, and keeps the topics. */
const connectionInto = (topics: string[]): Connection => ({
  lost: new AbortController().signal,
  publish: async ({ topic }) => void topics.push(topic),
  subscribe: async () => undefined,
  close: async () => undefined,
  cut: () => undefined,
});

interface Ear {
  readonly store: SqliteFleetStore;
  readonly intake: Intake;
  letter(channel: FleetChannel, payload: string, terminal?: string): Letter;
  /** @param payload of its last entry, where it is not as it was written */
  batch(payload?: Record<string, unknown>): Promise<Letter>;
  /** Topics of all answers, once there are so many. */
  answered(count: number): Promise<readonly string[]>;
}

async function earOf(
  t: Test,
  options: OpenOptions = {},
  through: (store: SqliteFleetStore) => FleetStore = (store) => store,
): Promise<Ear> {
  const folder = await folderOf(t);
  const store = await SqliteFleetStore.open(join(folder, 'fleet.db'), options);
  t.teardown(() => store[Symbol.asyncDispose]());
  const keys = await FleetKeys.open(join(folder, 'fleet.keys.json'));
  const answers = new Answers(keys, systemClock);
  const letter: Ear['letter'] = (channel, payload, terminal = 'gate-17') => ({
    ...{ address: terminalAddress('bangkok', terminal), channel, payload: Buffer.from(payload) },
  });
  return {
    store,
    letter,
    intake: new Intake({ store: through(store), keys, clock: systemClock, log: keptLog() }, answers),
    batch: async (payload) => {
      const recipient = await TrustedKeys.parse(keys.publicJwks()).recipient('ingest');
      const entries = chainOf(3).map((entry) => (entry.seq === 3 && payload ? { ...entry, payload } : entry));
      return letter('journal', await sealBatch(batchOf(entries), recipient, await gateKey));
    },
    answered: (count) => topicsOf(t, answers, count),
  };
}

async function topicsOf(t: Test, answers: Answers, count: number): Promise<readonly string[]> {
  const ended = new AbortController();
  const topics: string[] = [];
  const running = answers.run(connectionInto(topics), ended.signal);
  await until('all are answered', () => topics.length === count);
  ended.abort(new Error('enough'));
  await t.rejects(running, /enough/);
  return topics.map((topic) => topic.split('/').slice(3).join('/')).sort();
}

const hello = JSON.stringify(birth);

t.test('a made-up name beyond the bound is neither answered nor asked', async (t) => {
  const { intake, letter, answered } = await earOf(t, { mostUnheard: 1 });
  await intake.take(['a', 'b', 'c'].map((terminal) => letter('status', hello, terminal)));
  t.strictSame(await answered(2), ['a/journal/ack', 'a/journal/resend']);
});

t.test('what cannot be read is complained of, and what came with it is stored and answered', async (t) => {
  const { store, intake, letter, batch, answered } = await earOf(t);
  const queue = { lastSeq: 3, acknowledgedSeq: 0, unacknowledged: 3, oldestUnacknowledgedAgeMs: 1 };
  const health = JSON.stringify({ ...goodHealth, utcMs: 1, queue });
  await intake.take([
    letter('status', '{"state":"online"}'),
    letter('journal', 'no batch'),
    letter('health', '{}'),
    letter('status', hello),
    letter('health', health),
    letter('status', ''),
    letter('status', `"${'x'.repeat(64 * 1024)}"`),
    await batch(),
    { ...(await batch()), address: terminalAddress('bangkok', 'gate-18') },
    letter('status', hello, 'gate-18'),
  ]);
  t.match(await store.terminals(), [
    { terminal: 'bangkok.gate-17', state: 'online', entries: 3, health: { queue } },
    { terminal: 'bangkok.gate-18', state: 'online', entries: 0, health: null },
  ]);
  const complaints = (await store.incidents(9)).map(({ terminal, kind, count }) => `${terminal} ${kind} ${count}`);
  t.strictSame(complaints.sort(), [
    'bangkok.gate-17 batch-refused 1',
    'bangkok.gate-17 health-refused 1',
    'bangkok.gate-17 status-refused 2',
    'bangkok.gate-18 batch-refused 1',
  ]);
  t.strictSame(await answered(4), [
    ...['gate-17/journal/ack', 'gate-17/journal/resend', 'gate-18/journal/ack', 'gate-18/journal/resend'],
  ]);
});

t.test('batches that cannot be stored are not acknowledged, and who is there is noted all the same', async (t) => {
  const { store, intake, letter, batch, answered } = await earOf(t, {}, (store) =>
    Object.assign(Object.create(store), {
      noteWords: store.noteWords.bind(store),
      storeBatches: async () => {
        throw new KioskError('STORE_BUSY');
      },
    }),
  );
  await intake.take([await batch(), letter('status', hello, 'gate-18')]);
  t.match(await store.terminals(), [{ terminal: 'bangkok.gate-18', state: 'online', entries: 0 }]);
  t.strictSame(await answered(2), ['gate-18/journal/ack', 'gate-18/journal/resend']);
});

t.test('answers that wait are bounded: the latest are sent', async (t) => {
  const keys = await FleetKeys.open(join(await folderOf(t), 'fleet.keys.json'));
  const answers = new Answers(keys, systemClock, 2);
  for (const terminal of ['a', 'b', 'c', 'c', 'd'])
    answers.acknowledge({
      ...{ address: terminalAddress('bangkok', terminal), journalId: 'journal-a' },
      ...{ contiguousSeq: 1, highestSeq: 1, added: 1 },
    });
  t.strictSame(await topicsOf(t, answers, 2), ['c/journal/ack', 'd/journal/ack']);
});

t.test(
  'a terminal that writes what nobody could hash does not bring the ingest down: its batch is refused',
  async (t) => {
    const { store, intake, batch } = await earOf(t);
    await intake.take([await batch({ half: '\ud83d' }), await batch()]);
    t.match(await store.terminals(), [{ terminal: 'bangkok.gate-17', entries: 3 }]);
    t.match(await store.incidents(9), [{ kind: 'batch-refused', count: 1 }]);
  },
);
