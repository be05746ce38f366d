// What a record carries of its cylinders: the same words as measuring them would give, or they are measured.
import { createHash } from 'node:crypto';
import t from 'tap';
import { decodeFingerMinutiae, encodeFingerMinutiae, type FingerTemplate } from '../../protocol/computing.ts';
import { comparePacked } from './compare.ts';
import { CODES, encodeCodes } from './comparison/codes.ts';
import { COMPARISON, CYLINDER } from './comparison/parameters.ts';
import { extractTemplate } from './extract.ts';
import { seeded, strewn } from './fixtures/patterns.ts';
import { ownerOf, PACKED, type PackedTemplate, prepare, rowWords } from './pack.ts';
import { asRecorded, recordOf } from './record.ts';
import { synthesisePrint } from './synthesis/index.ts';

const finger = strewn(seeded(51));
const print = synthesisePrint({ seed: 51, finger: 0, impression: 0, widthPx: 200, heightPx: 220 });
const templates: Readonly<Record<string, FingerTemplate>> = {
  strewn: finger,
  'of another resolution': { ...finger, dpi: 569 },
  'of the lowest resolution': { ...finger, dpi: 250 },
  'of the highest resolution': { ...finger, dpi: 1200 },
  'of one minutia': { ...finger, minutiae: finger.minutiae.slice(0, 1) },
  empty: { ...finger, minutiae: [] },
  'of too many minutiae': strewn(seeded(52), 200),
  'with ridges': extractTemplate(print).template,
};

const loaded = (record: Uint8Array): PackedTemplate => prepare(decodeFingerMinutiae(record));
/** Of the record without codes, as it was written before there were any. */
const measured = (template: FingerTemplate): PackedTemplate => loaded(encodeFingerMinutiae(template));

t.test('a finger just enrolled and the same loaded from its record are the same words', async (t) => {
  for (const [name, template] of Object.entries(templates)) {
    const words = prepare(asRecorded(template));
    t.strictSame(loaded(recordOf(template)), words, name);
    t.strictSame(measured(template), words, `${name}, measured anew`);
  }
});

t.test('what was recorded is recorded again without a change', async (t) => {
  for (const [name, template] of Object.entries(templates)) {
    const recorded = asRecorded(template);
    t.strictSame(asRecorded(recorded), recorded, name);
    t.strictSame(recordOf(recorded, { position: 'left-thumb' }), recordOf(template, { position: 'left-thumb' }), name);
  }
});

t.test('a record grows by ten bytes and sixteen for each minutia that is compared', async (t) => {
  for (const template of Object.values(templates)) {
    const compared = Math.min(COMPARISON.maxMinutiae, template.minutiae.length);
    t.equal(recordOf(template).length - encodeFingerMinutiae(template).length, 10 + 16 * compared);
  }
});

/** The record of the finger, its codes changed. */
const withCodes = (change: (codes: Uint8Array) => Uint8Array): FingerTemplate => {
  const recorded = asRecorded(finger);
  return { ...recorded, codes: change(recorded.codes ?? new Uint8Array()) };
};
const set =
  (at: number, value: number) =>
  (codes: Uint8Array): Uint8Array => {
    codes[at] = value;
    return codes;
  };

/** Codes as nobody measured them, and right in all else. */
const forged = (word: (at: number) => number): Uint8Array => {
  const owner = ownerOf(measured(finger));
  const cylinders = Int32Array.from({ length: owner.count * CYLINDER.words }, (_, at) => word(at));
  return encodeCodes(cylinders, owner);
};

t.test('codes that fit are taken as they are: that is what makes loading quick', async (t) => {
  const filled = prepare(withCodes(() => forged((at) => at)));
  const secondWords = PACKED.headerWords + 4 * rowWords(finger.minutiae.length);
  t.strictSame([...filled.subarray(secondWords, secondWords + 3)], [1, 5, 9]);
});

t.test('codes that do not fit are measured anew', async (t) => {
  const wrong = forged(() => -1);
  const words = measured(finger);
  t.notSame(prepare(withCodes(() => wrong)), words, 'they would show');
  const cases: Readonly<Record<string, (codes: Uint8Array) => Uint8Array>> = {
    'of a later version': set(0, CODES.version + 1),
    'of another number of minutiae': set(1, finger.minutiae.length - 1),
    'of other minutiae': set(2, 0x55),
    damaged: set(CODES.headerBytes + 3, 0x12),
    'too short': (codes) => codes.slice(0, -1),
    'too long': (codes) => Uint8Array.of(...codes, 0),
    'of a header alone': (codes) => codes.slice(0, CODES.headerBytes),
    none: () => new Uint8Array(),
  };
  for (const [name, change] of Object.entries(cases)) {
    const template = withCodes(() => change(Uint8Array.from(wrong)));
    t.strictSame(prepare(template), words, name);
    t.strictSame(loaded(encodeFingerMinutiae(template)), words, `${name}, in a record`);
  }
});

t.test(
  'a minutia that was moved, turned or taken away after the codes were measured makes them count no more',
  async (t) => {
    const recorded = asRecorded(finger);
    const [first, ...others] = recorded.minutiae;
    if (first === undefined) throw new Error('there is a minutia');
    for (const minutiae of [
      [{ ...first, x: first.x + 1 }, ...others],
      [{ ...first, angle: (first.angle + Math.PI) % (2 * Math.PI) }, ...others],
      [...others, first],
      others,
    ]) {
      const changed = { ...recorded, minutiae };
      t.strictSame(prepare(changed), measured(changed));
      t.notSame(prepare(changed), prepare(recorded));
    }
  },
);

t.test('codes of any bits are compared without a fault', async (t) => {
  const random = seeded(53);
  const fill = (word: () => number): PackedTemplate => prepare(withCodes(() => forged(word)));
  const odd = [fill(() => -1), fill(() => 0), fill(() => Math.floor(2 ** 32 * random()))];
  for (const one of odd)
    for (const other of [...odd, measured(finger)]) {
      const score = comparePacked(one, other);
      t.ok(score >= 0 && Number.isFinite(score), `${score}`);
    }
});

t.test('whoever changes a bit of a cylinder raises the version of the codes', async (t) => {
  const digest = createHash('sha256');
  for (let seed = 0; seed < 40; seed += 1) digest.update(asRecorded(strewn(seeded(60 + seed), 60)).codes ?? '');
  t.equal(digest.digest('hex').slice(0, 16), '4c1af21958438a1e', 'after raising CODES.version: the new digest');
  t.equal(CODES.version, 1);
});
