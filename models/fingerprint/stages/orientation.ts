// The direction in which ridges run, cell by cell, from the gradient's structure tensor at two scales.
import { CELL_PX, ORIENTATION } from './parameters.ts';
import { cellAt, type Grid, gridLike, type Raster } from './raster.ts';
import { smoothGrid, smoothPlane } from './smooth.ts';

/** Orientation as the vector of its double angle (so that 179 and 1 degrees are neighbours), y down, unit length or zero. */
export interface OrientationField {
  readonly cos: Grid;
  readonly sin: Grid;
  /** 0 where no direction prevails, 1 where all gradients agree. */
  readonly coherence: Grid;
}

/** `mask` cells of 0 do not count. */
export function orientationOf(picture: Raster, mask: Grid): OrientationField {
  const tensor = tensorOf(softened(picture), mask);
  const fine = smoothTensor(tensor, ORIENTATION.fineSigmaCells);
  const coarse = smoothTensor(tensor, ORIENTATION.coarseSigmaCells);
  const field = { cos: gridLike(mask), sin: gridLike(mask), coherence: gridLike(mask) };
  for (let cell = 0; cell < mask.data.length; cell += 1) blend(field, cell, fine, coarse);
  return field;
}

function blend({ cos, sin, coherence }: OrientationField, cell: number, fine: Tensor, coarse: Tensor): void {
  const [energyFine = 0, energyCoarse = 0] = [fine.energy.data[cell], coarse.energy.data[cell]];
  if (energyFine < LEAST || energyCoarse < LEAST) return;
  const [cosFine, sinFine] = [(fine.cos.data[cell] ?? 0) / energyFine, (fine.sin.data[cell] ?? 0) / energyFine];
  const agreement = Math.hypot(cosFine, sinFine);
  const weight = ORIENTATION.evenCoherence ** 2 / Math.max(1e-3, agreement) / energyCoarse;
  const blendCos = cosFine + weight * (coarse.cos.data[cell] ?? 0);
  const blendSin = sinFine + weight * (coarse.sin.data[cell] ?? 0);
  const length = Math.hypot(blendCos, blendSin);
  if (length < LEAST) return;
  // The ridge runs at right angles to the gradient: in the double angle that is the opposite vector.
  cos.data[cell] = -blendCos / length;
  sin.data[cell] = -blendSin / length;
  coherence.data[cell] = agreement;
}

/** Energies and lengths below are rounding, not ridges. */
const LEAST = 1e-9;

interface Tensor {
  readonly cos: Grid;
  readonly sin: Grid;
  readonly energy: Grid;
}

const smoothTensor = ({ cos, sin, energy }: Tensor, sigmaCells: number): Tensor => ({
  cos: smoothGrid(cos, sigmaCells),
  sin: smoothGrid(sin, sigmaCells),
  energy: smoothGrid(energy, sigmaCells),
});

function softened({ widthPx, heightPx, data }: Raster): Raster {
  const soft = data.slice();
  smoothPlane(soft, { columns: widthPx, rows: heightPx }, ORIENTATION.gradientSigmaPx);
  return { widthPx, heightPx, data: soft };
}

/** Sums of squared gradients: their double-angle vector and their length. */
function tensorOf(picture: Raster, mask: Grid): Tensor {
  const tensor = { cos: gridLike(mask), sin: gridLike(mask), energy: gridLike(mask) };
  const lastPx = picture.widthPx - 1;
  for (let y = 1; y < picture.heightPx - 1; y += 1)
    for (let column = 0; column < mask.columns; column += 1) {
      const x = column * CELL_PX;
      const cell = cellAt(mask, x, y);
      if (mask.data[cell] === 0) continue;
      const row = y * picture.widthPx;
      addGradients(tensor, cell, picture, { from: row + Math.max(1, x), to: row + Math.min(lastPx, x + CELL_PX) });
    }
  return tensor;
}

/** HOT: adds up in plain variables what the pixels of a row within a cell have. */
function addGradients(
  { cos, sin, energy }: Tensor,
  cell: number,
  { widthPx, data }: Raster,
  pixels: { readonly from: number; readonly to: number },
): void {
  let [rights, downs, products] = [0, 0, 0];
  for (let at = pixels.from; at < pixels.to; at += 1) {
    const right = (data[at + 1] ?? 0) - (data[at - 1] ?? 0);
    const down = (data[at + widthPx] ?? 0) - (data[at - widthPx] ?? 0);
    rights += right * right;
    downs += down * down;
    products += right * down;
  }
  cos.data[cell] = (cos.data[cell] ?? 0) + rights - downs;
  sin.data[cell] = (sin.data[cell] ?? 0) + 2 * products;
  energy.data[cell] = (energy.data[cell] ?? 0) + rights + downs;
}
