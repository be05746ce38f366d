// Finds what was left on the glass: faint texture that runs like ridges, apart from the finger.

import type { Contrast } from './contrast.ts';
import { CELL_PX, RESIDUE } from './parameters.ts';
import { type Grid, gridLike, type Raster } from './raster.ts';
import { piecesOf } from './segment.ts';
import { smoothGrid } from './smooth.ts';

const CELL_AREA_PX = CELL_PX * CELL_PX;

/** How many cells of it there are. */
export function residueCells(normalised: Raster, { deviation }: Contrast, mask: Grid): number {
  const finger = largestPiece(mask);
  const contrast = medianOf(deviation, finger);
  const beside = besideFinger(mask, finger);
  if (finger.length === 0 || beside.data.every((cell) => cell === 0)) return 0;
  const gradients = gradientsIn(normalised, beside);
  let count = 0;
  for (let cell = 0; cell < beside.data.length; cell += 1) {
    const grey = deviation.data[cell] ?? 0;
    const isFaint = grey >= RESIDUE.minContrastGrey && grey < RESIDUE.contrastShare * contrast;
    if (beside.data[cell] === 1 && isFaint && runsLikeRidges(gradients, cell)) count += 1;
  }
  return count;
}

function runsLikeRidges({ cos, sin, energy, right, down }: Gradients, cell: number): boolean {
  const total = (energy.data[cell] ?? 0) + 1e-6;
  const coherence = Math.hypot(cos.data[cell] ?? 0, sin.data[cell] ?? 0) / total;
  const drift = ((right.data[cell] ?? 0) ** 2 + (down.data[cell] ?? 0) ** 2) / CELL_AREA_PX / total;
  return coherence >= RESIDUE.minCoherence && drift <= RESIDUE.maxDrift;
}

const largestPiece = (mask: Grid): readonly number[] =>
  piecesOf(mask, 1).reduce<readonly number[]>(
    (largest, piece) => (piece.length > largest.length ? piece : largest),
    [],
  );

const medianOf = ({ data }: Grid, cells: readonly number[]): number =>
  Float32Array.from(cells, (cell) => data[cell] ?? 0).sort()[cells.length >> 1] ?? 0;

/** 1 for cells well apart from the finger and from the border of the picture. */
function besideFinger(mask: Grid, finger: readonly number[]): Grid {
  const { columns, rows } = mask;
  const beside = gridLike(mask);
  const border = RESIDUE.borderCells;
  for (let row = border; row < rows - border; row += 1)
    beside.data.fill(1, row * columns + Math.min(border, columns), row * columns + Math.max(border, columns - border));
  const reach = RESIDUE.apartCells;
  for (const cell of finger) {
    const [column, row] = [cell % columns, Math.floor(cell / columns)];
    const from = Math.max(0, column - reach);
    const to = Math.min(columns, column + reach + 1);
    for (let near = Math.max(0, row - reach); near <= Math.min(rows - 1, row + reach); near += 1)
      beside.data.fill(0, near * columns + from, near * columns + to);
  }
  return beside;
}

interface Gradients {
  /** Double-angle vector of the squared gradients, and their length. */
  readonly cos: Grid;
  readonly sin: Grid;
  readonly energy: Grid;
  /** The gradients themselves, which cancel out where ridges rise and fall. */
  readonly right: Grid;
  readonly down: Grid;
}

/** Of the wanted cells, smoothed over their neighbours. */
function gradientsIn(picture: Raster, wanted: Grid): Gradients {
  const raw = {
    cos: gridLike(wanted),
    sin: gridLike(wanted),
    energy: gridLike(wanted),
    right: gridLike(wanted),
    down: gridLike(wanted),
  };
  // Wanted cells lie off the border of the picture, so that every pixel of them has neighbours.
  for (let cell = 0; cell < wanted.data.length; cell += 1)
    if (wanted.data[cell] === 1) measureGradients(raw, cell, picture);
  const smooth = (grid: Grid): Grid => smoothGrid(grid, RESIDUE.smoothCells);
  return {
    cos: smooth(raw.cos),
    sin: smooth(raw.sin),
    energy: smooth(raw.energy),
    right: smooth(raw.right),
    down: smooth(raw.down),
  };
}

/** HOT. Three rows and columns wide (Prewitt's), which noise moves less than plain differences. */
function measureGradients(sums: Gradients, cell: number, { widthPx, data }: Raster): void {
  const column = cell % sums.cos.columns;
  const corner = ((cell - column) / sums.cos.columns) * CELL_PX * widthPx + column * CELL_PX;
  let rights = 0;
  let downs = 0;
  let right2 = 0;
  let down2 = 0;
  let products = 0;
  for (let pixel = 0; pixel < CELL_AREA_PX; pixel += 1) {
    const across = pixel % CELL_PX;
    const at = corner + ((pixel - across) / CELL_PX) * widthPx + across;
    const above = at - widthPx;
    const below = at + widthPx;
    const falling = (data[below + 1] ?? 0) - (data[above - 1] ?? 0);
    const rising = (data[above + 1] ?? 0) - (data[below - 1] ?? 0);
    const right = falling + rising + (data[at + 1] ?? 0) - (data[at - 1] ?? 0);
    const down = falling - rising + (data[below] ?? 0) - (data[above] ?? 0);
    rights += right;
    downs += down;
    right2 += right * right;
    down2 += down * down;
    products += right * down;
  }
  sums.cos.data[cell] = right2 - down2;
  sums.sin.data[cell] = 2 * products;
  sums.energy.data[cell] = right2 + down2;
  sums.right.data[cell] = rights;
  sums.down.data[cell] = downs;
}
