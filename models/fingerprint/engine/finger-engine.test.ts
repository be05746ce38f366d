// The engine on real threads: found, not found, changed while searching, aborted, robbed of a worker.
import t from 'tap';
import { encodeFingerMinutiae, type FingerPosition, type FingerTemplate } from '../../../protocol/computing.ts';
import { WorkerPool, workerFile } from '../../runtime/index.ts';
import { extractTemplate } from '../extract.ts';
import { recordOf } from '../record.ts';
import { synthesisePrint, synthesiseTemplate, synthesiseTemplates } from '../synthesis/index.ts';
import { FingerEngine, openRecognition, type RecognitionPool } from './finger-engine.ts';
import type { FingerKey } from './gallery.ts';

const never = new AbortController().signal;
const key = (subject: string, finger: FingerPosition = 'right-index'): FingerKey => ({ subject, finger });
const enrolled = (finger: number): readonly FingerTemplate[] => synthesiseTemplates({ seed: 21, finger }, [0, 1, 2]);
const touch = (finger: number, impression = 7): FingerTemplate => synthesiseTemplate({ seed: 21, finger, impression });
const EMPTY: FingerTemplate = { widthPx: 300, heightPx: 300, dpi: 500, quality: 0, minutiae: [] };
const CAPACITY = 60;
const purpose = 'attendance';

// One engine for all: its workers take seconds to load TypeScript and to warm up.
const engine = await FingerEngine.open({ purpose, threads: 2, capacityTemplates: CAPACITY });
t.teardown(() => engine[Symbol.asyncDispose]());

t.test('nobody is found in an empty gallery', async (t) => {
  const { match, best, fingers, comparisons } = await engine.identify(touch(1), never);
  t.strictSame({ match, best, fingers, comparisons }, { match: false, best: undefined, fingers: 0, comparisons: 0 });
});

t.test('whoever is enrolled is identified, a stranger is not', async (t) => {
  await engine.load(
    [0, 1, 2, 3, 4, 5].map((finger) => ({
      key: key(`person-${finger}`),
      purpose,
      records: enrolled(finger).map((template) => encodeFingerMinutiae(template)),
    })),
    never,
  );
  const { match, best, runnerUp, threshold, fingers, comparisons } = await engine.identify(touch(4), never);
  t.equal(match, true);
  t.strictSame(best?.key, key('person-4'));
  t.ok((best?.score ?? 0) > threshold);
  t.ok((best?.falseMatchRate ?? 1) < 1e-3 / 6);
  t.not(runnerUp?.key.subject, 'person-4', 'the runner-up is somebody else');
  t.strictSame({ fingers, comparisons }, { fingers: 6, comparisons: 18 }, 'each template was compared once');
  t.equal((await engine.identify(touch(99), never)).match, false);
  t.match(engine.stats, { fingers: 6, templates: 18, threads: 2 });
});

t.test('whoever is like somebody enrolled is found beside them, and they themselves never', async (t) => {
  t.strictSame(await engine.othersLike(touch(3), 'person-3', never), [], 'strangers are nobody else');
  engine.enrol(key('twin', 'left-thumb'), purpose, synthesiseTemplates({ seed: 21, finger: 3 }, [4, 5, 6]));
  const [twin, ...others] = await engine.othersLike(touch(3), 'person-3', never, { fpir: 1e-3 / 6 });
  t.strictSame(twin?.key, key('twin', 'left-thumb'));
  t.ok((twin?.falseMatchRate ?? 1) < 1e-3 / 6 / 7);
  t.strictSame(others, []);
  t.strictSame((await engine.othersLike(touch(3), 'twin', never))[0]?.key, key('person-3'));
  await t.rejects(engine.othersLike(touch(3), 'twin', AbortSignal.abort(new Error('gone'))), /gone/);
  engine.remove('twin');
});

t.test('a rate that the calibration does not bear is refused', async (t) => {
  await t.rejects(engine.identify(touch(4), never, { fpir: 1e-12 }), { code: 'MODEL_UNCALIBRATED' });
});

