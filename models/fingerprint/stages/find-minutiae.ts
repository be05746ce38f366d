// Reads minutiae off the ridge lines: ends and forks, with the direction of the ridge (or of the valley between two branches).
import type { Minutia } from '../../../protocol/computing.ts';
import type { OrientationField } from './orientation.ts';
import { CELL_PX, MINUTIA } from './parameters.ts';
import { type Bitmap, cellAt, type Grid, ridgePixels } from './raster.ts';
import { branchCount, branchesFrom, walk } from './walk.ts';

const TAU = 2 * Math.PI;

export function findMinutiae(skeleton: Bitmap, field: OrientationField, reliability: Grid): readonly Minutia[] {
  const { widthPx } = skeleton;
  const minutiae: Minutia[] = [];
  for (const at of ridgePixels(skeleton)) {
    const branches = branchCount(skeleton, at);
    if (branches !== 1 && branches !== 3) continue;
    const traced = branches === 1 ? endDirection(skeleton, at) : forkDirection(skeleton, at);
    if (traced === undefined) continue;
    const [x, y] = [at % widthPx, Math.floor(at / widthPx)];
    const share = reliability.data[cellAt(reliability, x, y)] ?? 0;
    minutiae.push({
      x,
      y,
      angle: along(field, { x, y }, traced),
      kind: branches === 1 ? 'ending' : 'bifurcation',
      quality: Math.max(1, Math.min(100, Math.round(100 * share))),
    });
  }
  return minutiae;
}

/** Unit vector, y down. */
interface Direction {
  readonly right: number;
  readonly down: number;
}

function towards(path: readonly number[], widthPx: number): Direction {
  const [from, to] = [path[0] ?? 0, path.at(-1) ?? 0];
  const right = (to % widthPx) - (from % widthPx);
  const down = Math.floor(to / widthPx) - Math.floor(from / widthPx);
  const length = Math.hypot(right, down) || 1;
  return { right: right / length, down: down / length };
}

/** An ending points back along its ridge. */
function endDirection(skeleton: Bitmap, at: number): Direction | undefined {
  const [first] = branchesFrom(skeleton, at);
  if (first === undefined) return undefined;
  return towards(walk(skeleton, at, { first, limit: MINUTIA.tracePx }).path, skeleton.widthPx);
}

/** A fork points into the valley between the two branches that lie closest together. */
function forkDirection(skeleton: Bitmap, at: number): Direction | undefined {
  const branches = branchesFrom(skeleton, at).map((first) =>
    towards(walk(skeleton, at, { first, limit: MINUTIA.tracePx }).path, skeleton.widthPx),
  );
  if (branches.length !== 3) return undefined;
  const [a, b, c] = branches;
  if (a === undefined || b === undefined || c === undefined) return undefined;
  const pairs = [sum(a, b), sum(b, c), sum(a, c)];
  return pairs.reduce((widest, pair) =>
    Math.hypot(pair.right, pair.down) > Math.hypot(widest.right, widest.down) ? pair : widest,
  );
}

const sum = (a: Direction, b: Direction): Direction => ({ right: a.right + b.right, down: a.down + b.down });

/** The smoothed orientation there, turned the way the trace runs; counter-clockwise from the right. */
function along({ cos, sin }: OrientationField, place: { x: number; y: number }, traced: Direction): number {
  const doubled = Math.atan2(read(sin, place), read(cos, place));
  const [right, down] = [Math.cos(doubled / 2), Math.sin(doubled / 2)];
  const sign = right * traced.right + down * traced.down < 0 ? -1 : 1;
  const angle = Math.atan2(-sign * down, sign * right);
  return angle < 0 ? angle + TAU : angle;
}

/** One value between the middles of the cells. */
function read({ columns, rows, data }: Grid, { x, y }: { x: number; y: number }): number {
  const across = Math.min(columns - 1, Math.max(0, (x + 0.5) / CELL_PX - 0.5));
  const down = Math.min(rows - 1, Math.max(0, (y + 0.5) / CELL_PX - 0.5));
  const [left, top] = [Math.floor(across), Math.floor(down)];
  const [right, bottom] = [Math.min(columns - 1, left + 1), Math.min(rows - 1, top + 1)];
  const mix = (row: number): number =>
    (data[row * columns + left] ?? 0) * (1 - across + left) + (data[row * columns + right] ?? 0) * (across - left);
  return mix(top) * (1 - down + top) + mix(bottom) * (down - top);
}
