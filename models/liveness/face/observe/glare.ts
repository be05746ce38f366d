// A lamp or a window mirrored by glass or glossy paper: a patch of pure white with straight sides on the face or beside it.
import type { ColourImage } from '../../../../protocol/computing.ts';
import type { FaceBox } from '../../../face/index.ts';
import { GLARE } from '../parameters.ts';
import { scaled } from './surface.ts';

/** Area of the largest white patch that fills its own rectangle, by the area of the face; 0 where there is none. */
export function glareShare(image: ColourImage, box: FaceBox): number {
  const white = whiteCells(image, box);
  const seen = new Uint8Array(white.data.length);
  let largest = 0;
  for (let at = 0; at < white.data.length; at += 1) {
    if (!white.data[at] || seen[at]) continue;
    const patch = patchFrom(at, white, seen);
    if (patch.cells >= GLARE.leastFill * patch.rectangle) largest = Math.max(largest, patch.cells);
  }
  return largest / white.data.length;
}

interface Cells {
  readonly width: number;
  readonly data: Uint8Array;
}

function whiteCells(image: ColourImage, box: FaceBox): Cells {
  const area = scaled(box, 1, image);
  const cellPx = Math.max(1, Math.round(area.width / GLARE.cells));
  const width = Math.ceil(area.width / cellPx);
  const height = Math.ceil(area.height / cellPx);
  const data = new Uint8Array(width * height);
  for (let at = 0; at < data.length; at += 1) {
    const x = area.left + (at % width) * cellPx;
    const y = area.top + Math.floor(at / width) * cellPx;
    const place = 3 * (y * image.widthPx + x);
    const least = Math.min(image.pixels[place] ?? 0, image.pixels[place + 1] ?? 0, image.pixels[place + 2] ?? 0);
    data[at] = least >= GLARE.white ? 1 : 0;
  }
  return { width, data };
}

interface Patch {
  readonly cells: number;
  readonly rectangle: number;
}

function patchFrom(start: number, { width, data }: Cells, seen: Uint8Array): Patch {
  const waiting = [start];
  seen[start] = 1;
  let [cells, left, right, top, bottom] = [0, width, 0, data.length, 0];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const [x, y] = [at % width, Math.floor(at / width)];
    cells += 1;
    [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y)];
    const beside = [x > 0 ? at - 1 : -1, x < width - 1 ? at + 1 : -1, at - width, at + width];
    for (const next of beside) {
      if (!data[next] || seen[next]) continue;
      seen[next] = 1;
      waiting.push(next);
    }
  }
  return { cells, rectangle: (right - left + 1) * (bottom - top + 1) };
}
