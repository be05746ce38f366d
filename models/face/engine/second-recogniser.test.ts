// Another recogniser than the first, chosen by its name: a stand-in of SFace's shape, as its own weights are not at hand.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { onnxFile } from '../../conversion/onnx-file.ts';
import { sha256Of } from '../../runtime/fixtures/networks.ts';
import type { ModelManifest } from '../../runtime/index.ts';
import type { Face } from '../face.ts';
import { MANIFEST, notSupplied, WEIGHTS } from '../fixtures/supplied.ts';
import { FaceEngine } from './face-engine.ts';

const never = new AbortController().signal;
const product = JSON.parse(readFileSync(MANIFEST, 'utf8')) as ModelManifest;
const LENGTH = 128;
const BIAS = 100;

/** Of the mean of each plane, again and again; the first value is `BIAS` higher, so that the scale shows, too. */
function standIn(length: number): Uint8Array {
  const picks = Float32Array.from({ length: 3 * length }, (_, at) => (at % 3 === Math.floor(at / 3) % 3 ? 1 : 0));
  return onnxFile({
    nodes: [
      { operator: 'GlobalAveragePool', inputs: ['data'], output: 'pooled' },
      { operator: 'Flatten', inputs: ['pooled'], output: 'flat', attributes: { axis: 1 } },
      { operator: 'Gemm', inputs: ['flat', 'w', 'b'], output: 'fc1', attributes: { transB: 1 } },
    ],
    weights: [
      { name: 'w', shape: [length, 3], data: picks },
      { name: 'b', shape: [length], data: Float32Array.from({ length }, (_, at) => (at === 0 ? BIAS : 0)) },
    ],
    inputs: [{ name: 'data', shape: [1, 3, 112, 112] }],
    outputs: [{ name: 'fc1', shape: [1, length] }],
  });
}

/** The product's manifest, SFace's entry naming the stand-in; every other file stays where it is. */
function installed(folder: string, content: Uint8Array): { manifest: string; weightsDir: string } {
  const models = product.models.map((entry) => {
    const file = entry.name === 'sface' ? join(folder, entry.file) : join(WEIGHTS, entry.file);
    if (entry.name !== 'sface') {
      writeFileSync(join(folder, entry.file), entry.optional ? '' : readFileSync(file));
      return entry;
    }
    writeFileSync(file, content);
    return { ...entry, sha256: sha256Of(content), bytes: content.length };
  });
  const manifest = join(folder, 'manifest.json');
  writeFileSync(manifest, JSON.stringify({ ...product, models }));
  return { manifest, weightsDir: folder };
}

t.test('SFace without its file, or with another one, is refused by its name', { skip: notSupplied() }, async (t) => {
  const files = installed(t.testdir(), Uint8Array.of(1));
  const opened = FaceEngine.open({ ...files, manifest: MANIFEST, recogniser: 'sface' }, never);
  await t.rejects(opened, { code: 'MODEL_ALTERED', context: { model: 'sface' } });
  const missing = FaceEngine.open({ manifest: MANIFEST, weightsDir: WEIGHTS, recogniser: 'sface' }, never);
  await t.rejects(missing, { code: 'MODEL_MISSING', context: { model: 'sface', file: /face_recognition_sface/ } });
  const short = installed(t.testdir(), standIn(64));
  await t.rejects(FaceEngine.open({ ...short, recogniser: 'sface' }, never), { code: 'MODEL_UNFIT' });
});

t.test(
  'SFace sees red, green and blue from 0 to 255, decides nothing, and is compared with no other',
  {
    skip: notSupplied(),
  },
  async (t) => {
    const engine = await FaceEngine.open({ ...installed(t.testdir(), standIn(LENGTH)), recogniser: 'sface' }, never);
    t.teardown(() => engine[Symbol.asyncDispose]());
    t.match(engine.models.recogniser, { name: 'sface', version: '2021dec' });
    const colour = [180, 90, 45];
    const pixels = Uint8Array.from({ length: 3 * 640 * 640 }, (_, at) => colour[at % 3] ?? 0);
    const image = { widthPx: 640, heightPx: 640, pixels };
    const template = await engine.embed(image, someFace, never);
    t.equal(template.values.length, LENGTH);
    const [first = 0, green = 0, blue = 0, red = 0] = template.values;
    const shares = [red / green, blue / green, first / green].map((share) => Number(share.toFixed(3)));
    t.strictSame(
      shares,
      [2, 0.5, (180 + BIAS) / 90].map((share) => Number(share.toFixed(3))),
    );
    t.throws(() => engine.compare(template, template), { code: 'MODEL_UNCALIBRATED', context: { model: 'sface' } });
    t.throws(() => engine.threshold(), { code: 'MODEL_UNCALIBRATED' });
    t.ok(Math.abs(engine.likeness(template, template) - 1) < 1e-6, 'for whoever measures its calibration');
    const mobileface = await FaceEngine.open({ manifest: MANIFEST, weightsDir: WEIGHTS }, never);
    t.teardown(() => mobileface[Symbol.asyncDispose]());
    t.throws(() => mobileface.compare(template, template), { code: 'MODEL_UNFIT' }, 'of the other recogniser');
    const own = await mobileface.embed(image, someFace, never);
    t.throws(() => engine.likeness(template, own), { code: 'MODEL_UNFIT' });
  },
);

const at = (xPx: number, yPx: number): { xPx: number; yPx: number } => ({ xPx, yPx });
const someFace: Face = {
  box: { leftPx: 220, topPx: 160, widthPx: 200, heightPx: 280 },
  landmarks: {
    ...{ rightEye: at(280, 270), leftEye: at(360, 270), nose: at(320, 320) },
    ...{ rightMouth: at(288, 370), leftMouth: at(352, 370) },
  },
  score: 1,
};
