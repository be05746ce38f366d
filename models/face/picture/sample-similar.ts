// A picture turned, sized and shifted: each new pixel is the mean of what it covers in the old one.
import type { ColourImage } from '../../../protocol/index.ts';
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
  const share = 1 / (samples * samples);
  row.fill(0);
  for (let at = 0; at < row.length; at += CHANNELS)
    for (let sample = 0; sample < samples * samples; sample += 1) {
      const u = at / CHANNELS - 0.5 + ((sample % samples) + 0.5) / samples;
      const v = y - 0.5 + (Math.floor(sample / samples) + 0.5) / samples;
      const x = back.size * u - back.twist * v + back.right;
      addSample(image, { xPx: x, yPx: back.twist * u + back.size * v + back.down }, { row, at, share });
    }
}

interface Sum {
  readonly row: Float32Array;
  readonly at: number;
  readonly share: number;
}

/** Between the four pixels around it. */
function addSample({ pixels, widthPx, heightPx }: ColourImage, { xPx, yPx }: Point, { row, at, share }: Sum): void {
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
