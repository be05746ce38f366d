import t from 'tap';
import { extractTemplate } from './extract.ts';
import { dislocation, draw, noise, seeded, stripes } from './fixtures/patterns.ts';
import { drawTraced } from './trace.ts';

const size = { widthPx: 300, heightPx: 300 };

t.test('straight ridges of any direction and distance have no minutiae', async (t) => {
  for (const angle of [0, 0.4, 2.5])
    for (const periodPx of [7, 11]) {
      const { template, quality } = extractTemplate(stripes(size, { angle, periodPx }));
      t.equal(template.minutiae.length, 0, `${angle} rad, ${periodPx} px`);
      t.ok(quality.reasons.includes('too-few-minutiae'));
    }
});

t.test('the one end of an added ridge is found where it is, with the direction of the ridge', async (t) => {
  const { template } = extractTemplate(dislocation(size, { x: 160, y: 140, periodPx: 9 }));
  t.equal(template.minutiae.length, 1);
  const [minutia] = template.minutiae;
  t.ok(minutia && Math.hypot(minutia.x - 160, minutia.y - 140) < 12, `at ${minutia?.x}, ${minutia?.y}`);
  t.ok(minutia && Math.abs(Math.sin(minutia.angle)) < 0.25, 'it runs level');
});

t.test('a picture of another resolution yields the same minutia in its own pixels', async (t) => {
  for (const dpi of [400, 569, 1000]) {
    const scale = dpi / 500;
    const sidePx = Math.round(300 * scale);
    const large = { widthPx: sidePx, heightPx: sidePx, dpi };
    const { template } = extractTemplate(dislocation(large, { x: 160 * scale, y: 140 * scale, periodPx: 9 * scale }));
    t.equal(template.dpi, dpi);
    t.equal(template.minutiae.length, 1, `${dpi} dpi`);
    const [minutia] = template.minutiae;
    t.ok(minutia && Math.hypot(minutia.x - 160 * scale, minutia.y - 140 * scale) < 12 * scale);
  }
});

t.test('the map of the ridges tells their direction, their distance, and where they are', async (t) => {
  for (const [angle, periodPx] of [
    [0, 7],
    [0.4, 11],
    [2.5, 9],
  ] as const) {
    const picture = stripes(size, { angle, periodPx });
    const { ridges } = extractTemplate(picture).template;
    const known = [...(ridges?.samples ?? [])].flatMap((sample, at) => (sample === 0 ? [] : [{ sample, at }]));
    t.ok(ridges && known.length > 0.5 * ridges.samples.length, `${known.length} of ${ridges?.samples.length} known`);
    const normals = known.map(({ sample }) => ((sample >> 9) & 63) * (Math.PI / 64));
    t.ok(
      normals.every((normal) => Math.abs(Math.cos(normal - angle)) < 0.1),
      'at right angles to the ridges',
    );
    const periods = known.map(({ sample }) => 5 * 3.2 ** (((sample >> 5) & 15) / 15));
    t.ok(periods.every((period) => Math.abs(period / periodPx - 1) < 0.08));
    const isDark = ({ at }: { at: number }): boolean => {
      const [x, y] = [16 * (at % (ridges?.columns ?? 1)) + 8, 16 * Math.floor(at / (ridges?.columns ?? 1)) + 8];
      return (picture.pixels[y * picture.widthPx + x] ?? 0) < 128;
    };
    const rightlyTold = known.filter((one) => Math.cos(((one.sample & 31) * Math.PI) / 16) > 0 === isDark(one));
    t.ok(
      rightlyTold.length > 0.9 * known.length,
      `${rightlyTold.length} of ${known.length} lie as the picture has them`,
    );
  }
});

t.test('what is no finger yields no minutiae and says so', async (t) => {
  for (const grey of [0, 128, 255]) {
    const { template, quality } = extractTemplate(draw(size, () => grey));
    t.strictSame(template.minutiae, []);
    t.same(quality, { score: 0, reasons: ['no-finger'] });
  }
});

t.test('pictures of every odd size and content end in a template or in IMAGE_SIZE', async (t) => {
  const random = seeded(17);
  const sides = [1, 2, 3, 7, 8, 9, 17, 64, 100, 192];
  for (const widthPx of sides)
    for (const heightPx of sides) {
      const picture = noise({ widthPx, heightPx, dpi: 500 }, random);
      t.ok(extractTemplate(picture).quality.score >= 0, `${widthPx} x ${heightPx}`);
    }
});

t.test('a picture that is too large, of impossible resolution, or not as large as it says is refused', async (t) => {
  const picture = draw({ widthPx: 120, heightPx: 120 }, () => 0);
  const wrong = [
    { dpi: 100 },
    { dpi: 5000 },
    { dpi: Number.NaN },
    { widthPx: 0 },
    { heightPx: 5000 },
    { widthPx: 121 },
  ];
  for (const change of wrong) t.throws(() => extractTemplate({ ...picture, ...change }), { code: 'IMAGE_SIZE' });
  t.throws(() => extractTemplate(draw({ widthPx: 1500, heightPx: 1500 }, () => 0)), { code: 'IMAGE_SIZE' });
});

t.test('every stage can be drawn', async (t) => {
  const stages: string[] = [];
  extractTemplate(dislocation(size, { x: 160, y: 140, periodPx: 9 }), (stage, made) => {
    const picture = drawTraced(made);
    t.equal(picture.pixels.length, picture.widthPx * picture.heightPx, stage);
    stages.push(stage);
  });
  t.equal(stages.length, 11);
});
