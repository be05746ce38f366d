// Which release runs after whatever happens: a trial that goes well, one that does not, a downgrade, a newer package.
import t from 'tap';
import {
  confirmed,
  emptied,
  MOST_STARTS,
  onTrial,
  rebased,
  type Slots,
  slotsOf,
  slotsSchema,
  spareSlot,
  started,
  TRIAL_MS,
  wentBack,
} from './slots.ts';

const begun = (slots: Slots, times: number, atMs = 1000): Slots =>
  Array.from({ length: times }).reduce<Slots>((now) => started(now, atMs), slots);

t.test('a release runs well, and the next goes into the other slot', async (t) => {
  const first = confirmed(begun(onTrial(slotsOf(5), 6, 0), 1), 6);
  t.match(first, { active: 'a', holds: { base: 5, a: 6, b: null }, highest: 6, trial: null });
  const second = onTrial(first, 9, 0);
  t.match(second, { active: 'b', holds: { a: 6, b: 9 }, trial: { before: 'a' }, highest: 6 });
  t.equal(spareSlot(confirmed(second, 9)), 'a');
  t.strictSame(slotsSchema.parse(JSON.parse(JSON.stringify(second))), second);
  t.equal(emptied(first).holds.b, null);
});

t.test('one that never runs well is left after three starts, and what ran before runs again', async (t) => {
  const tried = begun(onTrial(confirmed(begun(onTrial(slotsOf(5), 6, 0), 1), 6), 7, 0), MOST_STARTS);
  t.equal(tried.active, 'b');
  const back = started(tried, 1000);
  t.match(back, { active: 'a', holds: { a: 6, b: null }, trial: null, failed: [{ release: 7, why: /begun 3 times/ }] });
  t.throws(() => onTrial(back, 7, 0), { code: 'UPDATE_REFUSED', context: { why: /failed here/ } });
  t.equal(onTrial(back, 8, 0).active, 'b', 'a newer one may be tried');
  t.strictSame(started(back, 2000), back, 'what runs well is counted no more');
});

t.test('one that runs and is never confirmed is left when its time is over, by the next start', async (t) => {
  const tried = begun(onTrial(slotsOf(5), 6, 500_000), 1, 900_000);
  t.equal(started(tried, 900_000 + TRIAL_MS).active, 'a', 'its time counts from its first start');
  t.match(started(tried, 900_001 + TRIAL_MS), { active: 'base', failed: [{ release: 6, why: /within 10 minutes/ }] });
});

t.test('nothing below what has run here, nothing twice, nothing during a trial', async (t) => {
  const now = confirmed(begun(onTrial(slotsOf(5), 8, 0), 1), 8);
  for (const release of [1, 5, 7, 8]) t.throws(() => onTrial(now, release, 0), { code: 'UPDATE_REFUSED' });
  t.throws(() => onTrial(onTrial(now, 9, 0), 10, 0), {
    code: 'UPDATE_REFUSED',
    context: { why: /on trial/ },
  });
  t.strictSame(confirmed(onTrial(now, 9, 0), 8), onTrial(now, 9, 0), 'a word of the release before confirms nothing');
  t.strictSame(wentBack(now, 'too late'), now);
});

t.test('a newer package runs, and what was staged above it stays', async (t) => {
  const staged = confirmed(begun(onTrial(slotsOf(5), 8, 0), 1), 8);
  t.match(rebased(staged, 9), { active: 'base', holds: { base: 9, a: 8 }, highest: 9 });
  t.match(rebased(staged, 6), { active: 'a', holds: { base: 6, a: 8 }, highest: 8 });
  t.equal(rebased(staged, 5), staged);
  t.match(rebased(onTrial(staged, 9, 0), 10), { active: 'base', trial: null });
});
