// The reasons for a poor impression, each drawn on purpose from one synthetic finger.
import t from 'tap';
import type { GrayImage } from '../../../protocol/computing.ts';
import { extractTemplate } from '../extract.ts';
import { growMaster } from '../synthesis/master-print.ts';
import { pressFinger } from '../synthesis/press-finger.ts';
import { planTouch, type Touch } from '../synthesis/touch.ts';
import type { FingerQuality } from '../types.ts';

const master = growMaster({ seed: 5, finger: 0 });
const other = growMaster({ seed: 9, finger: 3 });
const flawless = planTouch({ seed: 5, finger: 0, impression: 0 }, { carelessness: 0 });
const window = { widthPx: 388, heightPx: 374, dpi: 500, impression: 0 };

const press = (change: Partial<Touch> = {}, of = master): GrayImage =>
  pressFinger(of, { ...flawless, ...change }, window);

const changed = (image: GrayImage, grey: (grey: number, at: number) => number): GrayImage => ({
  ...image,
  pixels: image.pixels.map((value, at) => Math.max(0, Math.min(255, Math.round(grey(value, at))))),
});

/** What a sensor with a dark, flat picture makes of it. */
const dull = (image: GrayImage): GrayImage => changed(image, (grey) => 60 + 0.5 * grey);

const qualityOf = (image: GrayImage): FingerQuality => extractTemplate(image).quality;
const good = qualityOf(press());

t.test('a good print has no reason and a high score, whole and in a small window', async (t) => {
  t.strictSame(good.reasons, []);
  t.ok(good.score > 80, `${good.score}`);
  const small = pressFinger(master, flawless, { ...window, widthPx: 256, heightPx: 288 });
  t.strictSame(qualityOf(small).reasons, []);
});

t.test('the same finger on a dull sensor is as good', async (t) => {
  const { reasons, score } = qualityOf(dull(press()));
  t.strictSame(reasons, []);
  t.ok(Math.abs(score - good.score) <= 10, `${score} and ${good.score}`);
});

t.test('a dry finger leaves thin, broken ridges, on whichever sensor', async (t) => {
  const dry = press({ pressure: -5.5, dryness: 0.6 });
  for (const seen of [dry, dull(dry)]) t.strictSame(qualityOf(seen).reasons, ['too-dry']);
});

t.test('a wet finger fills its valleys, on whichever sensor', async (t) => {
  const wet = press({ pressure: 3.2 });
  for (const seen of [wet, dull(wet)]) t.strictSame(qualityOf(seen).reasons, ['too-wet']);
});

t.test('a touch with the tip alone is partial', async (t) => {
  const { reasons, score } = qualityOf(press({ contact: { x: 0, y: 0, halfWidth: 4, halfHeight: 4.7 } }));
  t.strictSame(reasons, ['partial']);
  t.ok(score < good.score - 30, `${score}`);
});

t.test('a finger that lies half beside the glass is off centre, to whichever side', async (t) => {
  for (const aside of [{ shiftX: -6.5 }, { shiftY: 7 }]) {
    const { reasons, score } = qualityOf(press(aside));
    t.strictSame(reasons, ['off-centre'], JSON.stringify(aside));
    t.ok(score < good.score - 20, `${score}`);
  }
});

t.test('a finger that slides while it is looked at is smeared', async (t) => {
  const { reasons, score } = qualityOf(press({ smear: 1 }));
  t.ok(reasons.includes('smeared'), reasons.join());
  t.ok(score < good.score - 10, `${score}`);
});

t.test(
  'the trace of an earlier finger beside this one is residue; on a clean glass, or a shaded one, there is none',
  async (t) => {
    const aside = press({ shiftX: 3.5 });
    const earlier = press({ shiftX: -6 }, other);
    const onTrace = changed(aside, (grey, at) => grey - 0.08 * (244 - (earlier.pixels[at] ?? 0)));
    t.strictSame(qualityOf(onTrace).reasons, ['residue']);
    t.strictSame(qualityOf(aside).reasons, []);
    const shaded = changed(aside, (grey, at) => grey - 0.25 * Math.abs((at % window.widthPx) - 150));
    t.strictSame(qualityOf(shaded).reasons, []);
  },
);
