// The device's side without a broker: what is sent when, what is believed, and how a lost connection is lived with.
import { generateKeyPairSync } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import t from 'tap';
import { type TestKeys, testKeys } from '../protocol/fleet/fixtures/keys.ts';
import {
  healthSchema,
  type JournalBatch,
  KioskError,
  ManualClock,
  openBatch,
  statusSchema,
  terminalAddress,
} from '../protocol/index.ts';
import { Bell } from './bell.ts';
import { isEncrypted, withoutUserinfo } from './broker-url.ts';
import {
  type BrokerAccess,
  type Connection,
  type ConnectionOptions,
  openConnection,
  type Publication,
} from './connection.ts';
import { DownwardEar, type DownwardHandlers } from './downward-ear.ts';
import { DRAIN_LIMITS, type DrainLimits, DrainPlan, type DrainStep } from './drain-plan.ts';
import { MemoryOutbox } from './fixtures/memory-outbox.ts';
import { gateKey, goodHealth, keptLog, linkBasics, seededRandom } from './fixtures/surroundings.ts';
import { until } from './fixtures/until.ts';
import { FleetLink } from './fleet-link.ts';
import { healthOf } from './health-report.ts';
import { JournalDrain } from './journal-drain.ts';
import { type LinkEvent, type LinkState, nextLinkState, reconnectDelayMs } from './link-state.ts';
import { RateLimiter } from './rate-limiter.ts';
import { Slots } from './slots.ts';
import { together } from './together.ts';

t.test('a rate limiter lets a burst pass and then holds to its rate', async (t) => {
  const limiter = new RateLimiter({ perSecond: 100, burst: 50 }, 0);
  t.equal(limiter.delayMs(50, 0), 0);
  limiter.take(50, 0);
  t.equal(limiter.delayMs(10, 0), 100);
  t.equal(limiter.delayMs(10, 100), 0);
  limiter.take(10, 100);
  t.equal(limiter.delayMs(10, 100), 100);
  t.equal(limiter.delayMs(1000, 10_000), 0, 'more than the bucket holds passes when it is full');
  limiter.take(1000, 10_000);
  t.equal(limiter.delayMs(1, 10_000), 9510, 'and is owed');
});

t.test('the life of a link follows its table', async (t) => {
  const follow = (...events: LinkEvent[]): LinkState =>
    events.reduce(nextLinkState, { at: 'stopped', attempt: 0 } satisfies LinkState);
  t.strictSame(follow('start', 'opened'), { at: 'online', attempt: 0 });
  t.strictSame(follow('start', 'failed', 'delay-over', 'failed', 'delay-over'), { at: 'connecting', attempt: 2 });
  t.strictSame(follow('start', 'failed', 'delay-over', 'opened', 'lost'), { at: 'waiting', attempt: 0 }, 'it was good');
  t.strictSame(
    follow('start', 'failed', 'delay-over', 'opened', 'lost-early'),
    { at: 'waiting', attempt: 1 },
    'it was not',
  );
  const failing = (times: number) => Array.from({ length: times }, () => ['failed', 'delay-over'] as const).flat();
  const useful = (times: number) =>
    Array.from({ length: times }, () => ['opened', 'lost-useful', 'delay-over'] as const).flat();
  t.strictSame(follow('start', 'opened', 'lost-useful'), { at: 'waiting', attempt: 0 });
  t.equal(follow('start', ...failing(6), ...useful(1)).attempt, 5, 'it comes back sooner');
  t.equal(follow('start', ...failing(600), ...useful(1)).attempt, 5, 'however long it was out');
  t.equal(follow('start', ...failing(600), ...useful(20)).attempt, 3, 'and never in a storm');
  t.equal(follow('start', ...useful(20)).attempt, 3);
  t.strictSame(follow('start', 'pause', 'opened', 'failed', 'lost', 'delay-over'), { at: 'paused', attempt: 0 });
  for (const before of ['start', 'opened', 'lost'] as const) t.equal(follow('start', before, 'pause').at, 'paused');
  t.strictSame(follow('start', 'pause', 'resume'), { at: 'connecting', attempt: 0 });
  t.equal(follow('resume').at, 'stopped');
});

