// Pictures of faces judged: the supplied photos, what was painted into them, and heads made of points.
import t from 'tap';
import type { FaceEngine } from '../engine/face-engine.ts';
import { FaceEngine as Engine } from '../engine/face-engine.ts';
import type { FaceLook } from '../engine/face-tasks.ts';
import type { Face } from '../face.ts';
import { changed, PAINTINGS, painted } from '../fixtures/simulate.ts';
import { MANIFEST, notSupplied, photo, WEIGHTS } from '../fixtures/supplied.ts';
import { headOf } from './head.ts';
import { judgeFace } from './judge-face.ts';
import { cropFor, portraitCrop } from './portrait-crop.ts';
import { SENTENCES } from './sentences.ts';

const never = new AbortController().signal;

/** Eyes 63 mm apart, from the front, so many pixels a millimetre. */
const faceAt = (x: number, y: number, scale: number): Face => ({
  box: { leftPx: x - 70 * scale, topPx: y - 60 * scale, widthPx: 140 * scale, heightPx: 170 * scale },
  landmarks: {
    rightEye: { xPx: x - 31.5 * scale, yPx: y },
    leftEye: { xPx: x + 31.5 * scale, yPx: y },
    nose: { xPx: x, yPx: y + 37 * scale },
    rightMouth: { xPx: x - 25 * scale, yPx: y + 66 * scale },
    leftMouth: { xPx: x + 25 * scale, yPx: y + 66 * scale },
  },
  score: 0.9,
});

t.test('a head from the front is neither turned nor tilted, and a nose to the side turns it', async (t) => {
  const face = faceAt(500, 400, 2);
  const { yaw, pitch, roll, heightPx, betweenEyesPx } = headOf(face);
  for (const angle of [yaw, pitch, roll]) t.ok(Math.abs(angle) < 1, `${angle}`);
  t.ok(Math.abs(heightPx - 2 * 228) < 1 && Math.abs(betweenEyesPx - 126) < 1e-6);
  const aside = { ...face.landmarks, nose: { xPx: 500 + 40, yPx: 474 } };
  t.ok(Math.abs(headOf({ landmarks: aside }).yaw) > 25);
});

t.test(
  'the portrait is upright where the sensor allows it, never enlarged, and none where the head is too small',
  async (t) => {
    const wide = { widthPx: 3840, heightPx: 2160 };
    const upright = cropFor(wide, headOf(faceAt(1900, 1000, 4.5)));
    t.ok(upright && upright.box.widthPx >= 720 && upright.box.heightPx >= 1280);
    t.ok(upright && upright.headShare >= 0.6 && upright.headShare <= 0.8 && upright.box.heightPx > upright.box.widthPx);
    const lying = cropFor({ widthPx: 1280, heightPx: 720 }, headOf(faceAt(640, 340, 2.2)));
    t.match(lying?.box, { leftPx: 0, topPx: 0, widthPx: 1280, heightPx: 720 }, 'all that such a camera has');
    t.equal(cropFor(wide, headOf(faceAt(1900, 1000, 1))), undefined);
    const small = { widthPx: 1280, heightPx: 720, pixels: new Uint8Array(1280 * 720 * 3) };
    t.equal(portraitCrop(small, faceAt(640, 340, 1)), undefined);
    t.equal(portraitCrop(small, faceAt(640, 340, 2.2))?.pixels.length, 1280 * 720 * 3);
  },
);

t.test('an empty picture, a face of one point and a face beyond the edge are judged, not crashed on', async (t) => {
  const image = { widthPx: 200, heightPx: 200, pixels: new Uint8Array(200 * 200 * 3) };
  t.match(judgeFace(image, []), { ok: false, advice: { name: 'face-there' } });
  const point = { xPx: 9, yPx: 9 };
  const landmarks = { rightEye: point, leftEye: point, nose: point, rightMouth: point, leftMouth: point };
  t.match(judgeFace(image, [{ ...faceAt(9, 9, 1), landmarks }]), { ok: false, advice: { name: 'face-there' } });
  const { checks } = judgeFace(image, [faceAt(-500, 900, 3)]);
  t.ok(checks.length > 10 && checks.every(({ value }) => Number.isFinite(value)));
});

