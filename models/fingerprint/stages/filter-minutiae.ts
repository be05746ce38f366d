// Drops minutiae that the picture made and not the finger: at borders, across gaps, in disturbed places.
import type { Minutia } from '../../../protocol/computing.ts';
import { MINUTIA } from './parameters.ts';
import { cellAt, type Grid, type Size } from './raster.ts';

const TAU = 2 * Math.PI;
const AROUND = Array.from({ length: 12 }, (_, turn) => (turn * TAU) / 12);

export function filterMinutiae(found: readonly Minutia[], mask: Grid, size: Size): readonly Minutia[] {
  const inside = found.filter((minutia) => isInside(minutia, mask, size));
  const kept = inside.filter((minutia) => !inside.some((other) => other !== minutia && isDisturbed(minutia, other)));
  return [...kept].sort((a, b) => b.quality - a.quality).slice(0, MINUTIA.max);
}

/** A ring around it lies within the finger. */
const isInside = ({ x, y }: Minutia, mask: Grid, { widthPx, heightPx }: Size): boolean =>
  AROUND.every((turn) => {
    const column = x + MINUTIA.minBorderPx * Math.cos(turn);
    const row = y + MINUTIA.minBorderPx * Math.sin(turn);
    return column >= 0 && row >= 0 && column < widthPx && row < heightPx && mask.data[cellAt(mask, column, row)] === 1;
  });

function isDisturbed(a: Minutia, b: Minutia): boolean {
  const distance = Math.hypot(a.x - b.x, a.y - b.y);
  if (distance < MINUTIA.minApartPx) return true;
  return distance < MINUTIA.maxGapPx && areOpposite(a, b);
}

/** Directions that point away from each other: a broken ridge, a bridged valley, or a speck of either. */
const areOpposite = (a: Minutia, b: Minutia): boolean => Math.cos(a.angle - b.angle) < -Math.cos(MINUTIA.maxGapTurn);
