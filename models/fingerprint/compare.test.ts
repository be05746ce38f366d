import t from 'tap';
import { FINGER_POSITIONS, type GrayImage } from '../../protocol/computing.ts';
import { scoreAtFalseMatchRate } from './calibration.ts';
import { Comparator, comparePacked, compareTemplates } from './compare.ts';
import { COMPARISON } from './comparison/parameters.ts';
import { extractTemplate } from './extract.ts';
import { arraysWithin } from './fixtures/arrays-within.ts';
import { impressedAgain, moved, seeded, strewn } from './fixtures/patterns.ts';
import { MAX_PACKED_WORDS, PACKED, prepare, rowWords, withoutRidges } from './pack.ts';
import { synthesisePrint } from './synthesis/index.ts';

const SMALL = { widthPx: 256, heightPx: 288 };
const empty = { widthPx: 300, heightPx: 300, dpi: 500, quality: 0, minutiae: [] };

t.test('a finger matches itself however it is turned and wherever it lies', async (t) => {
  const finger = strewn(seeded(1));
  const threshold = scoreAtFalseMatchRate(1e-6);
  for (let degrees = 0; degrees < 360; degrees += 45) {
    const by = { angle: (degrees * Math.PI) / 180, right: 40 - degrees / 4, down: degrees / 5 };
    t.ok(compareTemplates(finger, moved(finger, by)) > threshold, `${degrees} degrees`);
  }
});

t.test('a second impression with missed, false and displaced minutiae matches, another finger does not', async (t) => {
  const random = seeded(7);
  const threshold = scoreAtFalseMatchRate(1e-4);
  let [mates, nonMates] = [0, 0];
  for (let round = 0; round < 40; round += 1) {
    const finger = strewn(random);
    const again = moved(impressedAgain(finger, random), { angle: random() - 0.5, right: 20, down: -15 });
    if (compareTemplates(finger, again) > threshold) mates += 1;
    if (compareTemplates(strewn(random), again) > threshold) nonMates += 1;
  }
  t.ok(mates >= 38, `${mates} of 40 mates`);
  t.equal(nonMates, 0);
});

t.test('a score does not depend on which comes first', async (t) => {
  const random = seeded(3);
  for (let round = 0; round < 20; round += 1) {
    const finger = strewn(random);
    const other = round % 2 === 0 ? impressedAgain(finger, random) : strewn(random);
    t.equal(compareTemplates(finger, other), compareTemplates(other, finger));
  }
});

t.test('a template of another resolution is the same finger', async (t) => {
  const finger = strewn(seeded(5));
  const minutiae = finger.minutiae.map((minutia) => ({ ...minutia, x: minutia.x * 2, y: minutia.y * 2 }));
  t.ok(compareTemplates(finger, { ...finger, dpi: 1000, minutiae }) > scoreAtFalseMatchRate(1e-6));
});

t.test('nothing, one minutia, or many on one spot compare without a fault', async (t) => {
  const finger = strewn(seeded(9));
  const [minutia] = finger.minutiae;
  const heap = Array.from(
    { length: 200 },
    () => minutia ?? { x: 0, y: 0, angle: 0, kind: 'other' as const, quality: 0 },
  );
  for (const minutiae of [[], heap.slice(0, 1), heap])
    for (const other of [finger, empty, { ...finger, minutiae }]) {
      const score = compareTemplates({ ...finger, minutiae }, other);
      t.ok(score >= 0 && Number.isFinite(score));
    }
  for (const dpi of [0, Number.NaN, 64_000])
    t.throws(() => prepare({ ...finger, dpi }), { code: 'TEMPLATE_MALFORMED' });
});

t.test('templates lie side by side in shared memory and are compared where they lie', async (t) => {
  const random = seeded(11);
  const fingers = Object.keys(FINGER_POSITIONS).map(() => strewn(random));
  const gallery = new Int32Array(new SharedArrayBuffer(4 * MAX_PACKED_WORDS * fingers.length));
  fingers.forEach((finger, slot) => {
    gallery.set(prepare(finger), slot * MAX_PACKED_WORDS);
  });
  const comparator = new Comparator();
  const [probe = empty] = fingers;
  fingers.forEach((finger, slot) => {
    const packed = prepare(finger);
    t.equal(packed.length, packed[0]);
    t.equal(packed.length, PACKED.headerWords + rowWords(finger.minutiae.length) * PACKED.rows);
    t.equal(
      comparator.compare(prepare(probe), gallery, slot * MAX_PACKED_WORDS),
      comparePacked(prepare(probe), packed),
    );
  });
});

