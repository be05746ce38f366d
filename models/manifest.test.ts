// The product's manifest, and where a mirror of the files is at hand: each loads, runs, and answers as its entry says.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { OnnxRuntime, readManifest, readModel, type Tensors } from './runtime/index.ts';

const never = new AbortController().signal;
const mirror = join(import.meta.dirname, '../../shared/models');
const { models } = await readManifest(join(import.meta.dirname, 'manifest.json'));
const grey = 128;

t.test('every entry has a role and says whose the network is', (t) => {
  t.ok(models.length > 0);
  for (const { name, role, licence } of models) t.match({ role, licence }, { role: /^face-/, licence: /\S/ }, name);
  t.end();
});

t.test(
  'every file of the mirror is the one named, and one runtime runs them all',
  { skip: existsSync(mirror) ? false : 'no mirror of the files is there' },
  async (t) => {
    await using runtime = OnnxRuntime.open();
    for (const entry of models.filter(({ optional }) => !optional)) {
      const network = await runtime.load(await readModel(entry, mirror), never);
      const inputs: Tensors = Object.fromEntries(
        entry.inputs.map(({ name, shape }) => {
          const fixed = shape.map((length) => (typeof length === 'number' ? length : 2));
          const size = fixed.reduce((product, length) => product * length, 1);
          return [name, { shape: fixed, data: new Float32Array(size).fill(grey) }];
        }),
      );
      const outputs = await network.run(inputs, never);
      for (const [name, { data }] of Object.entries(outputs))
        t.ok(data.length > 0 && data.every(Number.isFinite), `${entry.name} ${name}`);
      if (entry.role !== 'face-liveness') continue;
      const sums = [0, 3].map((at) => outputs['prob']?.data.slice(at, at + 3).reduce((sum, share) => sum + share, 0));
      t.ok(
        sums.every((sum = 0) => Math.abs(sum - 1) < 1e-4),
        `${entry.name}: shares of ${sums}`,
      );
    }
  },
);
