// Pictures keep their content when their resolution or their window changes.
import t from 'tap';
import { placeInWindow, resampleImage } from './resample-image.ts';

const ramp = (widthPx: number, heightPx: number, dpi: number) => ({
  widthPx,
  heightPx,
  dpi,
  pixels: Uint8Array.from({ length: widthPx * heightPx }, (_, index) => (index % widthPx) * 10),
});

t.test('a picture that has the resolution already comes back as it is', async (t) => {
  const image = ramp(12, 9, 500);
  t.equal(resampleImage(image, 500), image);
});

t.test('half the resolution is the mean of neighbours', async (t) => {
  const half = resampleImage(ramp(12, 8, 1000), 500);
  t.match(half, { widthPx: 6, heightPx: 4, dpi: 500 });
  t.strictSame([...half.pixels.subarray(0, 6)], [5, 25, 45, 65, 85, 105]);
});

t.test('twice the resolution runs evenly between the old pixels and keeps the edges', async (t) => {
  const twice = resampleImage(ramp(4, 2, 250), 500);
  t.match(twice, { widthPx: 8, heightPx: 4, dpi: 500 });
  t.strictSame([...twice.pixels.subarray(0, 8)], [0, 3, 8, 13, 18, 23, 28, 30]);
});

t.test('a small picture is centred on the background, a large one is cut around its middle', async (t) => {
  const small = placeInWindow(ramp(2, 1, 500), { widthPx: 4, heightPx: 3, background: 255 });
  t.strictSame([...small.pixels], [255, 255, 255, 255, 255, 0, 10, 255, 255, 255, 255, 255]);
  const large = placeInWindow(ramp(6, 5, 500), { widthPx: 2, heightPx: 1, background: 255 });
  t.strictSame([...large.pixels], [20, 30]);
});
