// A link over connections that break: how soon it is there again says what the one before was good for.
import t, { type Test } from 'tap';
import { KioskError, ManualClock } from '../protocol/index.ts';
import type { Connection } from './connection.ts';
import { keptLog } from './fixtures/surroundings.ts';
import { until } from './fixtures/until.ts';
import { Link } from './link.ts';

const SHORT_MS = 5000;
const LONGEST_MS = 60_000;

/** Connections one after the other; each stands until it is cut. */
function roadTo(t: Test, done: () => number) {
  const clock = new ManualClock();
  let [opened, isOut, lose] = [0, false, () => undefined as unknown];
  const open = async (): Promise<Connection> => {
    if (isOut) throw new KioskError('FLEET_UNREACHABLE');
    opened += 1;
    const lost = new AbortController();
    lose = () => lost.abort(new KioskError('FLEET_UNREACHABLE'));
    const nothing = async (): Promise<void> => undefined;
    return { lost: lost.signal, publish: nothing, subscribe: nothing, close: nothing, cut: () => undefined };
  };
  const use = (_: Connection, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  const link = new Link(
    { open, use, farewell: async () => undefined, done },
    { clock, random: () => 1, log: keptLog() },
  );
  const end = new AbortController();
  link.start(end.signal);
  t.teardown(async () => {
    end.abort();
    await link[Symbol.asyncDispose]();
  });
  const stands = (count: number): Promise<void> =>
    until(`connection ${count} stands`, () => opened === count && link.state.at === 'online');
  return {
    link,
    stands,
    out: (value: boolean) => {
      isOut = value;
    },
    /** What it waits for is over; resolves with its attempt. */
    async waited(ms: number): Promise<void> {
      await until('it waits', () => link.state.at === 'waiting');
      const { attempt } = link.state;
      clock.advance(ms);
      await until('it tries again', () => link.state.attempt !== attempt || link.state.at !== 'waiting');
    },
    async breaks(): Promise<number> {
      clock.advance(SHORT_MS);
      lose();
      await until('it is noticed', () => link.state.at === 'waiting');
      return link.state.attempt;
    },
  };
}

for (const [what, grows, attempt] of [
  ['on which something was done is dialled anew sooner', true, 2],
  ['that was of no use is dialled anew later', false, 4],
] as const)
  t.test(`a short connection ${what}`, async (t) => {
    let done = 0;
    const road = roadTo(t, () => done);
    await road.stands(1);
    road.out(true);
    await road.breaks();
    for (let fails = 0; fails < 3; fails += 1) await road.waited(LONGEST_MS);
    road.out(false);
    await road.waited(LONGEST_MS);
    await road.stands(2);
    if (grows) done += 1;
    t.equal(await road.breaks(), attempt);
  });
