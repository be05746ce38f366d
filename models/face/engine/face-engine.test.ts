// The face engine on the supplied photos: who is found where, and how it ends.
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { type Random, seededRandom } from '../../fingerprint/synthesis/index.ts';
import { MANIFEST, notSupplied, photo, photoBytes, WEIGHTS } from '../fixtures/supplied.ts';
import { FaceEngine } from './face-engine.ts';
import type { FaceReference } from './reference-photo.ts';

const never = new AbortController().signal;
const ROUNDS = Number(process.env['RIDGED_MUTATIONS'] ?? 60);

t.test(
  'an engine without its weights says which file is missing, one with others that they were altered',
  async (t) => {
    const folder = t.testdir();
    await t.rejects(FaceEngine.open({ manifest: join(folder, 'none.json') }, never), { code: 'MODEL_MISSING' });
    const empty = { manifest: MANIFEST, weightsDir: folder };
    await t.rejects(FaceEngine.open(empty, never), { code: 'MODEL_MISSING', context: { file: /yunet/ } });
    for (const name of ['yunet_s_320_320.onnx', 'mobileface_id_v2_112.onnx'])
      writeFileSync(join(folder, name), 'altered');
    await t.rejects(FaceEngine.open(empty, never), { code: 'MODEL_ALTERED' });
    const stranger = FaceEngine.open({ ...empty, recogniser: 'nobody' }, never);
    await t.rejects(stranger, { code: 'MODEL_MISSING', context: { name: 'nobody' } });
    copyFileSync(MANIFEST, join(folder, 'manifest.json'));
    await t.rejects(FaceEngine.open({ manifest: join(folder, 'manifest.json') }, never), { code: 'MODEL_ALTERED' });
  },
);

t.test('with the supplied photos', { skip: notSupplied() }, async (t) => {
  const engine = await FaceEngine.open({ manifest: MANIFEST, weightsDir: WEIGHTS }, never);
  t.teardown(() => engine[Symbol.asyncDispose]());
  t.match(engine.models, { detector: { name: /^yunet/ }, recogniser: { name: 'mobileface-id', version: '2' } });

  t.test('every person is found, largest first, their points where a face has them', async (t) => {
    const wanted = { background: 0, 'ai-face': 1, 'person-vlado': 1, 'person-vlado5': 1, 'group-2': 3, 'group-3': 4 };
    const emotions = Array.from({ length: 8 }, (_, at) => [`stock-emotions-a-${at + 1}`, 1] as const);
    for (const [name, count] of [...Object.entries(wanted), ...emotions]) {
      const image = await photo(name);
      const { faces } = await engine.look(image, never);
      t.equal(faces.length, count, name);
      t.strictSame(await engine.find(image, never), faces, `${name}: the same faces where nobody asks for quality`);
      const sizes = faces.map(({ box }) => box.widthPx * box.heightPx);
      t.strictSame(
        sizes,
        [...sizes].sort((a, b) => b - a),
        `${name}: largest first`,
      );
      for (const {
        box,
        landmarks: { rightEye, leftEye, nose, rightMouth, leftMouth },
      } of faces) {
        t.ok(rightEye.xPx < leftEye.xPx && rightMouth.xPx < leftMouth.xPx, `${name}: right is the person's own`);
        t.ok(rightEye.yPx < nose.yPx && nose.yPx < leftMouth.yPx, `${name}: eyes above nose above mouth`);
        t.ok(box.leftPx < nose.xPx && nose.xPx < box.leftPx + box.widthPx, `${name}: within its box`);
        t.ok(box.topPx < leftEye.yPx && leftMouth.yPx < box.topPx + box.heightPx, `${name}: within its box`);
      }
    }
  });

  t.test("the picture stays the caller's, and who has left is let go", async (t) => {
    const image = await photo('person-vlado');
    const before = Uint8Array.from(image.pixels);
    await engine.look(image, never);
    t.ok(Buffer.from(image.pixels).equals(before));
    const gone = AbortSignal.abort(new Error('gone'));
    await t.rejects(engine.look(image, gone), { message: 'gone' });
    await t.rejects(engine.find(image, gone), { message: 'gone' });
    t.ok(Buffer.from(image.pixels).equals(before));
    const broken = { ...image, widthPx: image.widthPx + 1 };
    await t.rejects(engine.look(broken, never), { code: 'IMAGE_SIZE' });
    await t.rejects(engine.find(broken, never), { code: 'IMAGE_SIZE' });
  });

  t.test('mutated photos of a card are a reference, or unusable for a reason', { timeout: 7_200_000 }, async (t) => {
    const { default: sharp } = await import('sharp');
    const [found] = await engine.find(await photo('person-vlado'), never);
    if (!found) throw new Error('no face in the photo');
    const { leftPx, topPx, widthPx, heightPx } = found.box;
    const [left, top] = [leftPx - 0.4 * widthPx, topPx - 0.4 * heightPx].map((side) => Math.max(0, Math.round(side)));
    const head = {
      left: left ?? 0,
      top: top ?? 0,
      width: Math.round(1.8 * widthPx),
      height: Math.round(1.7 * heightPx),
    };
    const whole = sharp(await photoBytes('person-vlado'));
    const card = await whole.extract(head).resize(148, 178, { fit: 'cover' }).jpeg({ quality: 70 }).toBuffer();
    const random = seededRandom(5, 'photos of cards');
    const counts = new Map<string, number>();
    let longestMs = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const bytes = mutated(card, random);
      const startedAt = performance.now();
      const outcome = outcomeOf(await engine.reference(bytes, never));
      longestMs = Math.max(longestMs, performance.now() - startedAt);
      counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    }
    const told = JSON.stringify(Object.fromEntries(counts));
    t.comment(`${ROUNDS} photos of cards: ${told}, the longest ${longestMs.toFixed(1)} ms`);
    t.ok(counts.has('reference') && counts.has('unreadable') && !counts.has('no numbers'), told);
  });
});

/** A JPEG's tables end here: changes behind them leave a picture, bent from there on. */
const BEHIND_TABLES = 620;

function mutated(photoOfCard: Uint8Array, random: Random): Uint8Array {
  const bytes = Uint8Array.from(photoOfCard);
  for (let change = 0; change <= 6 * random.next(); change += 1) {
    const from = random.next() < 0.8 ? BEHIND_TABLES : 0;
    bytes[Math.floor(random.between(from, bytes.length))] = Math.floor(256 * random.next());
  }
  return random.next() < 0.1 ? bytes.subarray(0, Math.floor(bytes.length * random.next())) : bytes;
}

function outcomeOf(reference: FaceReference): string {
  if (reference.kind === 'unusable') return reference.reason;
  return reference.template.values.every(Number.isFinite) ? 'reference' : 'no numbers';
}
