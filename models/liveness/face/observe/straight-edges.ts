// The rim of a screen or of a sheet of paper: long straight edges on the sides of the face, upright or slightly tilted.
import type { ColourImage } from '../../../../protocol/computing.ts';
import type { FaceBox } from '../../../face/index.ts';
import { EDGES } from '../parameters.ts';
import { type GreyRaster, greyRaster } from './grey-raster.ts';

/** How much of its length the third strongest of the four sides has: two may be a door behind the person, three are a frame. */
export function straightEdges(image: ColourImage, box: FaceBox): number {
  const raster = around(image, box);
  const across = transposed(raster);
  const sides = [
    strongestLine(raster, 'before'),
    strongestLine(raster, 'after'),
    strongestLine(across, 'before'),
    strongestLine(across, 'after'),
  ];
  return sides.sort((a, b) => b - a)[2] ?? 0;
}

/** The face in the middle third, `EDGES.reach` boxes wide. */
function around(image: ColourImage, box: FaceBox): GreyRaster {
  const side = EDGES.reach * Math.max(box.widthPx, box.heightPx);
  const cellPx = Math.max(1, Math.round(side / EDGES.cells));
  const left = Math.round(box.leftPx + box.widthPx / 2 - side / 2);
  const top = Math.round(box.topPx + box.heightPx / 2 - side / 2);
  return greyRaster(image, { left, top, width: Math.ceil(side), height: Math.ceil(side) }, cellPx);
}

function transposed({ width, height, data }: GreyRaster): GreyRaster {
  const turned = new Float32Array(data.length);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) turned[x * height + y] = data[y * width + x] ?? 0;
  return { width: height, height: width, data: turned };
}

/** Among upright lines left (`before`) or right (`after`) of the face. */
function strongestLine(raster: GreyRaster, side: 'before' | 'after'): number {
  const { width, height } = raster;
  const third = Math.floor(width / 3);
  const [from, to] = side === 'before' ? [2, third] : [width - third, width - 2];
  // Along the face's own height: a held thing may end just below the chin.
  const rows = [Math.floor(height / 3), Math.ceil((2 * height) / 3)] as const;
  let strongest = 0;
  for (const slope of EDGES.slopes)
    for (let x = from; x < to; x += 1) strongest = Math.max(strongest, coverage(raster, { x, slope, rows }));
  return strongest;
}

interface Line {
  readonly x: number;
  readonly slope: number;
  readonly rows: readonly [number, number];
}

/** Share of the line's rows where grey levels step, all in the same way. */
function coverage({ width, height, data }: GreyRaster, { x, slope, rows: [from, to] }: Line): number {
  let [up, down] = [0, 0];
  for (let y = from; y < to; y += 1) {
    const column = Math.round(x + slope * (y - height / 2));
    if (column < 1 || column >= width - 1) continue;
    const step = (data[y * width + column + 1] ?? 0) - (data[y * width + column - 1] ?? 0);
    if (step >= EDGES.leastStep) up += 1;
    else if (step <= -EDGES.leastStep) down += 1;
  }
  return Math.max(up, down) / Math.max(1, to - from);
}
