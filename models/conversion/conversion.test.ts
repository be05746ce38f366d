// Networks as their authors publish them, made into files that run: of small files in full, of the authors' own where a mirror has them.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { expectGolden, OnnxRuntime, readManifest } from '../runtime/index.ts';
import { callOf, mxnetFile, type Tensor, torchFile } from './fixtures/parameter-files.ts';
import { convert } from './index.ts';
import { mxnetNetwork } from './mxnet-network.ts';
import { readMxnetParameters } from './mxnet-parameters.ts';
import { readTorchParameters } from './torch-parameters.ts';

const never = new AbortController().signal;
const originals = join(import.meta.dirname, '../../../shared/models/original');
const { models } = await readManifest(join(import.meta.dirname, '../manifest.json'));
const sharedOf = (content: Uint8Array): SharedArrayBuffer => {
  const bytes = new SharedArrayBuffer(content.length);
  new Uint8Array(bytes).set(content);
  return bytes;
};

const tensors: readonly Tensor[] = [
  { name: 'first.weight', shape: [2, 3], values: [1, 2, 3, 4, 5, 6] },
  { name: 'ชื่อ', shape: [4], values: [0.5, -0.5, 1e-9, 7] },
];

t.test('both forms hold names, shapes and values', async (t) => {
  for (const [form, read] of [
    ['PyTorch', () => readTorchParameters(torchFile(tensors))],
    ['MXNet', () => readMxnetParameters(mxnetFile(tensors))],
  ] as const) {
    const parameters = read();
    t.strictSame([...parameters.keys()], ['first.weight', 'ชื่อ'], form);
    t.strictSame(parameters.get('first.weight'), { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) });
    t.strictSame(parameters.get('ชื่อ')?.data, Float32Array.of(0.5, -0.5, 1e-9, 7));
  }
});

t.test('a pickle that would call something is refused, and calls nothing', async (t) => {
  for (const [module, name] of [
    ['os', 'system'],
    ['builtins', 'eval'],
    ['collections', 'Counter'],
    ['__builtin__', 'getattr'],
  ] as const)
    t.throws(() => readTorchParameters(torchFile(tensors, callOf(module, name))), {
      code: 'MODEL_UNFIT',
      context: { detail: new RegExp(`${module} ${name}`) },
    });
});

t.test('a file that ends anywhere too early is refused', async (t) => {
  for (const [whole, read] of [
    [torchFile(tensors), readTorchParameters],
    [mxnetFile(tensors), readMxnetParameters],
  ] as const)
    for (let length = 0; length < whole.length; length += 1)
      t.throws(() => read(whole.subarray(0, length)), { code: 'MODEL_UNFIT' }, `${length} of ${whole.length} bytes`);
});

t.test('a symbol of MXNet becomes a network that counts as it says', async (t) => {
  const symbol = JSON.stringify({
    nodes: [
      { op: 'null', name: 'data', inputs: [] },
      { op: '_minus_scalar', name: 'less', attrs: { scalar: '1' }, inputs: [[0, 0, 0]] },
      { op: '_maximum_scalar', name: 'least', attrs: { scalar: '0' }, inputs: [[1, 0, 0]] },
      { op: 'Flatten', name: 'flat', inputs: [[2, 0, 0]] },
      { op: 'null', name: 'w', inputs: [] },
      {
        op: 'FullyConnected',
        name: 'sum',
        attrs: { no_bias: 'True', num_hidden: '1' },
        inputs: [
          [3, 0, 0],
          [4, 0, 0],
        ],
      },
    ],
    heads: [[5, 0, 0]],
  });
  const parameters = readMxnetParameters(mxnetFile([{ name: 'arg:w', shape: [1, 4], values: [1, 10, 100, 1000] }]));
  const ends = { input: { name: 'data', shape: ['N', 1, 2, 2] }, output: { name: 'sum', shape: ['N', 1] } };
  const content = mxnetNetwork(symbol, parameters, ends);
  const entry = {
    ...{ name: 'small', version: '1', role: 'test', file: 'small.onnx', sha256: '0'.repeat(64), optional: false },
    ...{ upstream: [], golden: [], licence: 'none', origin: 'a test', use: {} },
    inputs: [
      {
        name: 'data',
        shape: ['N', 1, 2, 2],
        layout: 'NCHW' as const,
        channels: 'gray' as const,
        mean: [0],
        scale: [1],
      },
    ],
    outputs: [{ name: 'sum', shape: ['N', 1] }],
  };
  await using runtime = OnnxRuntime.open();
  const network = await runtime.load({ entry, bytes: sharedOf(content) }, never);
  const data = Float32Array.of(0, 1, 3, 5);
  t.match(await network.run({ data: { shape: [1, 1, 2, 2], data } }, never), { sum: { data: Float32Array.of(4200) } });
  const strange = symbol.replace('Flatten', 'Dropout');
  t.throws(() => mxnetNetwork(strange, parameters, ends), { code: 'MODEL_UNFIT', context: { detail: /Dropout/ } });
  const circle = symbol.replace('[1,0,0]', '[5,0,0]');
  t.throws(() => mxnetNetwork(circle, parameters, ends), { code: 'MODEL_UNFIT', context: { detail: /after it/ } });
});

t.test(
  'what the authors publish becomes networks that answer as those that were looked at',
  { skip: existsSync(originals) ? false : 'no mirror of the files is there' },
  async (t) => {
    await using runtime = OnnxRuntime.open();
    const converted = models.filter(({ conversion }) => conversion !== undefined);
    t.equal(converted.length, 3);
    for (const entry of converted) {
      t.ok(entry.golden.length > 0);
      const { by = 'mxnet', originals: files = [] } = entry.conversion ?? {};
      const content = convert(
        by,
        files.map(({ file }) => readFileSync(join(originals, file))),
        entry,
      );
      const network = await runtime.load({ entry, bytes: sharedOf(content) }, never);
      await t.resolves(expectGolden(network, never), entry.name);
      const other = { ...entry, golden: entry.golden.map(({ answers }) => ({ seed: 3, answers })) };
      const elsewhere = await runtime.load({ entry: other, bytes: sharedOf(content) }, never);
      await t.rejects(expectGolden(elsewhere, never), { code: 'MODEL_UNFIT' }, 'another picture has another answer');
    }
  },
);
