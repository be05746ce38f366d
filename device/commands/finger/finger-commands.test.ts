import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { type CalibrationTable, MATCHER_VERSION } from '../../../models/index.ts';
import { synthesisePrint } from '../../../models/laboratory.ts';
import { decodeFingerMinutiae, type GrayImage, ManualClock } from '../../../protocol/index.ts';
import { calibrate } from './calibrate.ts';
import { compare } from './compare.ts';
import { compareEnrolled } from './compare-set.ts';
import { evaluate } from './evaluate.ts';
import { extract } from './extract.ts';
import { fit } from './fit.ts';
import { fitQuality } from './fit-quality.ts';
import { fingerCommand } from './index.ts';
import { parseSetPlace, readPrintSet } from './print-set.ts';
import { secondFinger } from './second-finger.ts';
import { synthesise } from './synthesise.ts';
import type { GenuineTally } from './touch-pairs.ts';

const folder = mkdtempSync(join(tmpdir(), 'ridged-finger-'));
t.teardown(() => rmSync(folder, { recursive: true, force: true }));
const { signal } = new AbortController();
const shared = join(import.meta.dirname, '../../../../shared/data/fingerprints');
const isThere = existsSync(join(shared, 'fvc2002-db1b'));

async function writePng(name: string, { pixels, widthPx, heightPx }: GrayImage): Promise<string> {
  const { default: sharp } = await import('sharp');
  const path = join(folder, name);
  await sharp(pixels, { raw: { width: widthPx, height: heightPx, channels: 1 } })
    .png()
    .toFile(path);
  return path;
}

async function writeBlank(path: string): Promise<void> {
  const { default: sharp } = await import('sharp');
  const blank = { create: { width: 200, height: 200, channels: 3, background: 'white' } } as const;
  await sharp(blank).png().toFile(path);
}

for (const finger of [0, 1])
  for (const impression of [0, 1])
    await writePng(`${finger + 1}_${impression + 1}.png`, synthesisePrint({ seed: 5, finger, impression }));

t.test('a picture becomes a record that compares like the picture itself', async (t) => {
  const out = join(folder, 'one.fmr');
  const picture = join(folder, '1_1.png');
  const extracted = await extract(picture, { dpi: 500, out });
  const { minutiae } = decodeFingerMinutiae(readFileSync(out));
  t.match(extracted.json, { minutiae: minutiae.length, quality: { score: Number }, milliseconds: Number });
  const compared = await compare(picture, out, { dpi: 500 });
  t.match(compared, { json: { match: true, falseMatchRate: Number, score: Number }, exitCode: 0 });
  t.match(await compare(picture, join(folder, '2_1.png'), { dpi: 500 }), { json: { match: false }, exitCode: 1 });
});

t.test('each stage is drawn where it was asked for', async (t) => {
  const trace = join(folder, 'trace');
  await extract(join(folder, '1_1.png'), { dpi: 500, trace });
  t.equal(readdirSync(trace).filter((name) => name.endsWith('.png')).length, 11);
});

t.test('bad input is refused with its own code', async (t) => {
  const text = join(folder, 'text.png');
  writeFileSync(text, 'not a picture');
  const record = join(folder, 'broken.fmr');
  writeFileSync(record, 'FMR');
  await t.rejects(extract(text, { dpi: 500 }), { code: 'IMAGE_UNREADABLE' });
  await t.rejects(extract(folder, { dpi: 500 }), { code: 'IMAGE_UNREADABLE' });
  await t.rejects(compare(record, record, { dpi: 500 }), { code: 'TEMPLATE_MALFORMED' });
  await t.rejects(compare(join(folder, 'absent.fmr'), record, { dpi: 500 }), { code: 'TEMPLATE_MALFORMED' });
  await t.rejects(evaluate([join(folder, 'absent')], {}, signal), { code: 'USAGE' });
  for (const option of ['scores', 'det', 'reject', 'histogram']) {
    const file = join(folder, 'absent', 'out');
    const refusal = { code: 'USAGE', context: { file, why: /ENOENT/ } };
    await t.rejects(evaluate([join(folder, 'unread')], { [option]: file }, signal), refusal, 'before prints are read');
    await t.rejects(evaluate([folder], { [option]: folder }, signal), { code: 'USAGE', context: { why: /EISDIR/ } });
  }
  const nowhere = join(folder, 'absent', 'one.fmr');
  await t.rejects(extract(join(folder, '1_1.png'), { dpi: 500, out: nowhere }), { code: 'USAGE' });
  const absent = secondFinger([join(folder, 'absent')], { gallery: 16_000, enrol: 3 }, signal);
  await t.rejects(absent, { code: 'USAGE' });
  const blank = mkdtempSync(join(folder, 'blank-'));
  await writeBlank(join(blank, '1_1.png'));
  await t.rejects(
    fitQuality([blank], { every: 1 }, { signal }),
    { code: 'USAGE' },
    'where no mates fail, nothing is learnt',
  );
});

