// Records and pictures that were cut, bent and made up: an answer or a fault of ours, never a crash, a hang or a flood of memory.
// `make torture` runs a hundred thousand of them; here a seeded sample.
import t from 'tap';
import { type Random, upTo } from '../../protocol/base/fixtures/mutations.ts';
import { decodeFingerMinutiae, type FingerTemplate, type GrayImage, isFault } from '../../protocol/computing.ts';
import { Comparator } from './compare.ts';
import { extractTemplate } from './extract.ts';
import { seeded } from './fixtures/patterns.ts';
import { prepare } from './pack.ts';
import { recordOf } from './record.ts';
import { synthesisePrint } from './synthesis/index.ts';

const ROUNDS = Number(process.env['RIDGED_MUTATIONS'] ?? 1500);
/** A picture takes as long as some dozen records. */
const PICTURES = Math.ceil(ROUNDS / 50);
/** Judged in the long run only: a machine that runs every test is busy. */
const LONGEST_MS = ROUNDS < 10_000 ? Number.POSITIVE_INFINITY : 1000;
const MOST_BYTES = 256 * 2 ** 20;

const print = synthesisePrint({ seed: 12, finger: 0, impression: 0, widthPx: 200, heightPx: 220 });
const whole = recordOf(extractTemplate(print).template);

const RECORD_MUTATIONS: readonly ((bytes: Uint8Array, random: Random) => Uint8Array)[] = [
  (bytes, random) => bytes.slice(0, upTo(random, bytes.length)),
  (bytes, random) => changed(bytes, random, 1 + upTo(random, 4)),
  (bytes, random) => changed(bytes, random, 1 + upTo(random, bytes.length)),
  // Of a length that the header states, so that what lies behind it is reached.
  (bytes, random) => withLength(changed(bytes, random, 20).slice(0, 32 + upTo(random, bytes.length - 32))),
  (bytes, random) => withLength(Uint8Array.of(...bytes, ...Array.from({ length: 40 }, () => upTo(random, 256)))),
  (_, random) => Uint8Array.from({ length: upTo(random, 400) }, () => upTo(random, 256)),
];

function changed(bytes: Uint8Array, random: Random, count: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  for (let index = 0; index < count; index += 1) copy[upTo(random, copy.length)] = upTo(random, 256);
  return copy;
}

/** ISO/IEC 19794-2:2005, clause 7.3: the length of the record stands in bytes 8 to 11. */
function withLength(bytes: Uint8Array): Uint8Array {
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).setUint32(8, bytes.length);
  return bytes;
}

/** What became of it, or undefined where it was refused as it should be. */
function answered<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (fault) {
    if (isFault(fault)) return undefined;
    throw fault;
  }
}

t.test('records', { timeout: 3_600_000 }, async (t) => {
  const random = seeded(41);
  const comparator = new Comparator();
  const own = prepare(decodeFingerMinutiae(whole));
  let [read, longestMs] = [0, 0];
  const before = process.memoryUsage().rss;
  for (let round = 0; round < ROUNDS; round += 1) {
    const record = RECORD_MUTATIONS[round % RECORD_MUTATIONS.length]?.(whole, random) ?? whole;
    const startedMs = performance.now();
    const packed = answered(() => prepare(decodeFingerMinutiae(record)));
    if (packed !== undefined) {
      const score = comparator.compare(own, packed);
      if (!(score >= 0 && Number.isFinite(score))) t.fail(`round ${round}: ${score}`);
      read += 1;
    }
    longestMs = Math.max(longestMs, performance.now() - startedMs);
  }
  t.ok(read > ROUNDS / 20 && read < ROUNDS, `${read} of ${ROUNDS} were read all the same`);
  t.ok(longestMs < LONGEST_MS, `the longest took ${longestMs.toFixed(0)} ms`);
  t.ok(process.memoryUsage().rss - before < MOST_BYTES, 'no flood of memory');
});

const pictureOf = (widthPx: number, heightPx: number, grey: (at: number) => number): GrayImage => ({
  widthPx,
  heightPx,
  dpi: 500,
  pixels: Uint8Array.from({ length: Math.max(0, widthPx * heightPx) }, (_, at) => grey(at)),
});

const PICTURE_MUTATIONS: readonly ((random: Random) => GrayImage)[] = [
  (random) => pictureOf(1 + upTo(random, 40), 1 + upTo(random, 40), () => upTo(random, 256)),
  () => pictureOf(1, 1, () => 0),
  () => pictureOf(0, 0, () => 0),
  () => pictureOf(200, 200, () => 0),
  () => pictureOf(200, 200, () => 255),
  (random) => pictureOf(180, 200, () => upTo(random, 256)),
  (random) => ({ ...print, pixels: print.pixels.subarray(0, upTo(random, print.pixels.length)) }),
  (random) => ({ ...print, widthPx: upTo(random, 100_000), heightPx: upTo(random, 100_000) }),
  (random) => ({ ...print, dpi: [0, -1, Number.NaN, 1, 249, 1201, 1e9][upTo(random, 7)] ?? 0 }),
  (random) => ({ ...print, dpi: 250 + upTo(random, 950) }),
  (random) => ({ ...print, pixels: changed(print.pixels, random, upTo(random, print.pixels.length)) }),
];

t.test('pictures', { timeout: 3_600_000 }, async (t) => {
  const random = seeded(43);
  let [extracted, longestMs] = [0, 0];
  const before = process.memoryUsage().rss;
  for (let round = 0; round < PICTURES; round += 1) {
    const picture = PICTURE_MUTATIONS[round % PICTURE_MUTATIONS.length]?.(random) ?? print;
    const startedMs = performance.now();
    const found: FingerTemplate | undefined = answered(() => extractTemplate(picture).template);
    longestMs = Math.max(longestMs, performance.now() - startedMs);
    if (found === undefined) continue;
    extracted += 1;
    const isInside = found.minutiae.every(({ x, y }) => x >= 0 && y >= 0 && x <= found.widthPx && y <= found.heightPx);
    if (!isInside) t.fail(`round ${round}: a minutia outside the picture`);
  }
  t.ok(extracted > PICTURES / 4 && extracted < PICTURES, `${extracted} of ${PICTURES} were pictures all the same`);
  t.ok(longestMs < LONGEST_MS, `the longest took ${longestMs.toFixed(0)} ms`);
  t.ok(process.memoryUsage().rss - before < MOST_BYTES, 'no flood of memory');
});
