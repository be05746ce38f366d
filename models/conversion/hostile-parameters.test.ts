// Files of parameters that somebody else has written: read, or refused, soon, and nothing that they name is called. `make torture` goes on for longer.
import t from 'tap';
import { mutatedBytes, mutatedText } from '../../protocol/base/fixtures/mutations.ts';
import { roundsOf, withstands } from '../../protocol/base/fixtures/withstand.ts';
import { mxnetFile, torchFile } from './fixtures/parameter-files.ts';
import { mxnetNetwork } from './mxnet-network.ts';
import { readMxnetParameters } from './mxnet-parameters.ts';
import { readTorchParameters } from './torch-parameters.ts';

const long = { timeout: 3_600_000 };
const rounds = roundsOf(2000);
const tensors = [
  { name: 'a', shape: [2, 3], values: [1, 2, 3, 4, 5, 6] },
  { name: 'b', shape: [4], values: [1, 2, 3, 4] },
];

t.test('pickles and storages of PyTorch', long, (t) => {
  const whole = torchFile(tensors);
  return withstands(t, {
    ...{ rounds, seed: 611 },
    read: (random) => readTorchParameters(random() < 0.1 ? whole : mutatedBytes(whole, random)),
  });
});

t.test('arrays and names of MXNet', long, (t) => {
  const whole = mxnetFile(tensors);
  return withstands(t, {
    ...{ rounds, seed: 612 },
    read: (random) => readMxnetParameters(random() < 0.1 ? whole : mutatedBytes(whole, random)),
  });
});

t.test('an operator that is named as what every object has is not known', async (t) => {
  const ends = { input: { name: 'data', shape: ['N', 1, 2, 2] }, output: { name: 'both', shape: ['N', 1, 2, 2] } };
  for (const op of ['constructor', 'toString', 'hasOwnProperty']) {
    const symbol = JSON.stringify({ nodes: [{ op, name: 'one', inputs: [] }], heads: [[0, 0, 0]] });
    t.throws(() => mxnetNetwork(symbol, new Map(), ends), { code: 'MODEL_UNFIT', context: { detail: /not known/ } });
  }
});

t.test('symbols of MXNet', long, (t) => {
  const symbol = JSON.stringify({
    nodes: [
      { op: 'null', name: 'data', inputs: [] },
      { op: '_mul_scalar', name: 'more', attrs: { scalar: '2' }, inputs: [[0, 0, 0]] },
      {
        op: 'elemwise_add',
        name: 'both',
        inputs: [
          [1, 0, 0],
          [0, 0, 0],
        ],
      },
    ],
    heads: [[2, 0, 0]],
  });
  const ends = { input: { name: 'data', shape: ['N', 1, 2, 2] }, output: { name: 'both', shape: ['N', 1, 2, 2] } };
  return withstands(t, {
    ...{ rounds, seed: 613 },
    read: (random) =>
      mxnetNetwork(
        random() < 0.1 ? symbol : Buffer.from(mutatedText(symbol, random)).toString('utf8'),
        new Map(),
        ends,
      ),
  });
});