t.test('a set is named with its resolution, 500 dpi where none is given', async (t) => {
  t.same(parseSetPlace('/prints/db2@569'), { folder: '/prints/db2', dpi: 569 });
  t.same(parseSetPlace('/prints/a@b'), { folder: '/prints/a@b', dpi: 500 });
  t.throws(() => parseSetPlace('@500'), { code: 'USAGE' });
});

t.test('an evaluation compares every pair once, and writes every score', async (t) => {
  const set = mkdtempSync(join(folder, 'set-'));
  for (const name of readdirSync(folder).filter((name) => /^\d_\d\.png$/.test(name)))
    writeFileSync(join(set, name), readFileSync(join(folder, name)));
  await writeBlank(join(set, '3_1.png'));
  const scores = join(folder, 'scores.csv');
  const { json } = await evaluate([set], { scores }, signal);
  t.match(json, { sets: [{ images: 5, failures: 1, genuine: 2, impostor: 8, eer: 0 }], comparisonsPerSecond: Number });
  const counts = (await readPrintSet(parseSetPlace(set), signal)).prints.map(({ minutiae }) => minutiae);
  const [fewest, second, , most] = counts.slice(0, 4).sort((a, b) => a - b);
  t.equal(counts[4], 0, 'a failure has no minutiae');
  t.match(json, { sets: [{ minutiae: { p5: fewest, p50: second, p95: most } }] }, 'and no say in how many prints have');
  const [header, ...lines] = readFileSync(scores, 'utf8').trim().split('\n');
  t.equal(header, 'a,b,genuine,score');
  t.equal(lines.length, 10);
  t.equal(
    lines.filter((line) => line.includes('3_1')).every((line) => line.endsWith(',0,0')),
    true,
    'a failure scores 0',
  );
  const [det, reject, histogram] = [join(folder, 'det.svg'), join(folder, 'reject.svg'), join(folder, 'spread.svg')];
  const drawn = await evaluate([set], { as: 'window', det, reject, histogram }, signal);
  t.match(
    drawn.json,
    { simulated: 'window', pooled: { reject: { '0.01': null, '0.001': null } } },
    'too few impostors',
  );
  for (const picture of [det, reject, histogram])
    t.match(readFileSync(picture, 'utf8'), /^<svg .*pooled, .*<\/svg>\n$/s);
  const twice = await evaluate([set, folder], {}, signal);
  const { impostorKs } = twice.json as { impostorKs: readonly (readonly number[])[] };
  t.strictSame([impostorKs[0]?.[0], impostorKs[1]?.[1]], [0, 0]);
  t.equal(impostorKs[0]?.[1], 0.5, 'half of the comparisons of the one set are with the failure');
  t.match(twice.text, /Kolmogorov-Smirnov .*\n.* 0\.000 {4}0\.500\n.* 0\.500 {4}0\.000\n/);
  const enrolled = await evaluate([set], { enrol: 1 }, signal);
  t.match(enrolled.json, { enrol: 1, pooled: { genuine: 2, impostor: 4 } });
  const asked = { gallery: 16_000, enrol: 1 };
  const whole = await secondFinger([set], asked, signal);
  t.match(whole.json, { gallery: 16_000, genuine: { accepted: 2, refused: 0 }, impostors: { pairs: 0 } });
  const small = await secondFinger([set], { ...asked, as: 'small' }, signal);
  const { simulated, genuine } = small.json as { simulated: string; genuine: GenuineTally };
  t.equal(simulated, 'small');
  t.equal(genuine.accepted + genuine.refused, 2, 'each finger, then the other');
  const calibrated = await calibrate([set], {}, { signal, clock: new ManualClock() });
  t.match(calibrated, { exitCode: 1, text: /too few/ });
});

