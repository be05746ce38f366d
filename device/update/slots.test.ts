// Which release runs after whatever happens: a trial that goes well, one that does not, a downgrade, a newer package.
import t from 'tap';
import {
  confirmed,
  emptied,
  lookedAt,
  MOST_LOOKS,
  MOST_STARTS,
  onTrial,
  rebased,
  type Slots,
  slotsOf,
  slotsSchema,
  spareSlot,
  started,
  wentBack,
} from './slots.ts';

const begun = (slots: Slots, times: number): Slots =>
  Array.from({ length: times }).reduce<Slots>((now) => started(now), slots);
const looked = (slots: Slots, times: number): Slots =>
  Array.from({ length: times }).reduce<Slots>((now) => lookedAt(now), slots);

t.test('a release runs well, and the next goes into the other slot', async (t) => {
  const first = confirmed(begun(onTrial(slotsOf(5), 6), 1), 6);
  t.match(first, { active: 'a', holds: { base: 5, a: 6, b: null }, highest: 6, trial: null });
  const second = onTrial(first, 9);
  t.match(second, { active: 'b', holds: { a: 6, b: 9 }, trial: { before: 'a' }, highest: 6 });
  t.equal(spareSlot(confirmed(second, 9)), 'a');
  t.strictSame(slotsSchema.parse(JSON.parse(JSON.stringify(second))), second);
  t.equal(emptied(first).holds.b, null);
});

t.test('one that never runs well is left after three starts, and what ran before runs again', async (t) => {
  const tried = begun(onTrial(confirmed(begun(onTrial(slotsOf(5), 6), 1), 6), 7), MOST_STARTS);
  t.equal(tried.active, 'b');
  const back = started(tried);
  t.match(back, { active: 'a', holds: { a: 6, b: null }, trial: null, failed: [{ release: 7, why: /begun 3 times/ }] });
  t.throws(() => onTrial(back, 7), { code: 'UPDATE_REFUSED', context: { why: /failed here/ } });
  t.equal(onTrial(back, 8).active, 'b', 'a newer one may be tried');
  t.strictSame(started(back), back, 'what runs well is counted no more');
});

t.test(
  'one that runs and is never confirmed is left when it has been looked at too often, whatever time it is',
  async (t) => {
    const staged = onTrial(slotsOf(5), 6);
    t.equal(looked(staged, 9), staged, 'its time counts from its first start');
    const tried = looked(begun(staged, 1), MOST_LOOKS);
    t.equal(tried.active, 'a');
    t.match(lookedAt(tried), { active: 'base', failed: [{ release: 6, why: /within its time/ }] });
    const kept = confirmed(tried, 6);
    t.equal(lookedAt(kept), kept);
  },
);

t.test('nothing below what has run here, nothing twice, nothing during a trial', async (t) => {
  const now = confirmed(begun(onTrial(slotsOf(5), 8), 1), 8);
  for (const release of [1, 5, 7, 8]) t.throws(() => onTrial(now, release), { code: 'UPDATE_REFUSED' });
  t.throws(() => onTrial(onTrial(now, 9), 10), {
    code: 'UPDATE_REFUSED',
    context: { why: /on trial/ },
  });
  t.strictSame(confirmed(onTrial(now, 9), 8), onTrial(now, 9), 'a word of the release before confirms nothing');
  t.match(
    wentBack(now, 'a lamp'),
    { active: 'base', highest: 8, failed: [{ release: 8, why: 'a lamp' }] },
    'one that was kept too',
  );
  t.strictSame(wentBack(slotsOf(5), 'too late'), slotsOf(5), 'there is nothing before the package');
});

t.test('a newer package runs, and what was staged above it stays', async (t) => {
  const staged = confirmed(begun(onTrial(slotsOf(5), 8), 1), 8);
  t.match(rebased(staged, 9), { active: 'base', holds: { base: 9, a: 8 }, highest: 9 });
  t.match(rebased(staged, 6), { active: 'a', holds: { base: 6, a: 8 }, highest: 8 });
  t.equal(rebased(staged, 5), staged);
  t.match(rebased(onTrial(staged, 9), 10), { active: 'base', trial: null });
});
