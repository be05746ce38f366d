// A finger texture network from its manifest to a verdict, through the real onnxruntime; and entries that cannot be used.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { ManualClock } from '../../../../protocol/computing.ts';
import { extractTemplate } from '../../../fingerprint/laboratory.ts';
import { synthesisePrint } from '../../../fingerprint/synthesis/index.ts';
import { entryOf, installed } from '../../../runtime/fixtures/networks.ts';
import type { ModelEntry } from '../../../runtime/index.ts';
import { FingerPad } from '../finger-pad.ts';
import { textureContent, textureEntry } from './fixtures/texture-network.ts';
import { openNetworkPad, textureNetwork } from './open-network-pad.ts';

const { signal } = new AbortController();
const image = synthesisePrint({ seed: 6, finger: 2, impression: 1, widthPx: 256, heightPx: 288 });
const { template } = extractTemplate(image);
const presentation = { frames: [{ image, atMs: 0 }], template, startsAt: 'settled', lift: 'unknown' } as const;

t.test('a network that the manifest names decides whether skin is living, and is named with the verdict', async (t) => {
  for (const [bias, verdict] of [
    [-9, 'bona-fide'],
    [9, 'attack'],
  ] as const) {
    const content = textureContent(bias);
    await using network = await openNetworkPad(installed(t.testdir(), content, textureEntry(content)), signal);
    t.ok(network, 'the manifest names one');
    if (!network) return;
    await using pad = new FingerPad({ clock: new ManualClock(), texture: network.pad, keepMs: 0 });
    const result = await pad.assess(presentation, signal);
    t.match(result, { verdict, version: /\+texture-net-2$/ });
    t.equal(pad.looksAtSkin, true);
    // The network adds its bias to the mean of the picture, which lies from -1 to 1.
    const wanted = (mean: number): number => 1 / (1 + Math.exp(-(mean + bias)));
    t.ok(result.score !== null && result.score > wanted(-1) && result.score < wanted(1), `${result.score}`);
  }
});

t.test('a manifest without one is no fault, one with two is', async (t) => {
  const folder = t.testdir();
  const content = textureContent(0);
  const entry = textureEntry(content);
  const manifest = installed(folder, content, { ...entry, role: 'face-detector' });
  t.equal(await openNetworkPad(manifest, signal), undefined);
  const models = [entry, { ...entry, name: 'other' }];
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ format: 1, models }));
  await t.rejects(openNetworkPad(manifest, signal), { code: 'MODEL_UNFIT', context: { detail: /more than one/ } });
});

t.test('an altered file, and an entry that describes another network, are told before anybody touches', async (t) => {
  const content = textureContent(0);
  const entry = textureEntry(content);
  const folder = t.testdir();
  const refused = (given: Partial<ModelEntry>): Promise<unknown> =>
    openNetworkPad(installed(folder, content, { ...entry, ...given }), signal);
  await t.rejects(refused({ sha256: '0'.repeat(64) }), { code: 'MODEL_ALTERED' });
  const outputs = [{ name: 'score', shape: ['N', 3] }];
  await t.rejects(refused({ outputs }), { code: 'MODEL_UNFIT', context: { tensor: 'score', got: '[N,1]' } });
});

t.test('what the entry says of its use is checked', (t) => {
  const entry = textureEntry(textureContent(0));
  const [input] = entry.inputs;
  if (!input) throw new Error('no input');
  const wrong = (given: Partial<ModelEntry>, detail: RegExp): void => {
    t.throws(() => textureNetwork({ ...entry, ...given }), { code: 'MODEL_UNFIT', context: { detail } });
  };
  wrong({ use: {} }, /dpi: .*threshold: /);
  wrong({ use: { ...entry.use, threshold: 1 } }, /threshold/);
  wrong({ use: { ...entry.use, attack: 1 } }, /no output 1/);
  wrong({ inputs: [{ ...input, channels: 'rgb' }] }, /grey/);
  wrong({ inputs: [{ ...input, shape: ['N', 1, 'H', 80] }] }, /one size/);
  wrong({ inputs: [input, input] }, /one input/);
  wrong({ outputs: [{ name: 'score', shape: ['N'] }] }, /output shape/);
  const { use } = entryOf(textureContent(0));
  t.strictSame(use, {}, 'other roles need say nothing');
  const wide = { ...input, shape: ['N', 80, 96, 1], layout: 'NHWC' } as const;
  t.match(textureNetwork({ ...entry, inputs: [{ ...wide, shape: [...wide.shape] }] }), {
    version: 'texture-net-2',
    input: { widthPx: 96, heightPx: 80, dpi: 500, mean: 127.5 },
  });
  t.end();
});
