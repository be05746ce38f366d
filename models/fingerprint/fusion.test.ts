// Two fingers that decide together: the arithmetic, that chance is held, and that one finger is not two.
import t from 'tap';
import { perComparison } from './calibration.ts';
import { decideTogether, expectedFalseCandidates, jointFalseMatchRate, type TwoTouches } from './fusion.ts';
import { seededRandom } from './synthesis/random.ts';

const touches = (first: number, second: number, more: Partial<TwoTouches> = {}): TwoTouches => ({
  first: { finger: 'right-index', falseMatchRate: first },
  second: { finger: 'left-index', falseMatchRate: second },
  fingers: 16_000,
  ofSubject: 2,
  fpir: 1e-3,
  verificationFmr: 1e-4,
  ...more,
});

t.test('the joint rate is the probability of so small a product', async (t) => {
  t.equal(jointFalseMatchRate(1, 1), 1);
  t.equal(jointFalseMatchRate(0.1, 1), jointFalseMatchRate(1, 0.1), 'neither goes before the other');
  t.ok(Math.abs(jointFalseMatchRate(0.1, 0.1) - 0.01 * (1 - Math.log(0.01))) < 1e-15);
  t.ok(jointFalseMatchRate(1e-3, 1e-3) > 1e-6, 'more than the product: there are many ways to it');
  t.equal(jointFalseMatchRate(1e-3, 0), jointFalseMatchRate(1e-3, 1e-9), 'no tail is followed to nothing');
  t.equal(jointFalseMatchRate(7, 1), 1);
});

t.test('of pairs of chance rates a share of the joint rate is as rare', async (t) => {
  const random = seededRandom(3);
  const pairs = 200_000;
  const joints = Array.from({ length: pairs }, () => jointFalseMatchRate(1 - random.next(), 1 - random.next()));
  for (const rate of [0.5, 0.1, 0.01, 0.001]) {
    const share = joints.filter((joint) => joint <= rate).length / pairs;
    t.ok(Math.abs(share / rate - 1) < 4 / Math.sqrt(rate * pairs), `${share} of them at ${rate}`);
  }
});

t.test('two that are each too weak are strong enough together, and two that are weaker are not', async (t) => {
  const alone = perComparison(1e-3, 16_000);
  t.ok(1e-6 > alone && 4e-5 > alone, 'neither by itself');
  t.match(decideTogether(touches(1e-6, 4e-5)), { match: true, threshold: alone });
  t.match(decideTogether(touches(4e-4, 4e-5)), { match: false });
  t.match(decideTogether(touches(1e-6, 1)), { match: false }, 'a finger like nobody’s adds nothing');
  t.equal(decideTogether(touches(6.3e-8, 1)).match, false, 'and takes from what was nearly enough');
});

t.test('whoever follows a person that was nearly known must be that person', async (t) => {
  t.ok(decideTogether(touches(7e-8, 1e-2)).jointFalseMatchRate < perComparison(1e-3, 16_000), 'both together are rare');
  t.equal(decideTogether(touches(7e-8, 1e-2)).match, false, 'but the second is anybody’s');
  t.equal(decideTogether(touches(7e-8, 5.1e-5)).match, false, 'two fingers share the rate of a verification');
  t.equal(decideTogether(touches(7e-8, 4.9e-5)).match, true);
});

t.test('the same finger twice is one finger', async (t) => {
  const second = { finger: 'right-index', falseMatchRate: 1e-6 };
  t.match(decideTogether(touches(1e-6, 1e-6, { second })), { match: false, jointFalseMatchRate: 1 });
});

t.test('whoever has more fingers enrolled, or is one of more, is asked for more', async (t) => {
  const threshold = (more: Partial<TwoTouches>): number => decideTogether(touches(1e-6, 1e-3, more)).threshold;
  t.ok(threshold({ fingers: 32_000 }) < threshold({}));
  t.ok(Math.abs(threshold({ ofSubject: 10 }) / threshold({}) - 1 / 9) < 1e-6);
  t.ok(threshold({ fpir: 1e-2 }) > threshold({}));
});

t.test('the strangers that a gallery offers at a rate are counted', async (t) => {
  t.equal(expectedFalseCandidates(1e-5, 10_000), 0.1);
});
