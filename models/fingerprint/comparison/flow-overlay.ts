// How alike ridges run in two maps laid over each other: the quick look, at every second sample.

import type { Alignment } from './alignment.ts';
import { FLOW } from './parameters.ts';
import type { RidgeSide } from './ridge-side.ts';

/** HOT. Little overlap is little evidence. */
export function flowWorth({ cos, sin, right, up }: Alignment, a: RidgeSide, b: RidgeSide): number {
  const turnCos = cos * cos - sin * sin;
  const turnSin = 2 * cos * sin;
  let alike = 0;
  let overlap = 0;
  for (let i = 0; i < a.count; i += FLOW.samplesApart) {
    const x = a.x[i] ?? 0;
    const y = a.y[i] ?? 0;
    const j = b.nearest(cos * x - sin * y + right, sin * x + cos * y + up);
    if (j < 0) continue;
    const flowCos = a.flowCos[i] ?? 0;
    const flowSin = a.flowSin[i] ?? 0;
    alike +=
      (turnCos * flowCos - turnSin * flowSin) * (b.flowCos[j] ?? 0) +
      (turnSin * flowCos + turnCos * flowSin) * (b.flowSin[j] ?? 0);
    overlap += 1;
  }
  return alike / (overlap + FLOW.shrinkSamples);
}