t.test('reconnects spread out: doubling to a minute, never two terminals in step', async (t) => {
  t.equal(
    reconnectDelayMs(0, () => 0),
    500,
  );
  t.equal(
    reconnectDelayMs(0, () => 1),
    1000,
  );
  t.equal(
    reconnectDelayMs(3, () => 0.5),
    6000,
  );
  t.equal(
    reconnectDelayMs(1e9, () => 1),
    60_000,
  );
  const random = seededRandom(1);
  const delays = Array.from({ length: 100 }, () => reconnectDelayMs(4, random));
  t.ok(new Set(delays).size > 90);
});

t.test('a place is given to who waits longest, and one who gives up takes none', async (t) => {
  const slots = new Slots(1);
  const { signal } = new AbortController();
  const impatient = new AbortController();
  const release = await slots.take(signal);
  const order: string[] = [];
  const second = slots.take(impatient.signal).then(
    () => order.push('second'),
    () => order.push('gave up'),
  );
  const third = slots.take(signal).then((done) => {
    order.push('third');
    done();
  });
  impatient.abort(new Error('enough'));
  await second;
  release();
  const late = slots.take(signal).then(() => order.push('late'));
  await third;
  await late;
  t.strictSame(order, ['gave up', 'third', 'late']);
  const torn = new AbortController();
  const waiting = new Slots(1);
  const first = await waiting.take(signal);
  const both = waiting.take(torn.signal);
  torn.abort(new Error('enough'));
  first();
  await t.rejects(both, /enough/);
  (await waiting.take(signal))();
});

t.test('a bell that rang while nobody waited wakes the next wait at once', async (t) => {
  const clock = new ManualClock();
  const bell = new Bell();
  const { signal } = new AbortController();
  bell.ring();
  await bell.wait(clock, 1000, signal);
  const waiting = bell.wait(clock, 1000, signal);
  bell.ring();
  await waiting;
  const timed = bell.wait(clock, 1000, signal);
  clock.advance(1000);
  await timed;
  const ended = new AbortController();
  const aborted = bell.wait(clock, 1000, ended.signal);
  ended.abort(new Error('over'));
  await t.rejects(aborted, /over/);
});

t.test('when one of several loops fails the others end, and its reason is told', async (t) => {
  const ended: string[] = [];
  const lasting = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve) =>
      signal.addEventListener('abort', () => {
        ended.push('lasting');
        resolve();
      }),
    );
  const failing = async (): Promise<void> => {
    throw new KioskError('STORE_FULL');
  };
  await t.rejects(together(new AbortController().signal, [lasting, failing]), { code: 'STORE_FULL' });
  t.strictSame(ended, ['lasting']);
});

/** Sends whatever the plan says, as if each batch were full. */
function play(plan: DrainPlan, lastSeq: number, nowMs: number): string[] {
  const said: string[] = [];
  for (;;) {
    const step: DrainStep = plan.step(lastSeq, nowMs);
    if (step.kind === 'wait') return said;
    said.push(`${step.kind} ${step.fromSeq}-${step.toSeq}${step.historical ? ' historical' : ''}`);
    plan.sent(step, { toSeq: step.toSeq, entries: step.toSeq - step.fromSeq + 1 }, nowMs);
  }
}

const limits: DrainLimits = { ...DRAIN_LIMITS, batchEntries: 10, windowBatches: 3 };
const silentPlanOf = (acknowledgedSeq: number, lastSeq: number, change: Partial<DrainLimits> = {}): DrainPlan =>
  new DrainPlan({ acknowledgedSeq, lastSeq, nowMs: 0, limits: { ...limits, ...change } });

/** The fleet has spoken on this connection. */
function planOf(acknowledgedSeq: number, lastSeq: number, change: Partial<DrainLimits> = {}): DrainPlan {
  const plan = silentPlanOf(acknowledgedSeq, lastSeq, change);
  plan.acknowledge(acknowledgedSeq, 0);
  return plan;
}

