// Networks through the real onnxruntime on a real thread: values, faults of files and tensors, order, and the end.
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { entryOf, installed, meanNetwork, sha256Of, slowNetwork } from './fixtures/networks.ts';
import { expectGolden, goldenOf } from './golden.ts';
import { type ModelEntry, type Network, OnnxRuntime, readManifest, readModel, type Tensor } from './index.ts';
import { onnxAnswer } from './onnx-sessions.ts';

const never = new AbortController().signal;
const content = meanNetwork({ widthPx: 6, heightPx: 4, weights: [2, -3], biases: [0.25, 0.5] });
// One for all: a thread takes more than a second to load TypeScript.
const runtime = OnnxRuntime.open();
t.teardown(() => runtime[Symbol.asyncDispose]());

const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));
const pictureOf = (value: (at: number) => number, count = 1): Tensor => ({
  shape: [count, 1, 4, 6],
  data: Float32Array.from({ length: 24 * count }, (_, at) => value(at)),
});
const near = (got: Float32Array | undefined, wanted: readonly number[]): boolean =>
  got?.length === wanted.length && wanted.every((value, at) => Math.abs(value - (got[at] ?? 9)) < 1e-6);

async function loaded(bytes: Uint8Array, given: Partial<ModelEntry> = {}): Promise<Network> {
  const folder = t.testdir();
  const manifest = await readManifest(installed(folder, bytes, entryOf(bytes, given)));
  const [entry] = manifest.models;
  if (!entry) throw new Error('the manifest is empty');
  return await runtime.load(await readModel(entry, folder), never);
}

t.test('what comes out is what the arithmetic done by hand gives, for one picture and for several', async (t) => {
  const network = await loaded(content);
  const { score } = await network.run({ picture: pictureOf((at) => at / 10) }, never);
  const mean = 23 / 20;
  t.strictSame(score?.shape, [1, 2]);
  t.ok(near(score?.data, [sigmoid(2 * mean + 0.25), sigmoid(-3 * mean + 0.5)]), `${score?.data}`);
  const two = pictureOf((at) => (at < 24 ? 0 : 1), 2);
  const both = (await network.run({ picture: two }, never))['score'];
  t.ok(near(both?.data, [0.25, 0.5, 2.25, -2.5].map(sigmoid)), `${both?.data}`);
  t.equal(two.data[30], 1, 'the input stays the callers own');
});

t.test('what was kept of the answers of a network knows it again, and tells another', async (t) => {
  const golden = [await goldenOf(await loaded(content), 7, never)];
  await expectGolden(await loaded(content, { golden }), never);
  const other = meanNetwork({ widthPx: 6, heightPx: 4, weights: [2, -3], biases: [0.25, 0.6] });
  await t.rejects(expectGolden(await loaded(other, { golden }), never), { code: 'MODEL_UNFIT' });
});

t.test('runs asked for at once each get their own answer', async (t) => {
  const [one, other] = [
    await loaded(content),
    await loaded(meanNetwork({ widthPx: 6, heightPx: 4, weights: [1, 1], biases: [0, 9] })),
  ];
  const wanted = [0, 1, 2, 3];
  const answers = await Promise.all(
    wanted.map((value) => (value % 2 ? other : one).run({ picture: pictureOf(() => value) }, never)),
  );
  answers.forEach(({ score }, value) => {
    const sums = value % 2 ? [value, value + 9] : [2 * value + 0.25, -3 * value + 0.5];
    t.ok(near(score?.data, sums.map(sigmoid)), `${value}: ${score?.data}`);
  });
});

t.test('a tensor that is not as the manifest says is refused before it is run', async (t) => {
  const network = await loaded(content);
  const refused = (inputs: Readonly<Record<string, Tensor>>, context: object): Promise<unknown> =>
    t.rejects(network.run(inputs, never), { code: 'MODEL_UNFIT', context: { model: 'mean', ...context } });
  const data = new Float32Array(24);
  await refused({ picture: { shape: [1, 1, 6, 4], data } }, { wanted: '[N,1,4,6]', got: '[1,1,6,4]' });
  await refused({ picture: { shape: [1, 24], data } }, { got: '[1,24]' });
  await refused({ picture: { shape: [0, 1, 4, 6], data } }, { got: '[0,1,4,6]' });
  await refused({ picture: { shape: [2, 1, 4, 6], data } }, { wanted: 48, got: 24 });
  await refused({}, { tensor: 'picture', why: 'it is missing' });
  await refused({ picture: pictureOf(() => 0), face: pictureOf(() => 0) }, { tensor: 'face', why: 'no such tensor' });
});

t.test('a file that is altered, cut, missing or no network is one clear fault', async (t) => {
  const folder = t.testdir();
  const entry = entryOf(content);
  installed(folder, content, entry);
  truncateSync(join(folder, entry.file), content.length - 10);
  await t.rejects(readModel(entry, folder), {
    code: 'MODEL_ALTERED',
    context: { model: 'mean', wanted: entry.sha256 },
  });
  await t.rejects(readModel(entry, join(folder, 'none')), { code: 'MODEL_MISSING', context: { why: /ENOENT/ } });
  await t.rejects(loaded(content.subarray(0, -10)), { code: 'MODEL_UNFIT', context: { detail: /protobuf/ } });
  await t.rejects(loaded(Buffer.from('a letter')), { code: 'MODEL_UNFIT', context: { model: 'mean' } });
  t.ok(
    near(
      (await (await loaded(content)).run({ picture: pictureOf(() => 0) }, never))['score']?.data,
      [0.25, 0.5].map(sigmoid),
    ),
  );
});