t.test('a calibration looks at each set whole and as the sensor sees it, and answers for the worst', async (t) => {
  const set = mkdtempSync(join(folder, 'calibrated-'));
  const [fingers, impressions] = [6, 5];
  const order = { directory: set, fingers, impressions, seed: 3, dpi: 500, widthPx: 200, heightPx: 220 };
  await synthesise(order, { progress: () => undefined, signal });
  const out = join(set, 'table.ts');
  const { json, exitCode } = await calibrate([set], { out }, { signal, clock: new ManualClock() });
  t.equal(exitCode, 0);
  const table = json as CalibrationTable;
  const pairs = (fingers * (fingers - 1) * impressions ** 2) / 2;
  const triples = 2 * fingers * (fingers - 1) * impressions;
  t.match(table, { single: { comparisons: 4 * pairs }, fused: { impressions: 3, comparisons: 4 * triples } });
  t.equal(table.matcherVersion, MATCHER_VERSION);
  for (const { points } of [table.single, table.fused])
    t.ok(
      points.every(([score], at) => score >= (points[at - 1]?.[0] ?? 0)),
      'a rarer score is a higher one',
    );
  t.ok(readFileSync(out, 'utf8').includes('CALIBRATION: CalibrationTable'));
});

t.test('a fit learns from each set, and judges each by what the others taught', async (t) => {
  const sets = [3, 4].map((seed) => ({ seed, directory: mkdtempSync(join(folder, 'fitted-')) }));
  const order = { fingers: 3, impressions: 3, dpi: 500, widthPx: 200, heightPx: 220 };
  for (const set of sets) await synthesise({ ...order, ...set }, { progress: () => undefined, signal });
  const lines: string[] = [];
  const places = sets.map(({ directory }) => directory);
  const { json, text } = await fit(places, { every: 1 }, { signal, progress: (line) => lines.push(line) });
  t.equal(lines.length, 6, 'each set whole, in a window and in pieces');
  t.match(json, { withRidges: { sets: [{ eerUnseen: Number }, {}], weights: { base: Number, coherence: Number } } });
  t.match(text, /minutiae alone/);
});

t.test('the weights of the quality are learnt from prints that fail, and judged on what was not seen', async (t) => {
  const sets = [5, 6].map((seed) => ({ seed, directory: mkdtempSync(join(folder, 'rated-')) }));
  const order = { fingers: 2, impressions: 2, dpi: 500, widthPx: 200, heightPx: 220 };
  const places = sets.map(({ directory }) => directory);
  for (const set of sets) await synthesise({ ...order, ...set }, { progress: () => undefined, signal });
  for (const { directory } of sets) for (const name of ['1_3.png', '2_3.png']) await writeBlank(join(directory, name));
  const { json, text } = await fitQuality(places, { every: 1 }, { signal });
  t.match(json, { weights: { base: Number, logArea: Number }, sets: [{ builtIn: {}, unseen: {} }, {}] });
  t.match(text, /pooled/);
});

t.test('the commands are named as the contract has them', async (t) => {
  const names = fingerCommand().commands.map((command) => command.name());
  t.same(names, [
    'extract',
    'compare',
    'evaluate',
    'calibrate',
    'fit',
    'fit-quality',
    'second-finger',
    'synthesise',
    'bench',
    'pad',
  ]);
});

t.test(
  'real prints: a sample of fingers is told apart',
  { skip: isThere ? false : 'FVC2002 prints are not there' },
  async (t) => {
    const sample = mkdtempSync(join(folder, 'sample-'));
    const all = join(shared, 'fvc2002-db1b');
    for (const name of readdirSync(all).filter((name) => /^10[1-5]_/.test(name)))
      symlinkSync(join(all, name), join(sample, name));
    const pairs = compareEnrolled(await readPrintSet({ folder: sample, dpi: 500 }, signal), 3);
    const worst = Math.max(...pairs.filter(({ isGenuine }) => !isGenuine).map(({ score }) => score));
    const found = pairs.filter(({ isGenuine, score }) => isGenuine && score > worst).length;
    t.ok(found >= 23, `${found} of 25 above every non-mate`);
  },
);