t.test(
  'until the fleet has spoken one batch goes out; where it came back too late for it, it is the first again',
  async (t) => {
    const plan = silentPlanOf(0, 50);
    t.strictSame(play(plan, 51, 0), ['in-order 1-10 historical'], 'nothing behind it, nothing ahead');
    plan.acknowledge(0, 100);
    t.strictSame(play(plan, 50, 100), [
      'in-order 1-10 historical',
      'in-order 11-20 historical',
      'in-order 21-30 historical',
    ]);
    const heard = silentPlanOf(0, 50);
    play(heard, 50, 0);
    heard.acknowledge(10, 100);
    t.strictSame(play(heard, 50, 100)[0], 'in-order 11-20 historical', 'what has arrived is not sent again');
  },
);

t.test('history goes in order within the window, and goes on as it is acknowledged', async (t) => {
  const plan = planOf(5, 50);
  t.strictSame(play(plan, 50, 0), [
    'in-order 6-15 historical',
    'in-order 16-25 historical',
    'in-order 26-35 historical',
  ]);
  plan.acknowledge(20, 1);
  t.strictSame(play(plan, 50, 1), ['in-order 36-45 historical'], 'a half-acknowledged batch still counts');
  plan.acknowledge(45, 2);
  t.strictSame(play(plan, 52, 2), ['in-order 46-50 historical'], 'the last of history may be short: it cannot grow');
  plan.acknowledge(50, 3);
  t.strictSame(play(plan, 52, 3), ['in-order 51-52'], 'what is new is not historical');
});

t.test(
  'a punch goes at once; those behind one that is not acknowledged gather until it is, or until they are many',
  async (t) => {
    const live = planOf(100, 100);
    for (const { what, acknowledged, lastSeq, sent } of [
      { what: 'alone', lastSeq: 101, sent: ['in-order 101-101'] },
      { what: 'one behind it', lastSeq: 102, sent: [] },
      { what: 'nine behind it', lastSeq: 110, sent: [] },
      { what: 'a full batch', lastSeq: 111, sent: ['in-order 102-111'] },
      { what: 'a full one and a few', lastSeq: 125, sent: ['in-order 112-121'] },
      { what: 'the first is stored, two are not', acknowledged: 101, lastSeq: 126, sent: [] },
      { what: 'as many as may be under way', lastSeq: 150, sent: ['in-order 122-131'] },
      { what: 'a place becomes free', acknowledged: 111, lastSeq: 152, sent: ['in-order 132-141'] },
      { what: 'all is stored', acknowledged: 141, lastSeq: 145, sent: ['in-order 142-145'] },
      { what: 'and again', acknowledged: 145, lastSeq: 146, sent: ['in-order 146-146'] },
    ]) {
      if (acknowledged !== undefined) live.acknowledge(acknowledged, 0);
      t.strictSame(play(live, lastSeq, 0), sent, what);
    }
  },
);

t.test('history is held to its rate; what happens now is not', async (t) => {
  const plan = planOf(0, 100, { historyRate: { perSecond: 10, burst: 10 } });
  t.strictSame(play(plan, 100, 0), ['in-order 1-10 historical']);
  t.match(plan.step(100, 0), { kind: 'wait', ms: 1000 });
  t.strictSame(play(plan, 101, 100), ['ahead 101-101'], 'shown at once, out of its turn');
  t.strictSame(play(plan, 101, 1000), ['in-order 11-20 historical']);
  const live = planOf(100, 100, { historyRate: { perSecond: 1, burst: 1 } });
  t.strictSame(play(live, 130, 0), ['in-order 101-110', 'in-order 111-120', 'in-order 121-130']);
});

t.test('newest first: the last entries are shown first, and everything follows in order all the same', async (t) => {
  const plan = planOf(0, 35, { newestFirst: true });
  t.strictSame(play(plan, 35, 0), [
    'ahead 26-35 historical',
    'in-order 1-10 historical',
    'in-order 11-20 historical',
    'in-order 21-30 historical',
  ]);
  plan.acknowledge(30, 1);
  t.strictSame(play(plan, 35, 1), ['in-order 31-35 historical']);
});

