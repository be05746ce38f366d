// Follows a ridge line pixel by pixel.
import type { Bitmap } from './raster.ts';
import { branchesOf, neighbours, ringOf } from './thin.ts';

export type WalkEnd = 'end' | 'fork' | 'limit';

export interface Walk {
  /** Indices of the pixels, the start first. */
  readonly path: readonly number[];
  readonly stoppedAt: WalkEnd;
}

const BRANCHES = Uint8Array.from({ length: 256 }, (_, ring) => branchesOf(ring));

export const branchCount = ({ data, widthPx }: Bitmap, at: number): number =>
  BRANCHES[neighbours(data, at, widthPx)] ?? 0;

/** First pixels of the branches that leave `at`; of pixels that touch, the one straight beside it. */
export function branchesFrom({ data, widthPx }: Bitmap, at: number): readonly number[] {
  const ring = ringOf(widthPx);
  const set = (index: number): boolean => data[at + (ring[index & 7] ?? 0)] === 1;
  const starts: number[] = [];
  for (let index = 0; index < 8; index += 1) {
    if (!set(index)) continue;
    const isSide = index % 2 === 0;
    if (isSide || (!set(index + 1) && !set(index - 1))) starts.push(at + (ring[index] ?? 0));
  }
  return starts;
}

/** From `from` by way of `first` until the line ends, forks, or `limit` pixels are walked. */
export function walk(skeleton: Bitmap, from: number, step: { first: number; limit: number }): Walk {
  const path = [from, step.first];
  while (path.length <= step.limit) {
    const at = path.at(-1) ?? from;
    if (branchCount(skeleton, at) > 2) return { path, stoppedAt: 'fork' };
    const next = nextPixel(skeleton, path.at(-2) ?? from, at);
    if (next === undefined || path.includes(next)) return { path, stoppedAt: 'end' };
    path.push(next);
  }
  return { path, stoppedAt: 'limit' };
}

/** Goes on to a neighbour that does not touch where it came from. */
function nextPixel({ data, widthPx }: Bitmap, before: number, at: number): number | undefined {
  const ring = ringOf(widthPx);
  const came = ring.indexOf(before - at);
  let diagonal: number | undefined;
  for (let turn = 2; turn <= 6; turn += 1) {
    const index = (came + turn) & 7;
    const next = at + (ring[index] ?? 0);
    if (data[next] !== 1) continue;
    if (index % 2 === 0) return next;
    diagonal ??= next;
  }
  return diagonal;
}
