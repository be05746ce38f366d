// What a network of face liveness is shown: the box widened, kept inside the picture, and resampled, as its authors did.
import type { ColourImage } from '../../../../protocol/index.ts';
import type { FaceBox } from '../../../face/index.ts';

export interface CropShape {
  /** How many times the box is shown. */
  readonly boxScale: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly channels: 'rgb' | 'bgr';
  readonly mean: readonly number[];
  readonly scale: readonly number[];
}

/** Whole pixels, both ends included. */
export interface CropArea {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** `_get_new_box` of minivision-ai/Silent-Face-Anti-Spoofing: a box that does not fit is made smaller, then moved inside. */
export function cropArea(
  { widthPx, heightPx }: Pick<ColourImage, 'widthPx' | 'heightPx'>,
  box: FaceBox,
  boxScale: number,
): CropArea {
  const scale = Math.min((heightPx - 1) / box.heightPx, (widthPx - 1) / box.widthPx, boxScale);
  const [left, right] = within(box.leftPx + box.widthPx / 2, (box.widthPx * scale) / 2, widthPx - 1);
  const [top, bottom] = within(box.topPx + box.heightPx / 2, (box.heightPx * scale) / 2, heightPx - 1);
  return { left, top, right, bottom };
}

function within(centre: number, half: number, last: number): readonly [number, number] {
  const shift = Math.max(0, half - centre) - Math.max(0, centre + half - last);
  const from = Math.trunc(centre - half + shift);
  const to = Math.trunc(centre + half + shift);
  return [Math.max(0, from), Math.min(last, to)];
}

/** One channel after the other. Two samples a side, without smoothing, as OpenCV's resize does: its networks know that look. */
export function networkCrop(image: ColourImage, box: FaceBox, shape: CropShape): Float32Array {
  const { left, top, right, bottom } = cropArea(image, box, shape.boxScale);
  const columns = samplesAlong(left, right, shape.widthPx);
  const rows = samplesAlong(top, bottom, shape.heightPx);
  const plane = shape.widthPx * shape.heightPx;
  const out = new Float32Array(3 * plane);
  const { pixels, widthPx } = image;
  rows.forEach((row, y) => {
    columns.forEach((column, x) => {
      const [a, b] = [row.from * widthPx, row.to * widthPx];
      for (let channel = 0; channel < 3; channel += 1) {
        const upper = mix(pixels[3 * (a + column.from) + channel], pixels[3 * (a + column.to) + channel], column.share);
        const lower = mix(pixels[3 * (b + column.from) + channel], pixels[3 * (b + column.to) + channel], column.share);
        const place = shape.channels === 'bgr' ? 2 - channel : channel;
        const value = mix(upper, lower, row.share);
        out[place * plane + y * shape.widthPx + x] = (value - (shape.mean[place] ?? 0)) * (shape.scale[place] ?? 1);
      }
    });
  });
  return out;
}

const mix = (one = 0, other = 0, share = 0): number => one + share * (other - one);

interface Sample {
  readonly from: number;
  readonly to: number;
  readonly share: number;
}

function samplesAlong(first: number, last: number, count: number): readonly Sample[] {
  const length = last - first + 1;
  return Array.from({ length: count }, (_, at) => {
    const place = Math.max(0, Math.min(length - 1, ((at + 0.5) * length) / count - 0.5));
    const from = Math.floor(place);
    return { from: first + from, to: first + Math.min(length - 1, from + 1), share: place - from };
  });
}
