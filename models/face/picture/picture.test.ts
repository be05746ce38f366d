// Photos decoded within bounds, also those that were cut, bent and made up; pictures resampled, cut and turned.
import t from 'tap';
import { mutatedBytes } from '../../../protocol/base/fixtures/mutations.ts';
import { seeded } from '../../../protocol/base/fixtures/seeded.ts';
import { isFault } from '../../../protocol/computing.ts';
import { cutOut } from './cut-out.ts';
import { decodePhoto } from './decode-photo.ts';
import { resampled, resampleRows } from './resample.ts';
import { sampleSimilar } from './sample-similar.ts';
import { inverse, similarityOnto } from './similarity.ts';

const ROUNDS = Number(process.env['RIDGED_MUTATIONS'] ?? 400);

async function madeUp(widthPx: number, heightPx: number): Promise<{ jpeg: Uint8Array; png: Uint8Array }> {
  const { default: sharp } = await import('sharp');
  const pixels = Uint8Array.from({ length: widthPx * heightPx * 3 }, (_, at) => (at * 7) % 256);
  const raw = { width: widthPx, height: heightPx, channels: 3 } as const;
  return { jpeg: await sharp(pixels, { raw }).jpeg().toBuffer(), png: await sharp(pixels, { raw }).png().toBuffer() };
}

/** Whether it is a picture. */
async function isDecoded(bytes: Uint8Array): Promise<boolean> {
  try {
    const { widthPx, heightPx, pixels } = await decodePhoto(bytes);
    if (pixels.length !== widthPx * heightPx * 3) throw new Error('pixels are missing');
    return true;
  } catch (fault) {
    if (isFault(fault, 'IMAGE_UNREADABLE') || isFault(fault, 'IMAGE_SIZE')) return false;
    throw fault;
  }
}

t.test('mutated photos are a picture or a fault of ours, nothing else', { timeout: 3_600_000 }, async (t) => {
  const random = seeded(9);
  const { jpeg, png } = await madeUp(148, 178);
  let [refused, longestMs] = [0, 0];
  for (let round = 0; round < ROUNDS; round += 1) {
    const bytes = mutatedBytes(round % 2 ? jpeg : png, random);
    const startedAt = performance.now();
    if (!(await isDecoded(bytes))) refused += 1;
    longestMs = Math.max(longestMs, performance.now() - startedAt);
  }
  t.comment(
    `${ROUNDS} photos: ${ROUNDS - refused} pictures, ${refused} refused, the longest ${longestMs.toFixed(1)} ms`,
  );
  t.ok(refused > ROUNDS / 10 && refused < ROUNDS, `${refused} of ${ROUNDS} refused`);
});

