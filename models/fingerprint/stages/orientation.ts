// The direction in which ridges run, cell by cell, from the gradient's structure tensor at two scales.
import { CELL_PX, ORIENTATION } from '../parameters.ts';
import { emptyGrid, type Grid, gridLike, type Raster } from './raster.ts';
import { smoothGrid, smoothPlane } from './smooth.ts';

/** Orientation as the vector of its double angle (so that 179 and 1 degrees are neighbours), y down, unit length or zero. */
export interface OrientationField {
  readonly cos: Grid;
  readonly sin: Grid;
  /** 0 where no direction prevails, 1 where all gradients agree. */
  readonly coherence: Grid;
}

export interface OrientationScale {
  readonly fineSigmaCells: number;
  readonly coarseSigmaCells: number;
}

/** `mask` cells of 0 do not count. */
export function orientationOf(picture: Raster, mask: Grid, scale: OrientationScale = ORIENTATION): OrientationField {
  const tensor = tensorOf(picture, mask);
  const fine = smoothTensor(tensor, scale.fineSigmaCells);
  const coarse = smoothTensor(tensor, scale.coarseSigmaCells);
  const cos = gridLike(mask);
  const sin = gridLike(mask);
  const coherence = gridLike(mask);
  for (let cell = 0; cell < cos.data.length; cell += 1) {
    const energyFine = fine.energy.data[cell] ?? 0;
    const energyCoarse = coarse.energy.data[cell] ?? 0;
    if (energyFine < 1e-9 || energyCoarse < 1e-9) continue;
    const cosFine = (fine.cos.data[cell] ?? 0) / energyFine;
    const sinFine = (fine.sin.data[cell] ?? 0) / energyFine;
    const agreement = Math.hypot(cosFine, sinFine);
    const weight = ORIENTATION.evenCoherence ** 2 / Math.max(1e-3, agreement);
    const blendCos = cosFine + (weight * (coarse.cos.data[cell] ?? 0)) / energyCoarse;
    const blendSin = sinFine + (weight * (coarse.sin.data[cell] ?? 0)) / energyCoarse;
    const length = Math.hypot(blendCos, blendSin);
    if (length < 1e-9) continue;
    // The ridge runs at right angles to the gradient: in the double angle that is the opposite vector.
    cos.data[cell] = -blendCos / length;
    sin.data[cell] = -blendSin / length;
    coherence.data[cell] = agreement;
  }
  return { cos, sin, coherence };
}

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

/** Sums of squared gradients: their double-angle vector and their length. */
function tensorOf({ widthPx, heightPx, data }: Raster, mask: Grid): Tensor {
  const cos = emptyGrid({ widthPx, heightPx });
  const sin = gridLike(cos);
  const energy = gridLike(cos);
  const soft = data.slice();
  smoothPlane(soft, new Float32Array(data.length), { columns: widthPx, rows: heightPx }, ORIENTATION.gradientSigmaPx);
  for (let y = 1; y < heightPx - 1; y += 1)
    for (let x = 1; x < widthPx - 1; x += 1) {
      const cell = Math.floor(y / CELL_PX) * cos.columns + Math.floor(x / CELL_PX);
      if (mask.data[cell] === 0) continue;
      const at = y * widthPx + x;
      const right = (soft[at + 1] ?? 0) - (soft[at - 1] ?? 0);
      const down = (soft[at + widthPx] ?? 0) - (soft[at - widthPx] ?? 0);
      cos.data[cell] = (cos.data[cell] ?? 0) + right * right - down * down;
      sin.data[cell] = (sin.data[cell] ?? 0) + 2 * right * down;
      energy.data[cell] = (energy.data[cell] ?? 0) + right * right + down * down;
    }
  return { cos, sin, energy };
}
