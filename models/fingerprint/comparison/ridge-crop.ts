// The part of a ridge map that holds anything: what is packed and compared.
import type { RidgeMap } from '../../../protocol/computing.ts';

export interface RidgeCrop {
  readonly columns: number;
  readonly rows: number;
  /** Place in the whole map of the sample at the top left. */
  readonly firstColumn: number;
  readonly firstRow: number;
  readonly samples: Uint16Array;
}

/** Undefined where nothing is known. A side longer than `maxSide` loses its margins. */
export function cropRidges({ columns, rows, samples }: RidgeMap, maxSide: number): RidgeCrop | undefined {
  const [left, right] = extent(columns, (column) => isColumnKnown(column));
  const [top, bottom] = extent(rows, (row) => samples.subarray(row * columns, (row + 1) * columns).some(Boolean));
  if (left > right || top > bottom) return undefined;
  const [firstColumn, width] = middlePart(left, right, maxSide);
  const [firstRow, height] = middlePart(top, bottom, maxSide);
  const cropped = new Uint16Array(width * height);
  for (let row = 0; row < height; row += 1) {
    const from = (firstRow + row) * columns + firstColumn;
    cropped.set(samples.subarray(from, from + width), row * width);
  }
  return { columns: width, rows: height, firstColumn, firstRow, samples: cropped };

  function isColumnKnown(column: number): boolean {
    for (let row = 0; row < rows; row += 1) if (samples[row * columns + column] !== 0) return true;
    return false;
  }
}

/** First and last index for which `isKnown`; the first beyond the last where there is none. */
function extent(count: number, isKnown: (index: number) => boolean): readonly [first: number, last: number] {
  let [first, last] = [0, count - 1];
  while (first < count && !isKnown(first)) first += 1;
  while (last > first && !isKnown(last)) last -= 1;
  return [first, last];
}

function middlePart(first: number, last: number, maxSide: number): readonly [first: number, length: number] {
  const length = last - first + 1;
  return length <= maxSide ? [first, length] : [first + Math.floor((length - maxSide) / 2), maxSide];
}