t.test('a busy hour does not hold up history: they take turns', async (t) => {
  const plan = planOf(0, 100);
  const kinds: string[] = [];
  for (let lastSeq = 101; lastSeq <= 106; lastSeq += 1) {
    const step = plan.step(lastSeq, 0);
    kinds.push(step.kind);
    if (step.kind !== 'wait') plan.sent(step, { toSeq: step.toSeq, entries: 1 }, 0);
  }
  t.strictSame(kinds, ['ahead', 'in-order', 'ahead', 'in-order', 'ahead', 'in-order']);
});

t.test('without an answer everything under way is sent again, one batch at a time and ever more rarely', async (t) => {
  const plan = planOf(0, 50, { ackPatienceMs: 1000 });
  t.equal(play(plan, 50, 0).length, 3);
  t.match(plan.step(50, 0), { kind: 'wait', ms: 1000 });
  t.strictSame(play(plan, 50, 1000), ['in-order 1-10 historical']);
  t.match(plan.step(50, 1000), { kind: 'wait', ms: 2000 });
  t.strictSame(play(plan, 51, 3000), ['in-order 1-10 historical'], 'and nothing ahead into the silence');
  t.match(plan.step(51, 3000), { kind: 'wait', ms: 4000 });
  for (let ms = 10_000; ms < 1_000_000; ms += 60_000) play(plan, 51, ms);
  t.match(plan.step(51, 970_001), { kind: 'wait', ms: 59_999 }, 'a minute at most');
  plan.acknowledge(0, 970_002);
  t.strictSame(
    play(plan, 51, 970_002),
    ['ahead 51-51', 'in-order 1-10 historical', 'in-order 11-20 historical', 'in-order 21-30 historical'],
    'a fleet that is back and has nothing gets it at once',
  );
});

t.test('what has gathered behind a batch that nobody answers goes with it when that is sent again', async (t) => {
  const plan = planOf(100, 100, { ackPatienceMs: 1000 });
  t.strictSame(play(plan, 101, 0), ['in-order 101-101']);
  t.strictSame(play(plan, 106, 999), []);
  t.match(plan.step(106, 999), { kind: 'wait', ms: 1 });
  t.strictSame(play(plan, 106, 1000), ['in-order 101-106']);
  plan.acknowledge(106, 1500);
  t.strictSame(play(plan, 107, 1500), ['in-order 107-107']);
});

t.test('copies sent ahead are answered with the same number, which is no progress', async (t) => {
  const plan = planOf(0, 50, { ackPatienceMs: 1000 });
  play(plan, 50, 0);
  for (const ms of [400, 800]) plan.acknowledge(0, ms);
  t.strictSame(play(plan, 50, 1000), ['in-order 1-10 historical'], 'patience still ends');
});

t.test('a range that is asked for is sent in pieces, as far as it exists', async (t) => {
  const plan = planOf(40, 40);
  t.equal(plan.resend({ fromSeq: 5, toSeq: 27 }), true);
  t.equal(plan.resend({ fromSeq: 90, toSeq: 99 }), true);
  t.strictSame(play(plan, 40, 0), ['resend 5-14 historical', 'resend 15-24 historical', 'resend 25-27 historical']);
  for (let asked = 0; asked < 64; asked += 1) plan.resend({ fromSeq: 1, toSeq: 1 });
  t.equal(plan.resend({ fromSeq: 1, toSeq: 1 }), false, 'a flood of questions is cut off');
  const slow = planOf(40, 40, { historyRate: { perSecond: 10, burst: 10 } });
  slow.resend({ fromSeq: 1, toSeq: 20 });
  t.strictSame(
    play(slow, 41, 0),
    ['resend 1-10 historical', 'in-order 41-41'],
    'and does not hold up what happens now',
  );
  t.match(slow.step(41, 0), { kind: 'wait', ms: 1000 });
});

interface Drained {
  readonly batches: JournalBatch[];
  readonly outbox: MemoryOutbox;
  readonly drain: JournalDrain;
  readonly clock: ManualClock;
}

