// Pauses after too many refusals: when they come, how they grow, and that neither restart nor clock shortens them.
import t from 'tap';
import { ManualClock } from '../../protocol/index.ts';
import { type CounterRecord, RetryLimits, type RetryRule } from './retry-limits.ts';

const DELAYS = [30_000, 60_000, 120_000, 240_000, 480_000];
const ONE_TO_MANY: RetryRule = { refusals: 10, windowMs: 60_000, delaysMs: DELAYS };
const ONE_TO_ONE: RetryRule = { refusals: 5, windowMs: null, delaysMs: DELAYS };
const DAY_MS = 86_400_000;

/** Keeps what is written as a disk would: as text. */
class DiskStore {
  readonly #rows = new Map<string, string>();
  writes = 0;

  get(key: string): CounterRecord | undefined {
    const row = this.#rows.get(key);
    return row === undefined ? undefined : JSON.parse(row);
  }
  set(key: string, record: CounterRecord): void {
    this.writes += 1;
    this.#rows.set(key, JSON.stringify(record));
  }
  delete(key: string): void {
    this.writes += 1;
    this.#rows.delete(key);
  }
}

interface Terminal {
  readonly clock: ManualClock;
  readonly store: DiskStore;
  readonly limits: RetryLimits;
}

let boots = 0;

function start(rule: RetryRule, store = new DiskStore(), utcMs?: number): Terminal {
  boots += 1;
  const clock = new ManualClock(utcMs);
  const limits = new RetryLimits({ rule, key: 'terminal', store, clock, bootId: `boot ${boots}` });
  return { clock, store, limits };
}

function refuse({ limits, clock }: Terminal, times: number, everyMs = 1000): void {
  for (let time = 0; time < times; time += 1) {
    clock.advance(everyMs);
    limits.refused();
  }
}

const leftMs = ({ limits }: Terminal): number => {
  const answer = limits.check();
  return answer.allowed ? 0 : answer.retryAfterMs;
};

t.test('ten refusals within a minute pause identification for half a minute', async (t) => {
  const terminal = start(ONE_TO_MANY);
  refuse(terminal, 9);
  t.same(terminal.limits.check(), { allowed: true });
  refuse(terminal, 1);
  t.same(terminal.limits.check(), { allowed: false, retryAfterMs: 30_000, level: 1 });
  terminal.clock.advance(29_999);
  t.equal(leftMs(terminal), 1);
  terminal.clock.advance(1);
  t.same(terminal.limits.check(), { allowed: true });
});

t.test('ten refusals spread over a busy morning pause nobody', async (t) => {
  const terminal = start(ONE_TO_MANY);
  refuse(terminal, 40, 6667);
  t.equal(leftMs(terminal), 0);
});

t.test('each further pause is twice as long, up to eight minutes', async (t) => {
  const terminal = start(ONE_TO_MANY);
  const pauses: number[] = [];
  for (let pause = 0; pause < 7; pause += 1) {
    refuse(terminal, 10);
    pauses.push(leftMs(terminal));
    terminal.clock.advance(leftMs(terminal));
    refuse(terminal, 9);
    t.equal(leftMs(terminal), 0, 'after a pause ten more are needed: one bad finger stops no queue');
    terminal.clock.advance(60_000);
  }
  t.same(pauses, [...DELAYS, 480_000, 480_000]);
});

t.test('an acceptance ends the row, and costs no write where there is none', async (t) => {
  const terminal = start(ONE_TO_MANY);
  refuse(terminal, 10);
  terminal.clock.advance(30_000);
  refuse(terminal, 9);
  terminal.limits.accepted();
  refuse(terminal, 9);
  t.equal(leftMs(terminal), 0);
  refuse(terminal, 1);
  t.equal(leftMs(terminal), 30_000, 'and the next pause is the first again');
  terminal.limits.clear();
  t.equal(leftMs(terminal), 0, 'an operator may end it');
  const { writes } = terminal.store;
  terminal.limits.accepted();
  terminal.limits.check();
  t.equal(terminal.store.writes, writes);
});

t.test('a claimed identity is locked after five failures, and after each further one', async (t) => {
  const terminal = start(ONE_TO_ONE);
  refuse(terminal, 4, 3_600_000);
  t.equal(leftMs(terminal), 0);
  const pauses: number[] = [];
  for (let failure = 0; failure < 6; failure += 1) {
    refuse(terminal, 1, 3_600_000);
    pauses.push(leftMs(terminal));
  }
  t.same(pauses, [...DELAYS, 480_000]);
});