t.test('only the best minutiae are kept where there are too many', async (t) => {
  const packed = prepare(strewn(seeded(13), 200));
  t.equal(packed[1], COMPARISON.maxMinutiae);
  t.ok(packed.length < MAX_PACKED_WORDS);
});

const size = { widthPx: 256, heightPx: 288 };
const printOf = (finger: number, impression: number): GrayImage =>
  synthesisePrint({ seed: 31, finger, impression, ...size });
const packedOf = (picture: GrayImage): Int32Array => prepare(extractTemplate(picture).template);

/** A quarter turn clockwise: no pixel is changed. */
function turned({ widthPx, heightPx, dpi, pixels }: GrayImage): GrayImage {
  const at = (x: number, y: number): number => pixels[(heightPx - 1 - x) * widthPx + y] ?? 0;
  const quarter = Uint8Array.from(pixels, (_, index) => at(index % heightPx, Math.floor(index / heightPx)));
  return { widthPx: heightPx, heightPx: widthPx, dpi, pixels: quarter };
}

const [first, second, other] = [printOf(1, 0), printOf(1, 1), printOf(2, 0)];
const [one, again, stranger] = [packedOf(first), packedOf(second), packedOf(other)];
const comparator = new Comparator();

t.test('prints are compared by minutiae and ridges, in either order', async (t) => {
  t.ok(comparator.compare(one, again) > scoreAtFalseMatchRate(1e-6));
  t.ok(comparator.compare(one, stranger) < scoreAtFalseMatchRate(1e-3));
  t.equal(comparator.compare(one, again), comparator.compare(again, one));
  t.equal(comparator.compare(one, stranger), comparator.compare(stranger, one));
});

t.test('where few minutiae are left ridges recognise what these alone do not', async (t) => {
  const few = (picture: GrayImage): Int32Array => {
    const { template } = extractTemplate(picture);
    return prepare({ ...template, minutiae: template.minutiae.slice(0, 9) });
  };
  const [own, foreign] = [few(second), few(other)];
  t.ok(comparator.compare(few(first), own) > scoreAtFalseMatchRate(1e-4));
  t.ok(comparator.likeness(few(first), own) < scoreAtFalseMatchRate(1e-3));
  t.ok(comparator.compare(few(first), foreign) < scoreAtFalseMatchRate(1e-3));
});

t.test('a finger laid on in any direction is the same finger', async (t) => {
  let picture = second;
  for (const degrees of [90, 180, 270]) {
    picture = turned(picture);
    t.ok(comparator.compare(one, packedOf(picture)) > scoreAtFalseMatchRate(1e-6), `${degrees} degrees`);
  }
});

t.test('a template without ridges is compared by its minutiae, on whichever side it is', async (t) => {
  const bare = withoutRidges(again);
  t.equal(bare.length, bare[0]);
  t.equal(comparator.compare(one, bare), comparator.likeness(one, again));
  t.equal(comparator.compare(bare, one), comparator.likeness(one, again));
});

t.test('where there is no minutia at all the ridges still tell', async (t) => {
  const ridgesOf = (picture: GrayImage): Int32Array => prepare({ ...extractTemplate(picture).template, minutiae: [] });
  const own = comparator.compare(ridgesOf(first), ridgesOf(second));
  const foreign = comparator.compare(ridgesOf(first), ridgesOf(other));
  t.ok(own > foreign, `${own} against ${foreign}`);
  t.ok(foreign >= 0 && foreign < scoreAtFalseMatchRate(1e-3));
});

t.test('nothing of two prints is left in a comparator that has ended', async (t) => {
  const comparator = new Comparator();
  const [own, again] = [0, 1].map((impression) => {
    return prepare(extractTemplate(synthesisePrint({ seed: 51, finger: 0, impression, ...SMALL })).template);
  });
  if (own === undefined || again === undefined) throw new Error('two prints are needed');
  const before = (await arraysWithin(comparator)).filter(({ filled }) => filled > 0);
  t.ok(comparator.compare(own, again) > 0);
  t.ok((await arraysWithin(comparator)).filter(({ filled }) => filled > 0).length > before.length + 20);
  comparator.end();
  t.strictSame(
    (await arraysWithin(comparator)).filter(({ filled }) => filled > 0),
    before,
  );
  t.strictSame(before, [], 'nor are there constants among them');
});
