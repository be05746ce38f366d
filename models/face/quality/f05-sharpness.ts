// F05: the face is in focus and did not move.
import { judged, type QualityCheck } from './check.ts';
import { type FacePatch, pixelsIn } from './face-patch.ts';
import { between } from './head.ts';
import { LIMITS } from './limits.ts';
import { eyesMiddle, mouthMiddle, type SeenFace } from './seen-face.ts';

/** Fine detail in coarse detail: the same in any light. */
export function sharpness(seen: SeenFace): readonly QualityCheck[] {
  const middle = between(eyesMiddle(seen), mouthMiddle(seen));
  const places = pixelsIn(seen.patch, { middle, width: 1.7, height: 1.7 });
  const { luma } = seen.patch;
  const fine = blurred(seen.patch, luma, 1);
  const coarse = blurred(seen.patch, fine, 3);
  const difference = (one: Float32Array, other: Float32Array): number =>
    places.reduce((sum, at) => sum + Math.abs((one[at] ?? 0) - (other[at] ?? 0)), 0);
  const value = difference(luma, fine) / Math.max(1e-6, difference(fine, coarse));
  const limit = { least: LIMITS.sharpness };
  return [judged({ check: 'F05', name: 'sharpness', value, limit, unit: 'ratio', required: true })];
}

/** The mean of so many pixels around, along rows and then columns. */
function blurred({ widthPx, heightPx }: FacePatch, values: Float32Array, reach: number): Float32Array {
  const along = meanAlong(values, { lines: heightPx, length: widthPx, step: 1, jump: widthPx, reach });
  return meanAlong(along, { lines: widthPx, length: heightPx, step: widthPx, jump: 1, reach });
}

interface Lines {
  readonly lines: number;
  readonly length: number;
  readonly step: number;
  readonly jump: number;
  readonly reach: number;
}

function meanAlong(values: Float32Array, { lines, jump, ...line }: Lines): Float32Array {
  const means = new Float32Array(values.length);
  for (let at = 0; at < lines; at += 1) meanOfLine(values, { ...line, start: at * jump }, means);
  return means;
}

type Line = Pick<Lines, 'length' | 'step' | 'reach'> & { readonly start: number };

/** A running sum, its window cut at the ends. */
function meanOfLine(values: Float32Array, { start, length, step, reach }: Line, means: Float32Array): void {
  let sum = 0;
  let count = 0;
  for (let ahead = 0; ahead < length + reach; ahead += 1) {
    if (ahead < length) {
      sum += values[start + ahead * step] ?? 0;
      count += 1;
    }
    const at = ahead - reach;
    if (at >= 0) means[start + at * step] = sum / count;
    if (at < reach) continue;
    sum -= values[start + (at - reach) * step] ?? 0;
    count -= 1;
  }
}
