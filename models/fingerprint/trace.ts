// Lets whoever develops see each stage of an extraction; costs nothing when nobody looks.
import type { FingerTemplate, GrayImage } from '../../protocol/computing.ts';
import { interpolate } from './stages/interpolate.ts';
import type { Bitmap, Grid, Raster, Size } from './stages/raster.ts';

export type Traced =
  | { readonly kind: 'raster'; readonly raster: Raster }
  | { readonly kind: 'bitmap'; readonly bitmap: Bitmap }
  | { readonly kind: 'grid'; readonly grid: Grid; readonly size: Size }
  | { readonly kind: 'orientation'; readonly cos: Grid; readonly sin: Grid; readonly size: Size }
  | { readonly kind: 'minutiae'; readonly template: FingerTemplate; readonly over: Bitmap };

/** Told after each stage what it made. */
export type Trace = (stage: string, made: Traced) => void;

/** A stage as a grey picture at 500 dpi. */
export function drawTraced(made: Traced): GrayImage {
  switch (made.kind) {
    case 'raster':
      return stretched(made.raster, made.raster.data);
    case 'bitmap':
      return { ...size(made.bitmap), pixels: made.bitmap.data.map((bit) => (bit === 1 ? 0 : 255)) };
    case 'grid':
      return stretched(made.size, interpolate(made.grid, made.size));
    case 'orientation':
      return drawDirections(made.cos, made.sin, made.size);
    case 'minutiae':
      return drawMinutiae(made.template, made.over);
  }
}

const size = ({ widthPx, heightPx }: Size): Size & { dpi: number } => ({ widthPx, heightPx, dpi: 500 });

/** From its darkest value to its brightest. */
function stretched(of: Size, values: Float32Array): GrayImage {
  const { low, high } = values.reduce(
    (range, value) => ({ low: Math.min(range.low, value), high: Math.max(range.high, value) }),
    { low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY },
  );
  const span = Math.max(1e-6, high - low);
  return { ...size(of), pixels: Uint8Array.from(values, (value) => Math.round((255 * (value - low)) / span)) };
}

interface Stroke {
  readonly x: number;
  readonly y: number;
  readonly angle: number;
  readonly length: number;
}

/** `angle` with y down. */
function stroke(image: GrayImage, { x, y, angle, length }: Stroke): void {
  for (let step = 0; step <= length; step += 0.5) {
    const column = Math.round(x + step * Math.cos(angle));
    const row = Math.round(y + step * Math.sin(angle));
    if (column < 0 || row < 0 || column >= image.widthPx || row >= image.heightPx) continue;
    image.pixels[row * image.widthPx + column] = 0;
  }
}

function drawDirections(cos: Grid, sin: Grid, of: Size): GrayImage {
  const image = { ...size(of), pixels: new Uint8Array(of.widthPx * of.heightPx).fill(255) };
  for (let cell = 0; cell < cos.data.length; cell += 1) {
    if (cos.data[cell] === 0 && sin.data[cell] === 0) continue;
    const angle = Math.atan2(sin.data[cell] ?? 0, cos.data[cell] ?? 0) / 2;
    const column = cell % cos.columns;
    stroke(image, { x: column * 8 + 4, y: ((cell - column) / cos.columns) * 8 + 4, angle, length: 6 });
  }
  return image;
}

function drawMinutiae(template: FingerTemplate, over: Bitmap): GrayImage {
  const image = { ...size(over), pixels: over.data.map((bit) => (bit === 1 ? 170 : 255)) };
  const scale = 500 / template.dpi;
  for (const minutia of template.minutiae) {
    const [x, y] = [minutia.x * scale, minutia.y * scale];
    for (let turn = 0; turn < 24; turn += 1)
      stroke(image, {
        x: x + 4 * Math.cos((turn * Math.PI) / 12),
        y: y + 4 * Math.sin((turn * Math.PI) / 12),
        angle: 0,
        length: minutia.kind === 'bifurcation' ? 1 : 0,
      });
    stroke(image, { x, y, angle: -minutia.angle, length: 12 });
  }
  return image;
}
