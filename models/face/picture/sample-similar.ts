// A picture turned, sized and shifted: each new pixel is the mean of what it covers in the old one.
import type { ColourImage } from '../../../protocol/computing.ts';
import type { Point } from '../face.ts';
import type { SizePx, TakeRow } from './resample.ts';
import { type Similarity, scaleOf } from './similarity.ts';

const CHANNELS = 3;
/** Samples along each side of a pixel, at most: of a face that fills a large picture. */
const MOST_SAMPLES = 8;

interface Sampling extends SizePx {
  /** From pixels of the new picture to those of the old one. */
  readonly back: Similarity;
}

/** What lies beyond the picture is black. Row by row from the top; the row is used again for the next. */
export function sampleSimilar(image: ColourImage, sampling: Sampling, takeRow: TakeRow): void {
  const row = new Float32Array(sampling.widthPx * CHANNELS);
  for (let y = 0; y < sampling.heightPx; y += 1) {
    sampleRow(image, { back: sampling.back, y }, row);
    takeRow(row, y);
  }
  row.fill(0);
}

interface Row {
  readonly back: Similarity;
  readonly y: number;
}

/** Each pixel is the mean of as many samples as the picture has pixels there: a large face is not thinned to a pattern. */
function sampleRow(image: ColourImage, { back, y }: Row, row: Float32Array): void {
  const samples = Math.min(MOST_SAMPLES, Math.max(1, Math.round(scaleOf(back))));
  row.fill(0);
  for (let down = 0; down < samples; down += 1)
    for (let right = 0; right < samples; right += 1)
      addSamples(image, back, { row, samples, right: place(right, samples), down: y + place(down, samples) });
}

/** Of a sample along a side, counted from 0, from the middle of its pixel. */
const place = (at: number, samples: number): number => (at + 0.5) / samples - 0.5;

interface Sums {
  readonly row: Float32Array;
  readonly samples: number;
  /** Of the first pixel, in the new picture. */
  readonly right: number;
  readonly down: number;
}

/** One sample for each pixel of the row, a step of the old picture from one to the next. */
function addSamples(image: ColourImage, back: Similarity, { row, samples, right, down }: Sums): void {
  const share = 1 / (samples * samples);
  const [lastX, lastY] = [image.widthPx - 1, image.heightPx - 1];
  let xPx = back.size * right - back.twist * down + back.right;
  let yPx = back.twist * right + back.size * down + back.down;
  for (let at = 0; at < row.length; at += CHANNELS, xPx += back.size, yPx += back.twist) {
    if (xPx >= 0 && yPx >= 0 && xPx < lastX && yPx < lastY) addInner(image, { xPx, yPx, row, at, share });
    else addAtEdge(image, { xPx, yPx, row, at, share });
  }
}

interface Sample extends Point {
  readonly row: Float32Array;
  readonly at: number;
  readonly share: number;
}

/** Between the four pixels around it, all of which there are: written out, because nearly all samples are such. */
function addInner({ pixels, widthPx }: ColourImage, { xPx, yPx, row, at, share }: Sample): void {
  const [x, y] = [Math.floor(xPx), Math.floor(yPx)];
  const [right, low] = [xPx - x, share * (yPx - y)];
  const high = share - low;
  const [a, b, c, d] = [high * (1 - right), high * right, low * (1 - right), low * right];
  const above = (y * widthPx + x) * CHANNELS;
  const below = above + widthPx * CHANNELS;
  for (let channel = 0; channel < CHANNELS; channel += 1) {
    const [one, other] = [above + channel, below + channel];
    const upper = a * (pixels[one] ?? 0) + b * (pixels[one + CHANNELS] ?? 0);
    const lower = c * (pixels[other] ?? 0) + d * (pixels[other + CHANNELS] ?? 0);
    row[at + channel] = (row[at + channel] ?? 0) + upper + lower;
  }
}

function addAtEdge({ pixels, widthPx, heightPx }: ColourImage, { xPx, yPx, row, at, share }: Sample): void {
  const [left, top] = [Math.floor(xPx), Math.floor(yPx)];
  for (let corner = 0; corner < 4; corner += 1) {
    const [x, y] = [left + (corner & 1), top + (corner >> 1)];
    if (x < 0 || y < 0 || x >= widthPx || y >= heightPx) continue;
    const weight = share * (1 - Math.abs(xPx - x)) * (1 - Math.abs(yPx - y));
    const from = (y * widthPx + x) * CHANNELS;
    for (let channel = 0; channel < CHANNELS; channel += 1)
      row[at + channel] = (row[at + channel] ?? 0) + weight * (pixels[from + channel] ?? 0);
  }
}
