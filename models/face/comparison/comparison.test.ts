// Templates compared, and what scores mean: arithmetic with known answers, then the supplied photos.
import t from 'tap';
import { FaceEngine } from '../engine/face-engine.ts';
import { changed } from '../fixtures/simulate.ts';
import { MANIFEST, notSupplied, photo, photoBytes, WEIGHTS } from '../fixtures/supplied.ts';
import { headOf } from '../quality/head.ts';
import { calibrationOf, type FaceCalibration, rateOf, scoreAt, spreadOf } from './calibration.ts';
import { CALIBRATIONS } from './calibration-table.ts';
import { compareFaces } from './compare-faces.ts';
import { bytesOfTemplate, type FaceTemplate } from './face-template.ts';
import { deviationsAt, normalTail } from './normal-tail.ts';

const never = new AbortController().signal;
const near = (got: number, wanted: number, share = 1e-3): boolean => Math.abs(got - wanted) <= share * Math.abs(wanted);

t.test('tails of the normal spread are those of the tables', async (t) => {
  for (const [deviations, tail] of [
    [0, 0.5],
    [1.959964, 0.025],
    [3.090232, 1e-3],
    [3.719016, 1e-4],
    [4.753424, 1e-6],
  ] as const) {
    t.ok(near(normalTail(deviations), tail), `${deviations}`);
    t.ok(near(deviationsAt(tail) + 1, deviations + 1), `${tail}`);
  }
  t.ok(near(normalTail(-1.959964), 0.975));
});

const conditions = [
  spreadOf(
    'known',
    Array.from({ length: 401 }, (_, at) => (at - 200) / 1000),
  ),
];
const calibration: FaceCalibration = {
  model: 'known',
  version: '1',
  data: '',
  measuredOn: '',
  command: '',
  conditions,
};

t.test('a rarer score is a higher one, and says where it was not counted', async (t) => {
  t.match(conditions, [{ median: 0, comparisons: 401, highest: 0.2 }]);
  for (const fmr of [1e-2, 1e-3, 1e-4]) t.ok(near(rateOf(calibration, scoreAt(calibration, fmr)).falseMatchRate, fmr));
  t.equal(rateOf(calibration, 0.05).extrapolated, false);
  t.equal(rateOf(calibration, 0.4).extrapolated, true);
  t.equal(rateOf(calibration, 0.999).falseMatchRate, 1e-6, 'no rarer than anybody can say');
  t.throws(() => spreadOf('few', [0.1, 0.2]), { code: 'MODEL_UNCALIBRATED' });
});

t.test('a recogniser that nobody measured decides nothing', async (t) => {
  t.throws(() => calibrationOf({ name: 'sface', version: '2021dec' }), { code: 'MODEL_UNCALIBRATED' });
  const other = { name: 'mobileface-id', version: '3', calibration: 'mobileface-id-2' };
  t.throws(() => calibrationOf(other), { code: 'MODEL_UNCALIBRATED' });
  for (const table of Object.values(CALIBRATIONS)) {
    t.ok(scoreAt(table, 1e-4) > scoreAt(table, 1e-3), table.data);
    t.ok(table.conditions.every(({ comparisons, highest }) => comparisons > 0 && highest < scoreAt(table, 1e-4)));
  }
});

t.test('templates of different recognisers are not compared', async (t) => {
  const template = (model: string, values: readonly number[]): FaceTemplate => ({
    model,
    version: '1',
    values: Float32Array.from(values),
  });
  t.match(compareFaces(template('known', [1, 0]), template('known', [0.6, 0.8]), calibration), { score: /^0\.6/ });
  t.throws(() => compareFaces(template('known', [1]), template('other', [1]), calibration), { code: 'MODEL_UNFIT' });
  t.throws(() => compareFaces(template('known', [1]), template('known', [1, 0]), calibration), { code: 'MODEL_UNFIT' });
  const secret = template('known', [1, 2]);
  for (const bytes of bytesOfTemplate(secret)) bytes.fill(0);
  t.strictSame([...secret.values], [0, 0]);
});

t.test('the supplied photos', { skip: notSupplied() }, async (t) => {
  const engine = await FaceEngine.open({ manifest: MANIFEST, weightsDir: WEIGHTS }, never);
  t.teardown(() => engine[Symbol.asyncDispose]());
  const templateOf = async (name: string): Promise<FaceTemplate> => {
    const image = await photo(name);
    const [face] = (await engine.look(image, never)).faces;
    if (!face) throw new Error(`no face in ${name}`);
    return await engine.embed(image, face, never);
  };
  const cardOf = async (name: string): Promise<Uint8Array> => {
    const image = await photo(name);
    const [face] = (await engine.look(image, never)).faces;
    if (!face) throw new Error(`no face in ${name}`);
    const { middle, heightPx } = headOf(face);
    const height = Math.min(image.heightPx, Math.round(heightPx / 0.72));
    const width = Math.min(image.widthPx, Math.round((height * 148) / 178));
    const left = Math.max(0, Math.min(image.widthPx - width, Math.round(middle.xPx - width / 2)));
    const top = Math.max(0, Math.min(image.heightPx - height, Math.round(middle.yPx - height / 2)));
    const card = await changed(image, (picture) => picture.extract({ left, top, width, height }).resize(148, 178));
    const { default: sharp } = await import('sharp');
    const bytes = await sharp(card.pixels, { raw: { width: 148, height: 178, channels: 3 } })
      .jpeg({ quality: 60 })
      .toBuffer();
    t.ok(bytes.length <= 5118, `${bytes.length} bytes`);
    return bytes;
  };
  const accepted = async (live: string, card: string): Promise<boolean> => {
    const reference = await engine.reference(await cardOf(card), never);
    if (reference.kind !== 'reference') throw new Error(reference.reason);
    return engine.compare(await templateOf(live), reference.template).score > engine.threshold();
  };

  t.test('a neutral person is recognised by the photo of a card, another is not', async (t) => {
    t.equal(await accepted('stock-emotions-a-1', 'stock-emotions-a-3'), true);
    t.equal(await accepted('person-vlado1', 'person-vlado'), true);
    for (const [live, card] of [
      ['ai-face', 'stock-emotions-a-3'],
      ['stock-emotions-a-1', 'person-vlado'],
      ['person-vlado', 'ai-face'],
    ] as const)
      t.equal(await accepted(live, card), false, `${live} is not ${card}`);
  });

  t.test('a template is of length 1 and the same for the same picture', async (t) => {
    const [one, other] = [await templateOf('ai-face'), await templateOf('ai-face')];
    t.ok(near(Math.sqrt(one.values.reduce((sum, value) => sum + value * value, 0)), 1, 1e-5));
    t.ok(engine.likeness(one, other) > 0.9999);
    t.throws(() => engine.threshold(0.01), { code: 'CONFIG_INVALID' });
  });

  t.test(
    'a photo of a card that shows nobody, several people or nothing at all is unusable, with its reason',
    async (t) => {
      const reasonOf = async (bytes: Uint8Array): Promise<unknown> => {
        const reference = await engine.reference(bytes, never);
        return reference.kind === 'unusable' ? reference.reason : reference.kind;
      };
      t.equal(await reasonOf(await photoBytes('background')), 'no-face');
      t.equal(await reasonOf(await photoBytes('group-3')), 'several-faces');
      t.equal(await reasonOf(Uint8Array.of(0xff, 0xd8, 0xff, 0xd9)), 'unreadable');
      t.equal(await reasonOf(new Uint8Array()), 'unreadable');
    },
  );
});