t.test('everything that is looked at has a sentence in both languages', async (t) => {
  const image = { widthPx: 1280, heightPx: 720, pixels: new Uint8Array(1280 * 720 * 3).fill(128) };
  const { checks } = judgeFace(image, [faceAt(640, 340, 2.2)]);
  for (const { name } of checks)
    t.ok(
      SENTENCES.some(([known]) => known === name),
      name,
    );
  for (const [name, { th, en }] of SENTENCES) t.ok(/[\u0e00-\u0e7f]/.test(th) && /^[A-Z].*\.$/.test(en), name);
});

t.test('the supplied photos', { skip: notSupplied() }, async (t) => {
  const engine: FaceEngine = await Engine.open({ manifest: MANIFEST, weightsDir: WEIGHTS }, never);
  t.teardown(() => engine[Symbol.asyncDispose]());
  const adviceOn = ({ quality }: FaceLook): string | undefined => quality.advice?.name;
  const good = await photo('stock-emotions-a-1');
  const { faces } = await engine.look(good, never);
  const [face] = faces;
  if (!face) throw new Error('no face is found');

  t.test('a neutral face from the front passes all that is required', async (t) => {
    for (const name of ['stock-emotions-a-1', 'stock-emotions-a-3', 'stock-emotions-a-5']) {
      const { quality } = await engine.look(await photo(name), never);
      const missing = quality.checks.filter(({ ok, required }) => required && !ok).map((check) => check.name);
      t.strictSame(missing, [], name);
    }
  });

  t.test('what spoils a photo is told by its own sentence', async (t) => {
    const wanted = {
      background: 'face-there',
      'group-2': 'single-face',
      'group-3': 'single-face',
      'person-vlado1': 'too-far',
      'stock-emotions-a-2': 'turned',
      'stock-emotions-a-4': 'mouth',
      'stock-emotions-a-6': 'mouth',
      'stock-emotions-a-8': 'mouth',
      'stock-emotions-a-7': 'gaze',
    };
    for (const [name, advice] of Object.entries(wanted)) {
      const look = await engine.look(await photo(name), never);
      t.equal(adviceOn(look), advice, name);
      t.equal(look.quality.ok, false, name);
    }
    const { quality } = await engine.look(await photo('person-vlado5'), never);
    t.match(
      quality.checks.find(({ name }) => name === 'sunglasses'),
      { ok: false, check: 'F09' },
    );
  });

  t.test('what is painted into a good photo is found', async (t) => {
    for (const [name, painting] of Object.entries(PAINTINGS)) {
      const { quality } = await engine.look(await painted(good, face, painting), never);
      t.match(
        quality.checks.find((check) => check.name === name),
        { ok: false },
        name,
      );
    }
    const hat = await painted(good, face, PAINTINGS.forehead);
    const excused = await engine.look(hat, never, { headCover: 'religious' });
    t.notOk(
      excused.quality.checks.some(({ name }) => name === 'forehead'),
      'faith excuses a covered forehead',
    );
  });

  t.test('blur, darkness, glaring light, lost colour and a tilted head are told', async (t) => {
    const changes = {
      sharpness: await changed(good, (picture) => picture.blur(4)),
      brightness: await changed(good, (picture) => picture.linear(0.3, 0)),
      colour: await changed(good, (picture) => picture.modulate({ saturation: 0 })),
      tilted: await changed(good, (picture) => picture.rotate(15, { background: 'black' })),
    };
    for (const [advice, image] of Object.entries(changes)) t.equal(adviceOn(await engine.look(image, never)), advice);
    const glaring = await engine.look(await changed(good, (picture) => picture.linear(1.6, 0)), never);
    t.equal(adviceOn(glaring), 'brightness');
  });
});