t.test('enrolling a finger again replaces it', async (t) => {
  engine.enrol(key('person-0'), purpose, enrolled(40));
  t.equal((await engine.identify(touch(0), never)).match, false);
  t.strictSame((await engine.identify(touch(40), never)).best?.key, key('person-0'));
  t.equal(engine.stats.templates, 18);
  engine.enrol(key('person-0'), purpose, enrolled(0));
});

t.test('a finger scores the same whether it was enrolled or loaded, with codes in its record or without', async (t) => {
  const scoreOf = async (subject: string): Promise<number> =>
    (await engine.verify(touch(30), subject, never)).best?.score ?? 0;
  engine.enrol(key('enrolled'), purpose, enrolled(30));
  const loaded = { key: key('loaded'), purpose, records: enrolled(30).map((template) => recordOf(template)) };
  const ofOld = {
    key: key('of-old'),
    purpose,
    records: enrolled(30).map((template) => encodeFingerMinutiae(template)),
  };
  await engine.load([loaded, ofOld], never);
  const score = await scoreOf('enrolled');
  t.ok(score > 0);
  t.equal(await scoreOf('loaded'), score);
  t.equal(await scoreOf('of-old'), score);
  for (const subject of ['enrolled', 'loaded', 'of-old']) engine.remove(subject);
});

t.test('one to one: the claimed person is verified by any of their fingers, another is not', async (t) => {
  engine.enrol(key('person-5', 'left-index'), purpose, enrolled(50));
  t.equal(engine.fingersOf('person-5'), 2);
  const own = await engine.verify(touch(50), 'person-5', never);
  t.equal(own.match, true);
  t.strictSame(own.best?.key, key('person-5', 'left-index'));
  t.equal((await engine.verify(touch(4), 'person-5', never)).match, false);
  await t.rejects(engine.verify(touch(4), 'nobody', never), { code: 'PERSON_UNKNOWN' });
  await t.rejects(engine.verify(touch(4), 'person-5', never, { fmr: 0.01 }), { code: 'CONFIG_INVALID' });
});

t.test('people come and go while searches run, and each search is answered rightly', async (t) => {
  const searches = [0, 1, 2, 3].map((finger) => engine.identify(touch(finger), never));
  engine.remove('person-1');
  engine.enrol(key('person-7'), purpose, enrolled(7));
  const found = await Promise.all(searches);
  t.strictSame(
    found.map(({ match, best }) => match && best?.key.subject),
    ['person-0', false, 'person-2', 'person-3'],
    'who was removed meanwhile is not named',
  );
  t.equal((await engine.identify(touch(7), never)).best?.key.subject, 'person-7');
  t.equal(engine.remove('person-1'), false);
});

t.test('a gallery that is full says so and keeps what it has', async (t) => {
  const { templates } = engine.stats;
  const many = Array.from({ length: CAPACITY }, () => EMPTY);
  t.throws(() => engine.enrol(key('person-60'), purpose, many), { code: 'GALLERY_FULL' });
  t.equal(engine.stats.templates, templates);
  const records = many.map((template) => encodeFingerMinutiae(template));
  await t.rejects(engine.load([{ key: key('person-60'), purpose, records }], never), { code: 'GALLERY_FULL' });
});

t.test('whose records cannot be read is named and left out; the others are loaded', async (t) => {
  const records = enrolled(61).map((template) => encodeFingerMinutiae(template));
  const cut = records.map((record) => record.slice(0, 40));
  const left = await engine.load(
    [
      { key: key('person-61'), purpose, records: cut },
      { key: key('person-62'), purpose, records },
      { key: key('person-63'), purpose, records: [] },
    ],
    never,
  );
  t.strictSame(left, [
    { key: key('person-61'), why: 'unreadable' },
    { key: key('person-63'), why: 'unreadable' },
  ]);
  t.equal((await engine.identify(touch(61), never)).best?.key.subject, 'person-62');
  engine.remove('person-62');
});

