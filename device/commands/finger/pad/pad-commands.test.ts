import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { TEXTURE_MODEL } from '../../../../models/index.ts';
import { judgeSet, PrintMaker } from '../../../../models/laboratory.ts';
import { textureContent, textureEntry } from '../../../../models/liveness/finger/texture/fixtures/texture-network.ts';
import { installed } from '../../../../models/runtime/fixtures/networks.ts';
import { adapt } from './adapt.ts';
import { evaluate } from './evaluate.ts';
import { padCommand } from './index.ts';
import { readLabels } from './labels.ts';
import { measureLabelled } from './measure-labelled.ts';
import { simulate } from './simulate.ts';
import { train } from './train.ts';

const folder = mkdtempSync(join(tmpdir(), 'ridged-pad-'));
t.teardown(() => rmSync(folder, { recursive: true, force: true }));
const { signal } = new AbortController();
const out = join(folder, 'attacks');
const labels = join(out, 'labels.csv');

const maker = new PrintMaker();
const { default: sharp } = await import('sharp');
for (const finger of [1, 2])
  for (const impression of [1, 2]) {
    const { pixels, widthPx, heightPx } = maker.print({ seed: 12, finger, impression, widthPx: 176, heightPx: 176 });
    const raw = { width: widthPx, height: heightPx, channels: 1 } as const;
    await sharp(pixels, { raw })
      .png()
      .toFile(join(folder, `${finger}_${impression}.png`));
  }

t.test('attacks are drawn from live prints, named as simulated, with their labels', async (t) => {
  const { json } = await simulate([folder], { out, seed: 1 }, signal);
  t.match(json, { pictures: 20 });
  const rows = await readLabels(labels);
  t.equal(rows.filter((row) => row.class === 'bona-fide').length, 4);
  t.ok(rows.every((row) => row.class === 'bona-fide' || row.class.startsWith('simulated-')));
  t.ok(rows.filter(({ after }) => after !== undefined).every((row) => /latent|replay/.test(row.class)));
  t.ok(rows.every((row) => (row.train === 'no') === (row.class === 'simulated-replay')));
});

t.test('a model is trained, and measured on what it never saw', async (t) => {
  const table = join(folder, 'table.ts');
  const { json, text } = await train(out, { labels, modelVersion: 7, out: table }, signal);
  t.match(json, { model: { version: 'statistics-7' }, crossValidated: { finger: { bonaFide: 4 }, class: {} } });
  t.match(readFileSync(table, 'utf8'), /TEXTURE_MODEL: TextureModel = \{\n {2}"version": "statistics-7"/);
  t.match(text, /simulated-latent, APCER/);
});

t.test('an evaluation prints BPCER and APCER, the worst class first', async (t) => {
  const { json, text } = await evaluate(out, { labels, by: 'finger' }, signal);
  t.match(json, {
    pooled: { bonaFide: 4, attacks: Array },
    simulatedSequences: { bpcer: 0 },
    textureMs: { p95: Number },
  });
  t.match(text, /bona fide, BPCER/);
});

t.test('of a sensor that it does not know the installed model says nothing', async (t) => {
  const one = join(folder, 'one.csv');
  writeFileSync(one, 'file,class,sensor\n1_1.png,bona-fide,glass\n');
  const { json } = await evaluate(folder, { labels: one }, signal);
  t.match(json, { model: TEXTURE_MODEL.version, pooled: { bpnrr: 1 } });
});

t.test('a network is measured in the place of the installed model', async (t) => {
  const one = join(folder, 'network.csv');
  writeFileSync(one, 'file,class,sensor\n1_1.png,bona-fide,glass\n1_2.png,gelatine,glass\n');
  for (const [bias, bpcer] of [
    [-9, 0],
    [9, 1],
  ] as const) {
    const content = textureContent(bias);
    const network = installed(folder, content, textureEntry(content));
    const { json, text } = await evaluate(folder, { labels: one, network }, signal);
    t.match(json, { model: 'texture-net-2', pooled: { bonaFide: 1, bpcer, bpnrr: 0 }, textureMs: { p95: Number } });
    t.match(text, /texture network p95/);
  }
  const other = installed(folder, textureContent(0), { ...textureEntry(textureContent(0)), role: 'face' });
  await t.rejects(evaluate(folder, { labels: one, network: other }, signal), { code: 'USAGE' });
});

t.test('what cannot be trained on, adapted to or read is refused with the reason', async (t) => {
  const bad = join(folder, 'bad.csv');
  const refused = async (text: string): Promise<void> => {
    writeFileSync(bad, text);
    await t.rejects(train(folder, { labels: bad, modelVersion: 1 }, signal), { code: 'USAGE' });
  };
  await refused('a,b\n1,2\n');
  await refused('file,class\n,bona-fide\n');
  await refused('file,class\n1_1.png,bona-fide\n1_2.png,bona-fide\n');
  await t.rejects(adapt(out, { labels }, { signal }), { code: 'USAGE', context: { prints: 4 } });
  await t.rejects(readLabels(join(folder, 'absent.csv')), { code: 'USAGE' });
  await t.rejects(simulate([join(folder, 'absent')], { out, seed: 1 }, signal), { code: 'USAGE' });
});

t.test('a new sensor is learnt from living fingers alone', async (t) => {
  const touches = join(folder, 'touches.csv');
  const rows = ['1_1', '1_2', '2_1', '2_2'].map((name) => `${name}.png,bona-fide,glass`);
  writeFileSync(touches, `file,class,sensor\n${rows.join('\n')}\n`);
  const { json } = await adapt(folder, { labels: touches }, { signal, leastPrints: 4 });
  t.match(json, { sensors: { glass: { threshold: Number, means: Array } }, version: TEXTURE_MODEL.version });
});

t.test('the commands answer for people and with one JSON document', async (t) => {
  const pad = padCommand(process);
  t.strictSame(
    pad.commands.map((command) => command.name()),
    ['simulate', 'train', 'adapt', 'evaluate'],
  );
  for (const command of pad.commands) t.match(command.helpInformation(), /--json/);
});

const shared = join(import.meta.dirname, '../../../../../shared/data/fingerprints/fvc2002-db1b');

t.test(
  'touch after touch of real fingers, none is taken for a copy of an earlier one',
  { skip: existsSync(shared) ? false : 'FVC2002 prints are not there' },
  async (t) => {
    // 105 and 110 are the fingers whose impressions coincide the most of this set.
    const rows = ['105', '110'].flatMap((finger) =>
      [1, 2, 3].map((impression) => ({
        ...{ file: `${finger}_${impression}.png`, class: 'bona-fide', finger, sensor: 'db1', dpi: 500 },
        ...{ after: undefined, train: 'yes' as const },
      })),
    );
    const prints = await measureLabelled(shared, rows, { module: false, signal });
    const texture = { kind: 'scored', score: 0, threshold: 0.5 } as const;
    const judged = await judgeSet(prints.map((print) => ({ ...print, name: print.file, after: '', texture })));
    t.strictSame(
      judged.map(({ verdict }) => verdict),
      Array(6).fill('bona-fide'),
    );
  },
);