t.test('a poor image does not count, a suspected attack does', async (t) => {
  const terminal = start(ONE_TO_ONE);
  for (let time = 0; time < 20; time += 1) terminal.limits.refused('poor-image');
  t.equal(terminal.store.writes, 0);
  for (let time = 0; time < 5; time += 1) terminal.limits.refused('attack');
  t.equal(leftMs(terminal), 30_000);
});

t.test('a visit that was under way when the pause began makes it neither longer nor shorter', async (t) => {
  const terminal = start(ONE_TO_ONE);
  refuse(terminal, 5);
  terminal.clock.advance(10_000);
  terminal.limits.refused();
  t.same(terminal.limits.check(), { allowed: false, retryAfterMs: 20_000, level: 1 });
});

t.test('whoever sets the wall clock does not move the pause', async (t) => {
  for (const jumpMs of [-DAY_MS, DAY_MS, -30 * 365 * DAY_MS]) {
    const terminal = start(ONE_TO_MANY);
    refuse(terminal, 10);
    terminal.clock.setUtc(terminal.clock.nowMs() + jumpMs);
    t.equal(leftMs(terminal), 30_000);
    terminal.clock.advance(10_000);
    t.equal(leftMs(terminal), 20_000);
    refuse(terminal, 1, 0);
    t.equal(leftMs(terminal), 20_000, 'nor when it is written anew');
    terminal.clock.advance(20_000);
    t.equal(leftMs(terminal), 0);
  }
});

t.test('a wall clock that jumps between refusals neither forgets nor invents any', async (t) => {
  const terminal = start(ONE_TO_MANY);
  refuse(terminal, 5);
  terminal.clock.setUtc(terminal.clock.nowMs() + DAY_MS);
  refuse(terminal, 4);
  terminal.clock.setUtc(terminal.clock.nowMs() - 2 * DAY_MS);
  refuse(terminal, 1);
  t.equal(leftMs(terminal), 30_000);
});

t.test('a restart in the middle of a pause ends it for nobody, whatever the clock says then', async (t) => {
  const before = start(ONE_TO_MANY);
  refuse(before, 10);
  before.clock.advance(20_000);
  const clocks = { kept: before.clock.nowMs() + 5000, lost: 0, 'a day on': before.clock.nowMs() + DAY_MS };
  for (const [name, utcMs] of Object.entries(clocks)) {
    const after = start(ONE_TO_MANY, before.store, utcMs);
    t.ok(leftMs(after) >= 10_000, `clock ${name}: not shorter`);
    t.equal(leftMs(after), 30_000, 'counted anew, since nobody can say how long the terminal was off');
    after.clock.advance(29_999);
    t.equal(leftMs(after), 1);
    after.clock.advance(1);
    t.equal(leftMs(after), 0, 'and it does end');
    refuse(after, 10);
    t.equal(leftMs(after), 60_000, 'the row of pauses goes on');
    before.store.delete('terminal');
    refuse(before, 10);
    before.clock.advance(20_000);
  }
});

t.test('a restarted process under the same boot id locks nobody out for as long as the last one ran', async (t) => {
  const store = new DiskStore();
  const run = (): Terminal => {
    const clock = new ManualClock();
    return { clock, store, limits: new RetryLimits({ rule: ONE_TO_MANY, key: 'k', store, clock, bootId: 'kernel' }) };
  };
  const before = run();
  before.clock.advance(30 * DAY_MS);
  refuse(before, 10);
  const after = run();
  t.equal(leftMs(after), 30_000);
  after.clock.advance(30_000);
  t.equal(leftMs(after), 0);
});

t.test('a restart does not wash off the refusals before it', async (t) => {
  const before = start(ONE_TO_MANY);
  before.clock.advance(1e7);
  refuse(before, 9);
  const after = start(ONE_TO_MANY, before.store, 0);
  t.equal(leftMs(after), 0);
  refuse(after, 1);
  t.equal(leftMs(after), 30_000);
  const claimed = start(ONE_TO_ONE);
  refuse(claimed, 4);
  const again = start(ONE_TO_ONE, claimed.store);
  refuse(again, 1);
  t.equal(leftMs(again), 30_000);
});

t.test('refusals grow old after a restart as well', async (t) => {
  const before = start(ONE_TO_MANY);
  refuse(before, 9);
  const after = start(ONE_TO_MANY, before.store);
  t.equal(leftMs(after), 0);
  after.clock.advance(60_000);
  refuse(after, 1);
  t.equal(leftMs(after), 0);
});

t.test('who cannot count lets nobody try', async (t) => {
  const broken = {
    get: () => {
      throw new Error('disk');
    },
    set: () => undefined,
    delete: () => undefined,
  };
  const limits = new RetryLimits({ rule: ONE_TO_MANY, key: 'k', store: broken, clock: new ManualClock(), bootId: 'b' });
  t.throws(() => limits.check(), /disk/);
});
