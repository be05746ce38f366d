// A manifest that somebody else has written: read, or refused; and it names no file but one beside it.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { mutatedJson, mutatedText } from '../../protocol/base/fixtures/mutations.ts';
import { roundsOf, withstands } from '../../protocol/base/fixtures/withstand.ts';
import { readManifest } from './index.ts';

const product = readFileSync(join(import.meta.dirname, '../manifest.json'), 'utf8');
const [first] = JSON.parse(product).models;
const path = join(t.testdir(), 'manifest.json');

t.test('bent as text, and member by member', { timeout: 3_600_000 }, (t) =>
  withstands(t, {
    ...{ rounds: roundsOf(400), seed: 601 },
    read: async (random, round) => {
      const honest = round % 4 ? { format: 1, models: [first] } : JSON.parse(product);
      writeFileSync(path, round % 2 ? mutatedJson(honest, random) : mutatedText(JSON.stringify(honest), random));
      const { models } = await readManifest(path);
      for (const { file } of models) if (!/^\w[\w.-]*$/.test(file)) throw new Error(`it names ${file}`);
    },
  }),
);

t.test('a file elsewhere is none', async (t) => {
  const outside = ['../x.onnx', '/etc/passwd', 'a/b.onnx', 'a\\b.onnx', '.hidden', '..', 'x\0.onnx', 'file:x', ''];
  for (const file of outside) {
    writeFileSync(path, JSON.stringify({ format: 1, models: [{ ...first, file }] }));
    await t.rejects(readManifest(path), { code: 'MODEL_UNFIT' }, JSON.stringify(file));
  }
});
