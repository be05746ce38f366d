// Networks are those that were looked at, or it is said of each what is wrong.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { ModelEntry } from '../../models/index.ts';
import { entryOf, meanNetwork, sha256Of } from '../../models/runtime/fixtures/networks.ts';
import { checkNetworks } from './check-networks.ts';

const never = new AbortController().signal;
const content = meanNetwork({ widthPx: 6, heightPx: 4, weights: [1, -1], biases: [0, 0] });
const entry = entryOf(content, { bytes: content.length });

t.test('each network of a folder answers, or is told of with what is wrong', async (t) => {
  const folder = t.testdir({});
  const laid = (file: string, bytes: Uint8Array, more: Partial<ModelEntry> = {}): ModelEntry => {
    writeFileSync(join(folder, file), bytes);
    return { ...entry, name: file.replace('.onnx', ''), file, ...more };
  };
  const damaged = Buffer.from(content);
  damaged.writeUInt8(damaged.readUInt8(damaged.length - 1) ^ 1, damaged.length - 1);
  const unfit = Buffer.from('no network at all');
  const entries = [
    laid('good.onnx', content),
    laid('damaged.onnx', damaged),
    laid('unfit.onnx', unfit, { sha256: sha256Of(unfit), bytes: unfit.length }),
    laid('another.onnx', content, { golden: [{ seed: 1, answers: { score: [0.9, 0.9] } }] }),
    { ...entry, name: 'gone', file: 'gone.onnx' },
    { ...entry, name: 'optional', file: 'optional.onnx', optional: true },
  ];
  t.match(await checkNetworks(entries, folder, never), [
    { name: 'good', state: 'answers' },
    { name: 'damaged', state: 'altered' },
    { name: 'unfit', state: 'unfit' },
    { name: 'another', state: 'unfit', why: /does not answer as the network that was looked at/ },
    { name: 'gone', state: 'missing' },
    { name: 'optional', state: 'left-out' },
  ]);
});

t.test('whoever stops it is not told that a network is bad', async (t) => {
  const folder = t.testdir({});
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, entry.file), content);
  await t.rejects(checkNetworks([entry], folder, AbortSignal.abort(new Error('stopped'))), { message: 'stopped' });
});
