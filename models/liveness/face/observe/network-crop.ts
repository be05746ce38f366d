// What a network of face liveness is shown: the box widened, kept inside the picture, and resampled, as its authors did.
import type { ColourImage } from '../../../../protocol/computing.ts';
import type { FaceBox } from '../../../face/index.ts';
import { type PictureInput, PictureTensor } from '../../../face/picture/picture-input.ts';
import type { Tensors } from '../../../runtime/index.ts';

export interface Crop {
  /** How many times the box is shown. */
  readonly boxScale: number;
  readonly input: PictureInput;
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

/** Two samples a side, without smoothing, as OpenCV's resize does: the networks know that look. */
export function networkCrop(image: ColourImage, box: FaceBox, { boxScale, input }: Crop): Tensors {
  const { left, top, right, bottom } = cropArea(image, box, boxScale);
  const columns = samplesAlong(left, right, input.widthPx);
  const tensor = new PictureTensor(input);
  const row = new Float32Array(3 * input.widthPx);
  samplesAlong(top, bottom, input.heightPx).forEach((down, y) => {
    columns.forEach((across, x) => {
      for (let channel = 0; channel < 3; channel += 1)
        row[3 * x + channel] = sampleAt(image, { across, down, channel });
    });
    tensor.setRow(y, row);
  });
  return tensor.tensors;
}

interface Place {
  readonly across: Sample;
  readonly down: Sample;
  readonly channel: number;
}

function sampleAt({ pixels, widthPx }: ColourImage, { across, down, channel }: Place): number {
  const along = (y: number): number => {
    const row = 3 * y * widthPx + channel;
    return mix(pixels[row + 3 * across.from], pixels[row + 3 * across.to], across.share);
  };
  return mix(along(down.from), along(down.to), down.share);
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
