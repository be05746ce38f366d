// Strengthens what runs like a ridge, in the direction and at the distance measured there.
import { filterRows, NO_FILTER } from './filter-rows.ts';
import { GABOR_BANK, LARGEST_RADIUS_PX } from './gabor-bank.ts';
import type { OrientationField } from './orientation.ts';
import { type Padded, pad } from './pad.ts';
import type { Grid, Raster } from './raster.ts';
import { BLOCK_PX, respond } from './respond.ts';

export function enhance(picture: Raster, mask: Grid, ridges: { field: OrientationField; period: Grid }): Raster {
  const { widthPx, heightPx } = picture;
  const data = new Float32Array(widthPx * heightPx);
  const padded = pad(picture, LARGEST_RADIUS_PX);
  const block = new Float64Array(BLOCK_PX);
  const filtersOf = filterRows(mask, ridges, widthPx);
  for (let y = 0; y < heightPx; y += 1) {
    const middle = (y + LARGEST_RADIUS_PX) * padded.stride + LARGEST_RADIUS_PX;
    enhanceRow(padded, middle, filtersOf(y), { block, row: data.subarray(y * widthPx, (y + 1) * widthPx) });
  }
  return { widthPx, heightPx, data };
}

interface Answers {
  readonly row: Float32Array;
  /** Where a block's answers go first. */
  readonly block: Float64Array;
}

/** Neighbours mostly want the same filter: they are answered in blocks. */
function enhanceRow(padded: Padded, middle: number, filters: Int16Array, { block, row }: Answers): void {
  for (let x = 0; x < row.length; ) {
    const from = x;
    const chosen = filters[from] ?? NO_FILTER;
    const limit = Math.min(row.length, from + BLOCK_PX);
    for (x += 1; x < limit && filters[x] === chosen; ) x += 1;
    const filter = GABOR_BANK[chosen];
    if (filter === undefined) continue;
    respond(padded, middle + from, filter, block);
    for (let at = from; at < x; at += 1) row[at] = block[at - from] ?? 0;
  }
}