async function drainOf(keys: TestKeys, outbox: MemoryOutbox, change: Partial<DrainLimits> = {}): Promise<Drained> {
  const clock = new ManualClock();
  const batches: JournalBatch[] = [];
  const drain = new JournalDrain({
    ...{ outbox, clock, log: keptLog(), address: terminalAddress('bangkok', 'gate-17') },
    recipient: await keys.trust.recipient('ingest'),
    signer: await gateKey,
    limits: { ...limits, ...change },
    publish: async (sealed) => {
      batches.push((await openBatch(new TextEncoder().encode(sealed), () => keys.unsealKey)).batch);
    },
  });
  return { batches, outbox, drain, clock };
}

const rangesOf = (batches: readonly JournalBatch[]): readonly string[] =>
  batches.map(({ fromSeq, toSeq, entries }) => `${fromSeq}-${toSeq}: ${entries.length}`);

t.test(
  'a pruned range that is asked for is declared as no longer held; the journal itself is never declared so',
  async (t) => {
    const keys = await testKeys();
    const outbox = new MemoryOutbox(30);
    outbox.acknowledge(30);
    outbox.prune(18);
    const { batches, drain } = await drainOf(keys, outbox);
    const ended = new AbortController();
    const running = drain.run(ended.signal);
    drain.resend({ journalId: 'journal-a', fromSeq: 1, toSeq: 25 });
    drain.resend({ journalId: 'another', fromSeq: 1, toSeq: 25 });
    await until('three pieces', () => batches.length === 3);
    t.strictSame(rangesOf(batches), ['1-10: 0', '11-20: 2', '21-25: 5']);
    ended.abort(new Error('over'));
    await t.rejects(running, /over/);

    const broken = new MemoryOutbox(30);
    Object.assign(broken, { read: () => [] });
    const refusing = await drainOf(keys, broken);
    await t.rejects(refusing.drain.run(new AbortController().signal), { code: 'JOURNAL_BROKEN' });
    t.strictSame(refusing.batches, []);
  },
);

t.test('a batch ends before it grows heavy', async (t) => {
  const keys = await testKeys();
  const outbox = new MemoryOutbox(3);
  const heavy = outbox.read(1, 3).map((entry) => ({ ...entry, payload: { text: 'ก'.repeat(150 * 1024) } }));
  Object.assign(outbox, { read: (from: number, limit: number) => heavy.slice(from - 1, from - 1 + limit) });
  const { batches, drain } = await drainOf(keys, outbox);
  drain.acknowledge({ journalId: outbox.journalId, seq: 0 });
  const ended = new AbortController();
  const running = drain.run(ended.signal);
  await until('three batches', () => batches.length === 3);
  t.strictSame(rangesOf(batches), ['1-1: 1', '2-2: 1', '3-3: 1']);
  ended.abort(new Error('over'));
  await t.rejects(running, /over/);
});

t.test('a publication that the broker refuses ends the drain with its reason', async (t) => {
  const keys = await testKeys();
  const drain = new JournalDrain({
    ...{ outbox: new MemoryOutbox(3), clock: new ManualClock(), log: keptLog(), limits },
    address: terminalAddress('bangkok', 'gate-17'),
    recipient: await keys.trust.recipient('ingest'),
    signer: await gateKey,
    publish: async () => {
      throw new KioskError('FLEET_UNREACHABLE', { why: 'not authorised' });
    },
  });
  await t.rejects(drain.run(new AbortController().signal), { code: 'FLEET_UNREACHABLE' });
});

t.test('health tells how far the fleet is behind, and no clock that was set back makes an age negative', async (t) => {
  const clock = new ManualClock();
  const outbox = new MemoryOutbox(10);
  outbox.acknowledge(4);
  const measure = () => goodHealth;
  const health = healthOf({ outbox, clock, measure });
  t.ok(healthSchema.safeParse(health).success);
  t.match(health.queue, { lastSeq: 10, acknowledgedSeq: 4, unacknowledged: 6 });
  clock.setUtc(0);
  t.equal(healthOf({ outbox, clock, measure }).queue.oldestUnacknowledgedAgeMs, 0);
  outbox.acknowledge(10);
  t.equal(healthOf({ outbox, clock, measure }).queue.oldestUnacknowledgedAgeMs, null);
  const bounded = healthOf({ outbox: Object.assign(outbox, { capacity: 500 }), clock, measure });
  t.equal(healthSchema.parse(bounded).queue.capacity, 500, 'and how much may wait, where that is bounded');
});

