import t from 'tap';
import { FingerPad, type TexturePad } from '../../../models/index.ts';
import { synthesiseTemplate } from '../../../models/laboratory.ts';
import { grayImage, ManualClock } from '../../../protocol/index.ts';
import { assessLiveness } from './assess-liveness.ts';

const { signal } = new AbortController();
const image = grayImage({ widthPx: 10, heightPx: 10, dpi: 500, pixels: new Uint8Array(100).fill(9) });
const touch = (impression: number) => ({
  image,
  template: synthesiseTemplate({ seed: 2, finger: 1, impression }),
});

t.test(
  'a touch that nothing has looked at closely is not called living, a copy of an earlier one is an attack',
  async (t) => {
    await using pad = new FingerPad({ clock: new ManualClock() });
    const first = await assessLiveness(pad, touch(1), signal);
    t.match(first, { result: 'not-assessed', model: 'finger-pad', version: pad.version, reasons: ['not-assessed'] });
    t.match(await assessLiveness(pad, touch(1), signal), { result: 'attack', reasons: ['copy-of-earlier'] });
    t.match(await assessLiveness(pad, touch(2), signal), { result: 'not-assessed' }, 'the same finger, laid on anew');
  },
);

t.test('a glass that is shown the same picture again and again remembers none', async (t) => {
  await using pad = new FingerPad({ clock: new ManualClock(), keepMs: 0 });
  await assessLiveness(pad, touch(1), signal);
  t.match(await assessLiveness(pad, touch(1), signal), { result: 'not-assessed' });
});

t.test('a model of skin is shown the picture of the touch, and only with one a finger can be living', async (t) => {
  const seen: unknown[] = [];
  const texture: TexturePad = {
    version: 'net-1',
    assess: async ({ image }) => {
      seen.push(image);
      return { kind: 'scored', score: 0.1, threshold: 0.5 };
    },
  };
  await using pad = new FingerPad({ clock: new ManualClock(), texture });
  t.match(await assessLiveness(pad, touch(1), signal), { result: 'live', version: pad.version, reasons: [] });
  t.strictSame(seen, [image]);
});
