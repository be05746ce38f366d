// The neighbourhood of a minutia as bits, free of rotation and position: which cells around it hold minutiae of which direction.
import type { Minutia } from '../../../protocol/index.ts';
import { CYLINDER } from '../parameters.ts';

const TAU = 2 * Math.PI;

interface Cell {
  readonly x: number;
  readonly y: number;
}

/** Middles of the cells within the disc, relative to the minutia, x along its direction. */
const CELLS: readonly Cell[] = discCells();

/** The bits of minutia `index` among `minutiae` (500 dpi), and how many are one. */
export function cylinderOf(
  minutiae: readonly Minutia[],
  index: number,
): readonly [words: readonly number[], ones: number] {
  const words = new Array<number>(CYLINDER.words).fill(0);
  const neighbours = neighboursOf(minutiae, index);
  let ones = 0;
  CELLS.forEach((cell, cellIndex) => {
    for (let direction = 0; direction < CYLINDER.directions; direction += 1) {
      if (!isSet(neighbours, cell, -Math.PI + ((direction + 0.5) * TAU) / CYLINDER.directions)) continue;
      const bit = cellIndex * CYLINDER.directions + direction;
      words[bit >> 5] = (words[bit >> 5] ?? 0) | (1 << (bit & 31));
      ones += 1;
    }
  });
  return [words, ones];
}

interface Neighbour extends Cell {
  /** Its direction against that of the minutia, (-pi, pi]. */
  readonly turn: number;
}

function neighboursOf(minutiae: readonly Minutia[], index: number): readonly Neighbour[] {
  const centre = minutiae[index];
  if (centre === undefined) return [];
  const cos = Math.cos(centre.angle);
  const sin = Math.sin(centre.angle);
  const reach = CYLINDER.radiusPx + 3 * CYLINDER.distanceSigmaPx;
  return minutiae
    .filter((other) => other !== centre && Math.hypot(other.x - centre.x, other.y - centre.y) <= reach)
    .map((other) => {
      const right = other.x - centre.x;
      const up = centre.y - other.y;
      return { x: right * cos + up * sin, y: up * cos - right * sin, turn: wrap(other.angle - centre.angle) };
    });
}

function isSet(neighbours: readonly Neighbour[], cell: Cell, turn: number): boolean {
  let sum = 0;
  for (const neighbour of neighbours) {
    const distance = Math.hypot(neighbour.x - cell.x, neighbour.y - cell.y) / CYLINDER.distanceSigmaPx;
    if (distance > 3) continue;
    const away = wrap(neighbour.turn - turn) / CYLINDER.directionSigma;
    sum += Math.exp(-0.5 * (distance * distance + away * away));
    if (sum >= CYLINDER.threshold) return true;
  }
  return false;
}

const wrap = (angle: number): number => angle - TAU * Math.round(angle / TAU);

function discCells(): readonly Cell[] {
  const size = (2 * CYLINDER.radiusPx) / CYLINDER.cellsAcross;
  const cells: Cell[] = [];
  for (let row = 0; row < CYLINDER.cellsAcross; row += 1)
    for (let column = 0; column < CYLINDER.cellsAcross; column += 1) {
      const x = (column + 0.5) * size - CYLINDER.radiusPx;
      const y = (row + 0.5) * size - CYLINDER.radiusPx;
      if (Math.hypot(x, y) <= CYLINDER.radiusPx) cells.push({ x, y });
    }
  return cells;
}
