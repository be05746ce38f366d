// The direction in which ridges run, cell by cell, from the gradient's structure tensor at two scales.
import { ORIENTATION } from '../parameters.ts';
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
  smoothPlane(soft, new Float32Array(data.length), { columns: widthPx, rows: heightPx }, ORIENTATION.gradientSigmaPx);
  return { widthPx, heightPx, data: soft };
}

/** Sums of squared gradients: their double-angle vector and their length. */
function tensorOf(picture: Raster, mask: Grid): Tensor {
  const tensor = { cos: gridLike(mask), sin: gridLike(mask), energy: gridLike(mask) };
  for (let y = 1; y < picture.heightPx - 1; y += 1)
    for (let x = 1; x < picture.widthPx - 1; x += 1) {
      const cell = cellAt(mask, x, y);
      if (mask.data[cell] === 1) addGradient(tensor, cell, picture, y * picture.widthPx + x);
    }
  return tensor;
}

function addGradient({ cos, sin, energy }: Tensor, cell: number, { widthPx, data }: Raster, at: number): void {
  const right = (data[at + 1] ?? 0) - (data[at - 1] ?? 0);
  const down = (data[at + widthPx] ?? 0) - (data[at - widthPx] ?? 0);
  cos.data[cell] = (cos.data[cell] ?? 0) + right * right - down * down;
  sin.data[cell] = (sin.data[cell] ?? 0) + 2 * right * down;
  energy.data[cell] = (energy.data[cell] ?? 0) + right * right + down * down;
}