t.test('what is too large, too small or no picture is refused before it is decoded', async (t) => {
  const { jpeg, png } = await madeUp(148, 178);
  t.match(await decodePhoto(jpeg), { widthPx: 148, heightPx: 178 });
  const limits = { mostBytes: 1000, leastPx: 16, mostPx: 8192 };
  await t.rejects(decodePhoto(png, limits), { code: 'IMAGE_UNREADABLE', context: { most: 1000 } });
  await t.rejects(decodePhoto(jpeg, { ...limits, mostBytes: 1e6, mostPx: 160 }), { code: 'IMAGE_SIZE' });
  await t.rejects(decodePhoto((await madeUp(8, 8)).png), { code: 'IMAGE_SIZE' });
  await t.rejects(decodePhoto(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')), { code: /^IMAGE_/ });
});

t.test('grey, transparent and turned photos come in three channels, upright', async (t) => {
  const { default: sharp } = await import('sharp');
  const create = { width: 40, height: 20, channels: 4, background: { r: 255, g: 0, b: 0, alpha: 0 } } as const;
  const clear = await decodePhoto(await sharp({ create }).png().toBuffer());
  t.strictSame([...clear.pixels.subarray(0, 3)], [255, 255, 255]);
  const grey = await decodePhoto(await sharp({ create }).flatten().greyscale().png().toBuffer());
  t.equal(grey.pixels.length, 40 * 20 * 3);
  const turned = await sharp({ create }).flatten().jpeg().withMetadata({ orientation: 6 }).toBuffer();
  t.match(await decodePhoto(turned), { widthPx: 20, heightPx: 40 });
});

t.test('a picture keeps its mean when it is made smaller, and its colours when it is made larger', async (t) => {
  const pixels = Uint8Array.from({ length: 12 * 8 * 3 }, (_, at) => (at % 3) * 100);
  const image = { widthPx: 12, heightPx: 8, pixels };
  for (const size of [
    { widthPx: 5, heightPx: 3 },
    { widthPx: 30, heightPx: 20 },
  ]) {
    const made = resampled(image, size);
    t.ok(
      made.pixels.every((value, at) => value === (at % 3) * 100),
      `${size.widthPx}`,
    );
  }
});

t.test('blocks of a power of two give to the bit what they give by shares', async (t) => {
  const random = seeded(4);
  for (const block of [2, 4, 8, 16]) {
    const [widthPx, heightPx] = [5, 3];
    const image = {
      widthPx: widthPx * block,
      heightPx: heightPx * block,
      pixels: Uint8Array.from({ length: 3 * widthPx * heightPx * block * block }, () => Math.floor(random() * 256)),
    };
    resampleRows(image, { widthPx, heightPx }, (row, y) =>
      t.strictSame([...row], rowByShares(image, { block, widthPx, y }), `${block}`),
    );
  }
});

/** Along the row first, then down, each rounded to 32 bits, as any other size is. */
function rowByShares(
  { pixels, widthPx: oldWidthPx }: { readonly pixels: Uint8Array; readonly widthPx: number },
  { block, widthPx, y }: { readonly block: number; readonly widthPx: number; readonly y: number },
): readonly number[] {
  return Array.from({ length: 3 * widthPx }, (_, out) => {
    let value = 0;
    for (let down = 0; down < block; down += 1) {
      const first = 3 * ((y * block + down) * oldWidthPx + Math.floor(out / 3) * block) + (out % 3);
      let along = 0;
      for (let right = 0; right < block; right += 1) along += (pixels[first + 3 * right] ?? 0) / block;
      value = Math.fround(value + Math.fround(along) / block);
    }
    return value;
  });
}

t.test('what is cut out beyond the edge is black', async (t) => {
  const image = { widthPx: 3, heightPx: 2, pixels: Uint8Array.from({ length: 18 }, (_, at) => at + 1) };
  const cut = cutOut(image, { leftPx: -1, topPx: 1, widthPx: 2, heightPx: 2 });
  t.strictSame([...cut.pixels], [0, 0, 0, 10, 11, 12, 0, 0, 0, 0, 0, 0]);
  const nothing = cutOut(image, { leftPx: 9, topPx: 9, widthPx: 1, heightPx: 1 });
  t.strictSame([...nothing.pixels], [0, 0, 0]);
});

t.test('a picture moved by half a pixel is the mean of its neighbours, and black beyond its edge', async (t) => {
  const image = {
    widthPx: 4,
    heightPx: 3,
    pixels: Uint8Array.from({ length: 36 }, (_, at) => 10 * Math.floor(at / 3)),
  };
  const rows: number[][] = [];
  const back = { size: 1, twist: 0, right: 0.5, down: 0 };
  sampleSimilar(image, { back, widthPx: 4, heightPx: 3 }, (row) => rows.push([...row.filter((_, at) => at % 3 === 0)]));
  t.strictSame(rows, [
    [5, 15, 25, 15],
    [45, 55, 65, 35],
    [85, 95, 105, 55],
  ]);
  const turned: number[][] = [];
  const quarter = { size: 0, twist: 1, right: 2, down: 0 };
  sampleSimilar(image, { back: quarter, widthPx: 3, heightPx: 3 }, (row) =>
    turned.push([...row.filter((_, at) => at % 3 === 0)].map(Math.round)),
  );
  t.strictSame(turned[0], [20, 60, 100], 'a column becomes a row');
});

t.test('points are brought onto points by a turn, a size and a shift, and back', async (t) => {
  const from = [
    { xPx: 0, yPx: 0 },
    { xPx: 2, yPx: 0 },
    { xPx: 1, yPx: 3 },
  ];
  const to = from.map(({ xPx, yPx }) => ({ xPx: -2 * yPx + 5, yPx: 2 * xPx - 1 }));
  const onto = similarityOnto(from, to);
  t.match(onto, { right: 5, down: -1 });
  if (!onto) return;
  const back = inverse(onto);
  to.forEach(({ xPx, yPx }, at) => {
    t.ok(Math.abs(back.size * xPx - back.twist * yPx + back.right - (from[at]?.xPx ?? 0)) < 1e-9);
    t.ok(Math.abs(back.twist * xPx + back.size * yPx + back.down - (from[at]?.yPx ?? 0)) < 1e-9);
  });
  t.equal(
    similarityOnto(
      from.map(() => ({ xPx: 1, yPx: 1 })),
      to,
    ),
    undefined,
  );
});
