// A command that works in silence says so to whoever watches, and to nobody else.
import { setImmediate } from 'node:timers/promises';
import t from 'tap';
import { ManualClock } from '../../../protocol/index.ts';
import { StillAtIt } from './still-at-it.ts';

function watched(isWatched: boolean) {
  const clock = new ManualClock();
  const told: string[] = [];
  const say = (text: string): void => void told.push(text.trim());
  const pass = async (seconds: number): Promise<void> => {
    for (let at = 0; at < seconds; at += 1) {
      clock.advance(1000);
      await setImmediate();
    }
  };
  const askSecret = async (): Promise<string> => {
    await pass(9);
    return 'secret';
  };
  const still = new StillAtIt({
    out: say,
    err: say,
    clock,
    signal: new AbortController().signal,
    isWatched,
    askSecret,
  });
  return { told, still, pass };
}

t.test('silence is broken after two seconds, then ever more seldom, until the work is over', async (t) => {
  const { told, still, pass } = watched(true);
  const answer = await still.during(async () => {
    await pass(15);
    return 7;
  });
  t.equal(answer, 7);
  t.strictSame(told, ['ridgectl: still at it, 2 s', 'ridgectl: still at it, 6 s', 'ridgectl: still at it, 14 s']);
  await pass(60);
  t.equal(told.length, 3, 'and no more');
});

t.test('a command that speaks for itself is left to speak', async (t) => {
  const { told, still, pass } = watched(true);
  await still.during(async () => {
    for (const part of ['1 of 3', '2 of 3', '3 of 3']) {
      await pass(1);
      still.io.err(part);
    }
  });
  t.strictSame(told, ['1 of 3', '2 of 3', '3 of 3']);
});

t.test('nothing is said into a passphrase that somebody types', async (t) => {
  const { told, still, pass } = watched(true);
  await still.during(async () => {
    await still.io.askSecret?.('passphrase: ');
    await pass(1);
  });
  t.strictSame(told, []);
});

t.test('a script hears nothing of it, and what goes wrong ends it too', async (t) => {
  const script = watched(false);
  await script.still.during(() => script.pass(10));
  t.strictSame(script.told, []);
  const { told, still, pass } = watched(true);
  await t.rejects(
    still.during(async () => {
      throw new Error('no');
    }),
    { message: 'no' },
  );
  await pass(10);
  t.strictSame(told, []);
});
