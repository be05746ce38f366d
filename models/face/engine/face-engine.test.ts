// The face engine on the supplied photos: who is found where, and how it ends.
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { MANIFEST, notSupplied, photo, WEIGHTS } from '../fixtures/supplied.ts';
import { FaceEngine } from './face-engine.ts';

const never = new AbortController().signal;

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
});
