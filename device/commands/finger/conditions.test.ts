// Simulated conditions: what they do to a picture, and that they do it the same way every time.
import t from 'tap';
import { synthesisePrint } from '../../../models/laboratory.ts';
import type { GrayImage } from '../../../protocol/index.ts';
import { CONDITIONS, isCondition } from './conditions.ts';

const picture = synthesisePrint({ seed: 4, finger: 0, impression: 0, widthPx: 300, heightPx: 340 });
const mean = ({ pixels }: GrayImage): number => pixels.reduce((sum, grey) => sum + grey, 0) / pixels.length;
const spread = (image: GrayImage): number => {
  const middle = mean(image);
  return Math.sqrt(image.pixels.reduce((sum, grey) => sum + (grey - middle) ** 2, 0) / image.pixels.length);
};

t.test('every condition changes the picture, and a second time in the same way', async (t) => {
  for (const [name, see] of Object.entries(CONDITIONS)) {
    const seen = see(picture);
    t.equal(seen.pixels.length, seen.widthPx * seen.heightPx, name);
    t.equal(Buffer.compare(see(picture).pixels, seen.pixels), 0, name);
    t.not(Buffer.compare(seen.pixels, picture.pixels), 0, name);
  }
});

t.test(
  'dry ridges are lighter, wet ones darker, faint ones flat; a piece is small; a resolution is another',
  async (t) => {
    t.ok(mean(CONDITIONS.dry(picture)) > mean(picture) + 5);
    t.ok(mean(CONDITIONS.wet(picture)) < mean(picture) - 5);
    t.ok(spread(CONDITIONS.faint(picture)) < 0.4 * spread(picture));
    t.match(CONDITIONS.small(picture), { widthPx: 192, heightPx: 192 });
    t.match(CONDITIONS['400dpi'](picture), { dpi: 400, widthPx: 240 });
    t.ok(isCondition('wet') && !isCondition('toString'));
  },
);
