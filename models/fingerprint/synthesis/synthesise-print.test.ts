// Synthetic prints: always the same, never alike, and as rich in minutiae as fingers are.
import { createHash } from 'node:crypto';
import t from 'tap';
import type { FingerTemplate, GrayImage } from '../../../protocol/computing.ts';
import { compareTemplates } from '../compare.ts';
import { extractTemplate } from '../extract.ts';
import { PrintFactory, PrintMaker, synthesisePrint, synthesiseTemplate, synthesiseTemplates } from './index.ts';
import { seededRandom } from './random.ts';
import { CLASS_SHARES, type PatternClass, pickClass } from './ridge-flow.ts';

const maker = new PrintMaker();
const never = new AbortController().signal;
const hashOf = ({ pixels }: GrayImage): string => createHash('sha256').update(pixels).digest('hex').slice(0, 16);
const print = (finger: number, impression: number): GrayImage => maker.print({ seed: 1, finger, impression });

/** Scores of first against second impressions: those of one finger, and those of different ones. */
function scores(fingers: readonly (readonly FingerTemplate[])[]): { genuine: number[]; impostor: number[] } {
  const genuine: number[] = [];
  const impostor: number[] = [];
  for (const [i, [first]] of fingers.entries())
    for (const [j, [, second]] of fingers.entries())
      if (first && second) (i === j ? genuine : impostor).push(compareTemplates(first, second));
  return { genuine, impostor };
}

t.test('the same numbers make the same print, on every machine', (t) => {
  t.equal(
    hashOf(print(0, 0)),
    '158b54145b88eab0',
    'a change of the prints is a change of every bench: say so in the README',
  );
  t.equal(hashOf(synthesisePrint({ seed: 1, finger: 0, impression: 0 })), hashOf(print(0, 0)), 'grown anew or kept');
  t.end();
});

t.test('another seed, finger or impression makes another print', (t) => {
  const hashes = [print(0, 0), print(0, 1), print(1, 0), maker.print({ seed: 2, finger: 0, impression: 0 })].map(
    hashOf,
  );
  t.equal(new Set(hashes).size, 4);
  t.end();
});

t.test('a window of any size shows the same finger at its own resolution', (t) => {
  const small = maker.print({ seed: 1, finger: 0, impression: 0, widthPx: 256, heightPx: 288, dpi: 569 });
  t.match(small, { widthPx: 256, heightPx: 288, dpi: 569 });
  t.equal(small.pixels.length, 256 * 288);
  t.throws(() => maker.print({ seed: 1, finger: 0, impression: 0, widthPx: 0 }), { code: 'IMAGE_SIZE' });
  t.end();
});

t.test('a print has as many minutiae as a finger, and impressions of a finger match only each other', (t) => {
  const fingers = [0, 1, 2, 3].map((finger) =>
    [0, 1].map((impression) => extractTemplate(print(finger, impression)).template),
  );
  for (const { minutiae } of fingers.flat())
    t.ok(minutiae.length >= 20 && minutiae.length <= 65, `${minutiae.length} minutiae`);
  const { genuine, impostor } = scores(fingers);
  t.ok(Math.min(...genuine) > 2 * Math.max(...impostor), `${Math.min(...genuine)} against ${Math.max(...impostor)}`);
  t.end();
});

t.test('a finger that slips makes a poorer print', (t) => {
  const order = { seed: 1, finger: 1, impression: 0 };
  const [held, slipped] = [false, true].map((slips) => extractTemplate(maker.print({ ...order, slips })).quality.score);
  t.ok((slipped ?? 100) < (held ?? 0), `${slipped} is poorer than ${held}`);
  t.end();
});

t.test('strewn templates are as alike and as unlike as those of prints', (t) => {
  const fingers = Array.from({ length: 12 }, (_, finger) => synthesiseTemplates({ seed: 3, finger }, [0, 1]));
  for (const { minutiae } of fingers.flat())
    t.ok(minutiae.length >= 20 && minutiae.length <= 70, `${minutiae.length} minutiae`);
  const { genuine, impostor } = scores(fingers);
  t.ok(Math.min(...genuine) > Math.max(...impostor));
  t.strictSame(fingers[4]?.[1], synthesiseTemplate({ seed: 3, finger: 4, impression: 1 }), 'one or many, the same');
  t.end();
});

t.test('pattern classes come in their natural shares', (t) => {
  const counts = new Map<PatternClass, number>();
  const random = seededRandom(7, 'classes');
  for (let i = 0; i < 10_000; i += 1) {
    const name = pickClass(random);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  for (const [name, count] of counts) t.ok(Math.abs(count / 10_000 - CLASS_SHARES[name]) < 0.02, `${name}: ${count}`);
  t.equal(counts.size, 5);
  t.end();
});

t.test('a factory on threads makes the very same prints', async (t) => {
  await using factory = new PrintFactory({ threads: 1 });
  const made = new Map<number, string[]>();
  const orders = [0, 1].map((finger) => ({ seed: 1, finger, impressions: [0, 1] }));
  await factory.printEach(orders, async ({ order, prints }) => void made.set(order.finger, prints.map(hashOf)), never);
  t.strictSame(made.get(0), [hashOf(print(0, 0)), hashOf(print(0, 1))]);
  t.strictSame(made.get(1), [hashOf(print(1, 0)), hashOf(print(1, 1))]);
});