t.test('what was given for another purpose is in no gallery, and finds nobody', async (t) => {
  const records = enrolled(64).map((template) => encodeFingerMinutiae(template));
  t.throws(() => engine.enrol(key('person-64'), 'access', enrolled(64)), { code: 'PURPOSE_REFUSED' });
  const fingers = [
    { key: key('person-64'), purpose: 'access', records },
    { key: key('person-65'), purpose, records: enrolled(65).map((template) => encodeFingerMinutiae(template)) },
  ];
  t.strictSame(await engine.load(fingers, never), [{ key: key('person-64'), why: 'other-purpose' }]);
  t.equal((await engine.identify(touch(64), never)).match, false);
  t.equal((await engine.identify(touch(65), never)).best?.key.subject, 'person-65');
  await t.rejects(engine.verify(touch(64), 'person-64', never), { code: 'PERSON_UNKNOWN' });
  engine.remove('person-65');
});

t.test('an aborted search lets its caller go at once, and the engine goes on', async (t) => {
  const patience = new AbortController();
  const search = engine.identify(touch(2), patience.signal);
  patience.abort(new Error('too late'));
  await t.rejects(search, { message: 'too late' });
  await t.rejects(engine.identify(touch(2), patience.signal), { message: 'too late' });
  t.equal((await engine.identify(touch(2), never)).best?.key.subject, 'person-2');
});

t.test('an empty template and one cut short find nobody', async (t) => {
  t.equal((await engine.identify(EMPTY, never)).match, false);
  const whole = touch(2);
  const cut = { ...whole, minutiae: whole.minutiae.slice(0, 2) };
  t.equal((await engine.identify(cut, never)).match, false);
  engine.enrol(key('person-70'), purpose, [EMPTY]);
  t.equal((await engine.identify(EMPTY, never)).match, false, 'not even each other');
  engine.remove('person-70');
  await t.rejects(engine.identify({ ...EMPTY, dpi: 0 }, never), { code: 'TEMPLATE_MALFORMED' });
});

t.test('a picture is extracted in a worker as it is here; one that is none is a fault', async (t) => {
  const image = synthesisePrint({ seed: 21, finger: 1, impression: 0, widthPx: 256, heightPx: 288 });
  t.strictSame(await engine.extract(image, never), extractTemplate(image));
  await t.rejects(engine.extract({ ...image, widthPx: 17 }, never), { code: 'IMAGE_SIZE' });
});

t.test('workers show that they compare, for as long as somebody waits for it', async (t) => {
  await engine.showLife(never);
  await t.rejects(engine.showLife(AbortSignal.abort(new Error('enough'))), { message: 'enough' });
});

t.test('a worker that dies is a fault once; the next search is answered, and a new worker comes', async (t) => {
  await t.rejects(engine.loseWorker(), { code: 'WORKER_LOST' });
  t.equal((await engine.identify(touch(3), never)).best?.key.subject, 'person-3');
  t.equal(engine.stats.workersLost, 1);
});

t.test(
  'two engines on the same threads know nobody of each other, and one goes on when the other is closed',
  async (t) => {
    await using pool = openRecognition({ threads: 1 });
    await using kept = await FingerEngine.open({ purpose, pool, capacityTemplates: CAPACITY });
    {
      await using other = await FingerEngine.open({ purpose, pool, capacityTemplates: CAPACITY });
      other.enrol(key('other'), purpose, enrolled(2));
      kept.enrol(key('kept'), purpose, enrolled(3));
      t.match(await other.identify(touch(2), never), { match: true, best: { key: key('other') } });
      t.equal((await kept.identify(touch(2), never)).match, false);
    }
    t.match(await kept.identify(touch(3), never), { match: true, best: { key: key('kept') } });
  },
);

t.test('threads that cannot load are told of at once', async (t) => {
  const file = workerFile('nobody.worker', import.meta.url);
  await using pool: RecognitionPool = WorkerPool.open({ file, threads: 1 });
  await t.rejects(FingerEngine.open({ purpose, pool }), { code: 'WORKER_LOST' });
});

t.test('an engine is closed twice without harm', async (t) => {
  await engine[Symbol.asyncDispose]();
  await engine[Symbol.asyncDispose]();
  await t.rejects(engine.showLife(never), { code: 'WORKER_LOST' });
  await t.rejects(engine.identify(touch(3), never), { code: 'WORKER_LOST' });
});