/** A broker in name only: keeps what is published, and does what the test does to it. */
class FakeNetwork {
  readonly published: Publication[] = [];
  readonly wills: unknown[] = [];
  readonly ends: string[] = [];
  refusals = 0;
  #lost = new AbortController();

  readonly open = async (options: ConnectionOptions): Promise<Connection> => {
    this.wills.push(JSON.parse(options.will?.payload ?? 'null'));
    if (this.refusals > 0) {
      this.refusals -= 1;
      throw new KioskError('FLEET_UNREACHABLE', { why: 'refused' });
    }
    const lost = new AbortController();
    this.#lost = lost;
    return {
      lost: lost.signal,
      publish: async (publication) => void this.published.push(publication),
      subscribe: async () => undefined,
      close: async () => void this.ends.push('closed'),
      cut: () => {
        this.ends.push('cut');
        lost.abort(new KioskError('FLEET_UNREACHABLE', { why: 'cut' }));
      },
    };
  };

  lose(): void {
    this.#lost.abort(new KioskError('FLEET_UNREACHABLE', { why: 'gone' }));
  }

  get statuses() {
    const own = this.published.filter(({ topic }) => topic.endsWith('/status'));
    return own.map(({ payload }) => statusSchema.parse(JSON.parse(payload)));
  }
}

t.test(
  'a terminal that cannot connect tries again after a growing delay, and says who it is each time it succeeds',
  async (t) => {
    const clock = new ManualClock();
    const network = new FakeNetwork();
    const { jwks } = await testKeys();
    network.refusals = 2;
    const states: string[] = [];
    const outbox = new MemoryOutbox(0);
    {
      await using link = new FleetLink({
        ...linkBasics(),
        url: 'mqtt://x',
        trust: jwks,
        outbox,
        clock,
        open: network.open,
      });
      link.states.listen(({ at, attempt }) => states.push(`${at} ${attempt}`));
      link.start(new AbortController().signal);
      link.start(new AbortController().signal);
      await until('online', async () => {
        clock.advance(500);
        await nextTurn();
        return link.state.at === 'online';
      });
      t.strictSame(states, ['connecting 0', 'waiting 0', 'connecting 1', 'waiting 1', 'connecting 2', 'online 2']);
      await until('health', () => network.published.some(({ topic }) => topic.endsWith('/health')));
      network.lose();
      await until('lost', () => link.state.at === 'waiting');
      t.equal(link.state.attempt, 2, 'a connection that did not last is no reason to hurry');
      clock.advance(60_000);
      await until('online again', () => link.state.at === 'online');
      clock.advance(60_000);
      link.pause();
      t.equal(link.state.at, 'paused');
      link.pause();
      link.resume();
      await until('and again', () => link.state.at === 'online');
    }
    const { statuses } = network;
    t.strictSame(
      statuses.map(({ state }) => state),
      ['online', 'online', 'online', 'offline'],
    );
    t.match(statuses.at(-1), { reason: 'stopped', connection: statuses.at(-2)?.connection });
    t.equal(new Set(statuses.map(({ connection }) => connection)).size, 3, 'each connection has its own name');
    t.match(network.wills.at(-1), { state: 'offline', reason: 'lost', connection: statuses.at(-2)?.connection });
    t.equal(network.ends.at(-1), 'closed');
  },
);

