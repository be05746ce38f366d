import t from 'tap';
import { type CurvePicture, curvePicture, INKS, MAIN_INK } from './curve-picture.ts';

const picture: CurvePicture = {
  title: 'ชุดลายนิ้วมือ "ก" & <ข>',
  x: { label: 'false match rate', scale: 'logarithmic', from: 1e-3, to: 1 },
  y: { label: 'false non-match rate', scale: 'linear', from: 0, to: 0.5 },
  curves: [
    {
      label: 'เครื่องอ่าน\u0007 & ๑',
      points: [
        { x: 0.001, y: 0.5 },
        { x: 0.1, y: 0.25 },
        { x: 1, y: 0 },
      ],
    },
    { label: 'pooled', points: [{ x: 0.01, y: 0.1 }], isMain: true },
  ],
};
const svg = curvePicture(picture);
const textsIn = (source: string): readonly string[] =>
  [...source.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text = '']) => text);

t.test('texts are XML, Thai among them, and control characters vanish', async (t) => {
  t.match(svg, '<title>ชุดลายนิ้วมือ &quot;ก&quot; &amp; &lt;ข&gt;</title>');
  t.ok(textsIn(svg).includes('เครื่องอ่าน &amp; ๑'));
  t.notMatch(svg, '\u0007');
  t.notMatch(svg.replace(/&(amp|lt|gt|quot);/g, ''), /&/);
});

t.test('every element that opens closes', async (t) => {
  const open: string[] = [];
  for (const [, end, name, alone] of svg.matchAll(/<(\/?)([a-z]+)[^>]*?(\/?)>/g)) {
    if (end) t.equal(open.pop(), name);
    else if (!alone && name) open.push(name);
  }
  t.strictSame(open, []);
});

t.test('a curve runs through its places: logarithmic across, linear down', async (t) => {
  const path = /<path d="(M[^"]*L[^"]*)"/.exec(svg)?.[1];
  t.equal(path, 'M76 44L396 284L556 524');
});

t.test('an axis has a label at each decade, or five steps', async (t) => {
  const texts = textsIn(svg);
  for (const tick of ['0.1 %', '1 %', '10 %', '100 %', '0 %', '20 %', '50 %']) t.ok(texts.includes(tick), tick);
});

t.test('an axis of other numbers than rates says them as they are', async (t) => {
  const scores = { label: 'score', scale: 'linear', labels: 'plain', from: -10, to: 40 } as const;
  const texts = textsIn(curvePicture({ ...picture, x: scores }));
  for (const tick of ['-10', '0', '30', '40', '50 %']) t.ok(texts.includes(tick), tick);
});

t.test('what is not on the axes is left out, and what never happened has no logarithm', async (t) => {
  const points = [
    { x: 0, y: 0.2 },
    { x: 1e-5, y: 0.3 },
    { x: 0.1, y: 0.9 },
  ];
  const empty = curvePicture({ ...picture, curves: [{ label: 'none', points }] });
  t.match(empty, /<path d="" /);
  t.notMatch(empty, /NaN|Infinity|undefined/);
});

t.test('every ink can be read on white and on near black', async (t) => {
  const luminance = (ink: string): number => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(ink.slice(at, at + 2), 16) / 255;
      return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (a: string, b: string): number => {
    const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };
  for (const ink of [...INKS, MAIN_INK])
    for (const ground of ['#ffffff', '#121212'])
      t.ok(contrast(ink, ground) >= 3, `${ink} on ${ground}: ${contrast(ink, ground).toFixed(1)}`);
});
