import t from 'tap';
import { extractTemplate } from '../../../fingerprint/laboratory.ts';
import { synthesisePrint } from '../../../fingerprint/synthesis/index.ts';
import { NetworkPad, type TextureNetwork } from './network-pad.ts';

const { signal } = new AbortController();
const image = synthesisePrint({ seed: 6, finger: 2, impression: 1, widthPx: 256, heightPx: 288 });
const { template } = extractTemplate(image);
const network: TextureNetwork = {
  version: 'net-3',
  input: { widthPx: 96, heightPx: 80, dpi: 500, mean: 127.5, scale: 1 / 127.5 },
  output: { attack: 1, softmax: true },
  threshold: 0.8,
};

t.test(
  'a network is handed the middle of the ridges, as its manifest entry says, and its output is the score',
  async (t) => {
    const inputs: Float32Array[] = [];
    const given: Float32Array[] = [];
    const run = async (input: Float32Array): Promise<Float32Array> => {
      inputs.push(input.slice());
      given.push(input);
      return Float32Array.of(0, Math.log(3));
    };
    const pad = new NetworkPad(network, { run });
    t.equal(pad.version, 'net-3');
    const finding = await pad.assess({ image, template }, signal);
    t.match(finding, { kind: 'scored', threshold: 0.8 });
    t.ok(finding.kind === 'scored' && Math.abs(finding.score - 0.75) < 1e-6, 'softmax of 0 and ln 3');
    const [input] = inputs;
    t.equal(input?.length, 96 * 80);
    t.ok(input?.every((value) => value >= -1 && value <= 1));
    const mean = Array.from(input ?? []).reduce((sum, value) => sum + value, 0) / (96 * 80);
    t.ok(
      given.every((input) => input.every((value) => value === 0)),
      'wiped after the run',
    );
    t.ok(mean < 0.6, `ridges, not the white around them: ${mean}`);
  },
);

t.test('beyond the picture the glass is white', async (t) => {
  const wide = { ...network, input: { ...network.input, widthPx: 600, mean: 0, scale: 1 / 255 } };
  const run = async (input: Float32Array): Promise<Float32Array> => Float32Array.of(0, input[0] ?? 0);
  const pad = new NetworkPad({ ...wide, output: { attack: 1, softmax: false } }, { run });
  t.match(await pad.assess({ image, template }, signal), { score: 1 });
});

t.test('too little ridge is said, and a network that does not fit its entry is a fault', async (t) => {
  const pad = new NetworkPad(network, { run: async () => Float32Array.of(1) });
  const { ridges: _, ...bare } = template;
  t.strictSame(await pad.assess({ image, template: bare }, signal), { kind: 'too-little-ridge' });
  await t.rejects(pad.assess({ image, template }, signal), { code: 'MODEL_UNFIT', context: { output: 1 } });
  const broken = new NetworkPad(network, { run: async () => Float32Array.of(0, Number.NaN) });
  await t.rejects(broken.assess({ image, template }, signal), { code: 'MODEL_UNFIT', context: { got: 'NaN' } });
});