t.test('a terminal on a road that breaks soon comes back the sooner, the more has got through', async (t) => {
  const [clock, network, outbox] = [new ManualClock(), new FakeNetwork(), new MemoryOutbox(3)];
  const { jwks } = await testKeys();
  network.refusals = 8;
  await using link = new FleetLink({
    ...linkBasics(),
    ...{ url: 'mqtt://x', trust: jwks, outbox, clock, open: network.open },
  });
  link.start(new AbortController().signal);
  const online = (): Promise<void> =>
    until('online', async () => {
      clock.advance(1000);
      await nextTurn();
      return link.state.at === 'online';
    });
  const attempts: number[] = [];
  for (const acknowledged of [0, 1, 2, 2, 3]) {
    await online();
    outbox.acknowledge(acknowledged);
    network.lose();
    await until('lost', () => link.state.at === 'waiting');
    attempts.push(link.state.attempt);
  }
  t.strictSame(attempts, [8, 4, 3, 4, 3], 'what was acknowledged before is no progress');
});

t.test('a wrong name or key is told before anything is tried', async (t) => {
  const { jwks } = await testKeys();
  const make = (change: object) => () =>
    new FleetLink({
      ...{ ...linkBasics(), url: 'mqtt://x', trust: jwks, outbox: new MemoryOutbox(0), clock: new ManualClock() },
      ...change,
    });
  t.throws(make({ site: 'ตึก ๑' }), { code: 'CONFIG_INVALID' });
  t.throws(make({ trust: { keys: 'none' } }), { code: 'KEY_UNAVAILABLE' });
});

/** Nothing is reached with these: TLS throws before it dials. */
const { privateKey: lockedKey } = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' },
});
const unusableTls = [
  { name: 'garbage for a certificate', tls: { cert: 'garbage', key: 'garbage' } },
  { name: 'garbage for a key', tls: { key: 'garbage' } },
  { name: 'a key under a passphrase', tls: { key: lockedKey } },
];

for (const { name, tls } of unusableTls)
  t.test(`a terminal that is given ${name} says so, waits and tries again`, async (t) => {
    const { jwks } = await testKeys();
    const [clock, log] = [new ManualClock(), keptLog()];
    const url = 'mqtts://127.0.0.1:1';
    await using link = new FleetLink({
      ...{ ...linkBasics([], log), url, trust: jwks, outbox: new MemoryOutbox(0), clock, tls },
    });
    link.start(new AbortController().signal);
    await until('waiting', () => link.state.at === 'waiting');
    clock.advance(60_000);
    await until('tried again', () => log.lines.length === 2);
    for (const { fields, message } of log.lines) {
      t.equal(message, 'link failed');
      t.match(fields, { code: 'FLEET_UNREACHABLE', where: 'mqtts://127.0.0.1:1', why: /./ });
    }
  });

t.test(
  'a certificate is never handed to an address that does not encrypt, nor dialled by TLS behind its back',
  async (t) => {
    const options = { clientId: 'a', protocolVersion: 5, keepaliveS: 1, sessionExpiryS: 0 } as const;
    const open = (change: BrokerAccess) =>
      openConnection({ ...options, receive: async () => undefined, ...change }, new AbortController().signal);
    for (const tls of [{ ca: 'x' }, { cert: 'x', key: 'x' }])
      for (const scheme of ['mqtt', 'ws'])
        await t.rejects(open({ url: `${scheme}://127.0.0.1:1`, tls }), {
          code: 'CONFIG_INVALID',
          context: { where: `${scheme}://127.0.0.1:1`, why: /mqtts:/ },
        });
    const where = 'mqtt://127.0.0.1:1';
    await t.rejects(open({ url: where, tls: {} }), { code: 'FLEET_UNREACHABLE', context: { where } });
    await t.rejects(open({ url: where, proxy: { url: 'http://127.0.0.1:1' } }), {
      code: 'CONFIG_INVALID',
      context: { where, why: /a proxy/ },
    });
    await t.rejects(open({ url: 'mqtt://me:secret@127.0.0.1:1' }), {
      code: 'CONFIG_INVALID',
      context: { where, why: /apart from the address/ },
    });
  },
);