t.test('a network that has other inputs or outputs than its entry is refused when it is loaded', async (t) => {
  const [input] = entryOf(content).inputs;
  if (!input) throw new Error('no input');
  const unfit = (given: Partial<ModelEntry>, context: object): Promise<unknown> =>
    t.rejects(loaded(content, given), { code: 'MODEL_UNFIT', context });
  await unfit({ inputs: [{ ...input, shape: ['N', 1, 4, 8] }] }, { wanted: '[N,1,4,8]', got: '[N,1,4,6]' });
  await unfit({ inputs: [{ ...input, name: 'data' }] }, { tensor: 'data', why: 'the file has picture' });
  await unfit({ outputs: [{ name: 'score', shape: ['N', 3] }] }, { tensor: 'score', got: '[N,2]' });
  await unfit({ outputs: [{ name: 'prob', shape: ['N', 2] }] }, { tensor: 'prob', why: 'the file has score' });
  const fixed = await loaded(content, { inputs: [{ ...input, shape: [1, 1, 4, 6] }] });
  await t.rejects(fixed.run({ picture: pictureOf(() => 0, 2) }, never), {
    code: 'MODEL_UNFIT',
    context: { got: '[2,1,4,6]' },
  });
});

t.test('a manifest says where it is wrong', async (t) => {
  const path = join(t.testdir(), 'manifest.json');
  const entry = entryOf(content);
  const wrong = async (text: string, detail: RegExp): Promise<void> => {
    writeFileSync(path, text);
    await t.rejects(readManifest(path), { code: 'MODEL_UNFIT', context: { manifest: path, detail } });
  };
  const of = (...models: readonly object[]): string => JSON.stringify({ format: 1, models });
  const input = entry.inputs[0];
  await wrong('{', /not JSON/);
  await wrong(of({ ...entry, file: '../mean.onnx' }), /models\.0\.file: must be the name of a file beside/);
  await wrong(of({ ...entry, sha256: 'x' }), /sha256: must be 64/);
  await wrong(of({ ...entry, licence: undefined }), /models\.0\.licence/);
  await wrong(of({ ...entry, inputs: [{ ...input, channels: 'rgb' }] }), /as many channels/);
  await wrong(of({ ...entry, inputs: [{ ...input, mean: [] }] }), /a number for each channel/);
  await wrong(of({ ...entry, inputs: [{ ...input, scale: [0] }] }), /must not be 0/);
  await wrong(of(entry, entry), /one name/);
  await t.rejects(readManifest(join(path, 'none')), { code: 'MODEL_MISSING' });
  writeFileSync(path, of(entry));
  t.strictSame((await readManifest(path)).models, [entry]);
});

t.test(
  'a thread that meets a network for the first time in a run loads it then, and wipes its copy of the inputs',
  async (t) => {
    const folder = t.testdir();
    const entry = entryOf(content);
    installed(folder, content, entry);
    const picture = pictureOf(() => 1);
    const { score } = await onnxAnswer({ id: -1, model: await readModel(entry, folder), inputs: { picture } });
    t.ok(near(score?.data, [2.25, -2.5].map(sigmoid)), `${score?.data}`);
    t.ok(picture.data.every((value) => value === 0));
  },
);

const SLOW = { size: 512, rounds: 60 };
const slowContent = slowNetwork(SLOW.size, SLOW.rounds);
const slowShape = [1, 1, SLOW.size, SLOW.size] as const;
const slowEntry: Partial<ModelEntry> = {
  inputs: [{ name: 'picture', shape: [...slowShape], layout: 'NCHW', channels: 'gray', mean: [0], scale: [1] }],
  outputs: [{ name: 'score', shape: [...slowShape] }],
};
const ones = (): Tensor => ({ shape: slowShape, data: new Float32Array(SLOW.size ** 2).fill(1) });

t.test('who gives up during a run is let go at once; the late result is dropped and the thread goes on', async (t) => {
  const slow = await loaded(slowContent, slowEntry);
  const patience = new AbortController();
  const running = slow.run({ picture: ones() }, patience.signal);
  setImmediate(() => patience.abort(new Error('enough')));
  const startedAt = performance.now();
  await t.rejects(running, { message: 'enough' });
  const letGoMs = performance.now() - startedAt;
  const { score } = await slow.run({ picture: ones() }, never);
  t.ok(letGoMs < (performance.now() - startedAt) / 2, `let go after ${letGoMs} ms`);
  t.ok(score?.data.every((value) => Math.abs(value - 1) < 1e-3));
});

t.test('the end waits for the run that is under way, and refuses what waits behind it', async (t) => {
  const folder = t.testdir();
  const entry = { ...entryOf(slowContent, slowEntry), sha256: sha256Of(slowContent) };
  installed(folder, slowContent, entry);
  const closing = OnnxRuntime.open();
  const slow = await closing.load(await readModel(entry, folder), never);
  const running = slow.run({ picture: ones() }, never);
  const given = new AbortController();
  const abandoned = slow.run({ picture: ones() }, given.signal);
  given.abort(new Error('gone'));
  const waiting = slow.run({ picture: ones() }, never);
  const ended = [running, abandoned, waiting, closing[Symbol.asyncDispose]()] as const;
  const [first, second, third] = await Promise.allSettled(ended);
  t.equal(first.status, 'fulfilled', 'a run that had begun is finished');
  t.match(second, { status: 'rejected', reason: { message: 'gone' } });
  t.match(third, { status: 'rejected', reason: { code: 'WORKER_LOST' } }, 'what had not begun is refused');
  await closing[Symbol.asyncDispose]();
  await t.rejects(slow.run({ picture: ones() }, never), { code: 'WORKER_LOST' });
});
