// What whoever keeps the service alive is told, and when it is left without a word.
import t from 'tap';
import { until } from '../../cloud-bridge/fixtures/until.ts';
import { ManualClock } from '../../protocol/index.ts';
import type { Word } from '../machine/index.ts';
import { type SignOfLife, underWatch } from './watchdog.ts';

const PATIENCE_MS = 90_000;
const BEAT_MS = PATIENCE_MS / 3;

/** A service that goes on until it is told to stop, and whoever listens to it. */
function watched(
  signs: readonly SignOfLife[],
  { patienceMs = PATIENCE_MS }: { readonly patienceMs?: number | null } = {},
) {
  const [told, warned, clock]: [Word[], unknown[], ManualClock] = [[], [], new ManualClock()];
  const supervisor = { patienceMs, tell: async (word: Word) => void told.push(word) };
  const stop = new AbortController();
  const serve = (): Promise<string> =>
    new Promise((resolve) => stop.signal.addEventListener('abort', () => resolve('served')));
  const log = { warn: (about: object) => void warned.push(about) };
  const served = underWatch(serve, { supervisor, signs, clock, log }, stop.signal);
  const beat = async (): Promise<void> => {
    const before = told.length + warned.length;
    clock.advance(BEAT_MS);
    await until('it was looked at', () => told.length + warned.length > before);
  };
  return { told, warned, clock, beat, served, stop: () => stop.abort() };
}

t.test('a service whose parts all live says so at every beat, from READY to STOPPING', async (t) => {
  const { told, beat, served, stop } = watched([{ name: 'journal', show: async () => undefined }]);
  await until('it began', () => told.length === 2);
  await beat();
  stop();
  t.equal(await served, 'served');
  t.strictSame(told, ['READY=1', 'WATCHDOG=1', 'WATCHDOG=1', 'STOPPING=1']);
});

t.test('one part that does not live, and nobody is told; once it does again they are', async (t) => {
  let lives = true;
  const show = async (): Promise<void> => {
    if (!lives) throw new Error('no');
  };
  const { told, warned, beat, served, stop } = watched([{ name: 'journal', show }]);
  await until('it began', () => told.length === 2);
  lives = false;
  await beat();
  await beat();
  t.equal(told.length, 2);
  t.strictSame(warned, [{ silent: 'journal' }, { silent: 'journal' }]);
  lives = true;
  await beat();
  t.equal(told.at(-1), 'WATCHDOG=1');
  stop();
  await served;
});

t.test('a part that never answers counts as one that does not live', async (t) => {
  const never: SignOfLife = { name: 'match workers', show: () => new Promise(() => undefined) };
  const { told, warned, served, stop } = watched([never], { patienceMs: 30 });
  await until('it was given up', () => warned.length > 0);
  t.strictSame(warned[0], { silent: 'match workers' });
  stop();
  await served;
  t.strictSame(told, ['READY=1', 'STOPPING=1']);
});

t.test('where no watchdog was asked for none is told', async (t) => {
  const { told, served, stop } = watched([], { patienceMs: null });
  await until('it began', () => told.length === 1);
  stop();
  await served;
  t.strictSame(told, ['READY=1', 'STOPPING=1']);
});

t.test('a service that fails is told to stop, and its fault is the caller’s', async (t) => {
  const told: Word[] = [];
  const supervisor = { patienceMs: PATIENCE_MS, tell: async (word: Word) => void told.push(word) };
  const parts = { supervisor, signs: [], clock: new ManualClock(), log: { warn: () => undefined } };
  const fails = async (): Promise<never> => {
    throw new Error('a bug');
  };
  await t.rejects(underWatch(fails, parts, new AbortController().signal), { message: 'a bug' });
  t.equal(told.at(-1), 'STOPPING=1');
});