t.test('an address is shown without who logs in there, however odd the password', async (t) => {
  const shown = [
    ['mqtts://broker:8883', 'mqtts://broker:8883'],
    ['mqtts://me:secret@broker:8883', 'mqtts://broker:8883'],
    ['mqtt://me@broker', 'mqtt://broker'],
    ['mqtt://me:p/w?#@x@broker/path', 'mqtt://broker/path'],
    ['me:secret@broker', 'broker'],
    ['mqtt://me:two\nlines@broker', 'mqtt://broker'],
  ] as const;
  for (const [url, without] of shown) t.equal(withoutUserinfo(url), without);
  t.strictSame(['mqtts://x', 'wss://x', 'mqtt://x', 'ws://x', 'x'].map(isEncrypted), [true, true, false, false, false]);
});

t.test('a terminal whose vault is shut waits and tries again, and sends nothing unsigned meanwhile', async (t) => {
  const { jwks } = await testKeys();
  const network = new FakeNetwork();
  const clock = new ManualClock();
  let isShut = true;
  const signer = async () => {
    if (isShut) throw new KioskError('KEY_UNAVAILABLE');
    return await gateKey;
  };
  const outbox = new MemoryOutbox(3);
  await using link = new FleetLink({
    ...linkBasics(),
    ...{ url: 'mqtt://x', trust: jwks, outbox, clock, open: network.open, signer },
  });
  link.start(new AbortController().signal);
  await until('waiting', () => link.state.at === 'waiting');
  t.strictSame(network.published, []);
  t.strictSame(network.ends, ['cut']);
  isShut = false;
  clock.advance(60_000);
  await until('a batch', () => network.published.some(({ topic }) => topic.endsWith('/journal')));
});

t.test('a cable that is pulled while connecting leaves no connection behind, and stopping ends any wait', async (t) => {
  const { jwks } = await testKeys();
  const network = new FakeNetwork();
  const clock = new ManualClock();
  const connecting: (() => void)[] = [];
  const slow = async (options: ConnectionOptions): Promise<Connection> => {
    await new Promise<void>((resolve) => connecting.push(resolve));
    return await network.open(options);
  };
  const basics = { ...linkBasics(), url: 'mqtt://x', trust: jwks, outbox: new MemoryOutbox(0), clock };
  await using link = new FleetLink({ ...basics, open: slow });
  link.start(new AbortController().signal);
  await until('it connects', () => connecting.length > 0);
  link.pause();
  for (const connect of connecting) connect();
  await until('the late connection is cut', () => network.ends.includes('cut'));
  t.equal(link.state.at, 'paused');

  network.refusals = 1;
  const ended = new AbortController();
  await using waiting = new FleetLink({ ...basics, open: network.open });
  waiting.start(ended.signal);
  await until('waiting', () => waiting.state.at === 'waiting');
  ended.abort(new Error('stopped'));
  await until('stopped', () => waiting.state.at === 'stopped');
});

t.test('a flood of forged messages does not fill the journal', async (t) => {
  const { trust } = await testKeys();
  const clock = new ManualClock();
  const told: string[] = [];
  const ear = new DownwardEar({
    ...{ address: terminalAddress('bangkok', 'gate-17'), trust, clock, clockIsTrusted: () => true, log: keptLog() },
    onRefused: (_, why) => told.push(why),
  });
  const believed = (): void => void t.fail('believed');
  const handlers: DownwardHandlers = {
    'journal/ack': believed,
    'journal/resend': believed,
    'evidence/ack': believed,
    'gateway/card-status/response': believed,
    'gateway/face-verification/response': believed,
    'gateway/mobile-confirmation/response': believed,
    'gateway/level-up/response': believed,
    'certificate/response': believed,
    'people/desired': believed,
    'people/delta': believed,
    command: believed,
  };
  const topic = 'ridged/v1/bangkok/gate-17/journal/ack';
  const hear = (at: string): Promise<void> =>
    ear.hear({ topic: at, payload: new Uint8Array(3), duplicate: false, retained: false }, handlers);
  for (let n = 0; n < 100; n += 1) await hear(topic);
  t.equal(told.length, 20);
  clock.advance(60_000);
  await hear('ridged/v1/bangkok/gate-17/status');
  t.equal(told.at(-1), 'channel (80 more were not told)');
});
