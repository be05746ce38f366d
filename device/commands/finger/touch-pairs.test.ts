// Two touches of a person, counted by hand: who is asked, what decides, and what strangers get.
import t from 'tap';
import { POLICY } from '../../config/index.ts';
import { PairScores } from './compare-set.ts';
import type { PrintSet } from './print-set.ts';
import { JOINT_RATES, noFollowed, noGenuine, noImpostors, TouchPairs } from './touch-pairs.ts';

const FINGERS = ['a', 'b', 'c', 'd'];
/** Each finger enrolled once and touched once; a template is the number of its finger. */
const set: PrintSet = {
  name: 'by hand',
  extractMs: [],
  prints: FINGERS.flatMap((finger, number) =>
    [1, 2].map((impression) => ({
      ...{ name: `${finger}_${impression}`, finger, impression, minutiae: 40, quality: 50, signs: [] },
      template: Int32Array.of(number, impression),
    })),
  ),
};

const DECISIVE = 90;
/** In a gallery of 16,000 fingers too low to decide, and far too high for chance. */
const OPEN = 58;
/** Verifies a person, and is too common in such a gallery to ask anybody. */
const LIKELY = 50;

/** @param scores of a touch and an enrolled finger, such as `ab`: touch of a, finger b; 0 where left out */
function pairs(scores: Readonly<Record<string, number>>): TouchPairs {
  const compare = (touch: Int32Array, enrolled: Int32Array): number =>
    scores[`${FINGERS[touch[0] ?? 0]}${FINGERS[enrolled[0] ?? 0]}`] ?? 0;
  return new TouchPairs(set, { enrolled: 1, gallery: 16_000, policy: POLICY }, new PairScores(compare));
}

const OWN = { aa: OPEN, bb: LIKELY, cc: DECISIVE };

t.test(
  'each touch is followed by each of another finger: accepted, asked, settled by the one or by both',
  async (t) => {
    const tally = noGenuine();
    pairs(OWN).countGenuine(tally);
    t.strictSame(tally, { accepted: 3, refused: 9, asked: 3, byItself: 3, together: 1 });
  },
);

t.test('strangers are counted against every person that none of their fingers is of', async (t) => {
  const nobody = noImpostors();
  pairs(OWN).countImpostors(nobody);
  t.match(nobody, { pairs: 12, accepted: 0, asked: 0, together: 0 });
  t.ok(JOINT_RATES.every((rate) => nobody.atJointRate.get(rate) === 0));

  const alike = noImpostors();
  pairs({ ...OWN, ac: OPEN, bd: LIKELY }).countImpostors(alike);
  t.match(alike, { pairs: 12, accepted: 0, asked: 2, together: 1 });
  t.equal(alike.atJointRate.get(1e-5), 2, 'whichever finger comes first');
});

t.test('a person who was asked, and then each stranger', async (t) => {
  const tally = noFollowed();
  pairs(OWN).countFollowed(tally);
  t.strictSame(tally, { pairs: 6, together: 0 }, 'a is asked as three persons, and two others follow each');
  const alike = noFollowed();
  pairs({ ...OWN, cb: LIKELY }).countFollowed(alike);
  t.strictSame(alike, { pairs: 6, together: 1 }, 'c verifies the person of a and b');
});
