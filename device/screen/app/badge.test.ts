// A badge is told from a person by the haste of its reader, and is read whole.
import t from 'tap';
import { badgeIn, burstAfter, NO_BURST, TOO_MANY_CHARACTERS } from './badge.ts';

/** Typed with so many ms from key to key, and Enter as fast. */
function read(text: string, gapMs: number): string | undefined {
  let [burst, now] = [NO_BURST, 1000];
  for (const character of text) {
    burst = burstAfter(burst, character, now);
    now += gapMs;
  }
  return badgeIn(burst, now);
}

t.test('what comes at once with Enter behind it is a badge, with its letters and zeros', async (t) => {
  for (const gapMs of [0, 8, 50]) t.equal(read('AB0012-345', gapMs), 'AB0012-345', `${gapMs} ms`);
});

t.test('what a hand types is none, nor two keys that fall together with Enter', async (t) => {
  t.equal(read('0812345678', 51), undefined);
  t.equal(read('12', 8), undefined);
  t.equal(badgeIn(NO_BURST, 1000), undefined);
});

t.test('a reader that falters is read whole; what somebody typed before is not of the badge', async (t) => {
  const typed = (restMs: number): string | undefined => {
    const begun = burstAfter(burstAfter(NO_BURST, '5', 1000), '9', 1008);
    const at = 1008 + restMs;
    const ended = [...'001'].reduce((burst, digit, index) => burstAfter(burst, digit, at + index * 8), begun);
    return badgeIn(ended, at + 24);
  };
  t.equal(typed(60), '59001');
  t.equal(typed(499), '59001', 'never the tail alone, which may be another’s');
  t.equal(typed(500), '001');
});

t.test('a badge that is longer than any number keeps one character more than a number has', async (t) => {
  t.equal(read('1'.repeat(64), 8)?.length, 64);
  t.equal(read('1'.repeat(500), 8)?.length, TOO_MANY_CHARACTERS);
});
