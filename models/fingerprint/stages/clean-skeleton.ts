// Takes out of the ridge lines what no finger has: spurs, bridges across a valley, crumbs.

import type { OrientationField } from './orientation.ts';
import { SKELETON } from './parameters.ts';
import { type Bitmap, cellAt, ridgePixels } from './raster.ts';
import { cutCorners } from './thin.ts';
import { branchCount, branchesFrom, type Walk, walk } from './walk.ts';

export function cleanSkeleton(lines: Bitmap, field: OrientationField): Bitmap {
  const skeleton = { ...lines, data: lines.data.slice() };
  cutBridges(skeleton, field);
  cutSpurs(skeleton);
  dropCrumbs(skeleton);
  cutSpurs(skeleton);
  return skeleton;
}

const pixelsWith = (skeleton: Bitmap, isWanted: (branches: number) => boolean): Int32Array =>
  ridgePixels(skeleton).filter((at) => isWanted(branchCount(skeleton, at)));

const erase = ({ data }: Bitmap, path: readonly number[]): void => {
  for (const at of path) data[at] = 0;
};

/** Walks from every free end; `undefined` for a single pixel. */
function walkFromEnd(skeleton: Bitmap, end: number, limit: number): Walk | undefined {
  const [first] = branchesFrom(skeleton, end);
  return first === undefined ? undefined : walk(skeleton, end, { first, limit });
}

function cutSpurs(skeleton: Bitmap): void {
  for (const end of pixelsWith(skeleton, (branches) => branches === 1)) {
    const found = walkFromEnd(skeleton, end, SKELETON.maxSpurPx);
    if (found?.stoppedAt === 'fork') erase(skeleton, found.path.slice(0, -1));
  }
  cutCorners(skeleton.data, skeleton.widthPx);
}

function dropCrumbs(skeleton: Bitmap): void {
  for (const end of pixelsWith(skeleton, (branches) => branches <= 1)) {
    const found = walkFromEnd(skeleton, end, SKELETON.minRidgePx);
    if (found === undefined) skeleton.data[end] = 0;
    else if (found.stoppedAt === 'end') erase(skeleton, found.path);
  }
}

/** A short line between two forks that runs across the ridges is two ridges touching. */
function cutBridges(skeleton: Bitmap, field: OrientationField): void {
  for (const fork of pixelsWith(skeleton, (branches) => branches > 2))
    for (const first of branchesFrom(skeleton, fork)) {
      const found = walk(skeleton, fork, { first, limit: SKELETON.maxBridgePx });
      if (found.stoppedAt === 'fork' && found.path.length > 3 && runsAcross(skeleton, found.path, field))
        erase(skeleton, found.path.slice(1, -1));
    }
  cutCorners(skeleton.data, skeleton.widthPx);
}

function runsAcross({ widthPx }: Bitmap, path: readonly number[], field: OrientationField): boolean {
  const [from, to] = [path[0] ?? 0, path.at(-1) ?? 0];
  const right = (to % widthPx) - (from % widthPx);
  const down = Math.floor(to / widthPx) - Math.floor(from / widthPx);
  const middle = path[path.length >> 1] ?? from;
  const cell = cellAt(field.cos, middle % widthPx, Math.floor(middle / widthPx));
  const doubled = 2 * Math.atan2(down, right);
  return Math.cos(doubled) * (field.cos.data[cell] ?? 0) + Math.sin(doubled) * (field.sin.data[cell] ?? 0) < 0;
}
