// The part of a picture that is kept as the portrait: as large as the standard wants, never enlarged, the head in its middle.
import type { ColourImage } from '../../../protocol/computing.ts';
import type { Face, FaceBox } from '../face.ts';
import { cutOut } from '../picture/cut-out.ts';
import { type Head, headOf } from './head.ts';
import { LIMITS } from './limits.ts';

export interface Crop {
  readonly box: FaceBox;
  /** Crown to chin of its height, ear to ear of its width. */
  readonly headShare: number;
  readonly widthShare: number;
}

interface Shape {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** The least sizes that will do, the best first: upright, square, lying. */
const SHAPES: readonly Shape[] = [
  { widthPx: LIMITS.resolution.shorterPx, heightPx: LIMITS.resolution.longerPx },
  { widthPx: LIMITS.resolution.squarePx, heightPx: LIMITS.resolution.squarePx },
  { widthPx: LIMITS.resolution.longerPx, heightPx: LIMITS.resolution.shorterPx },
];

/** Undefined where no part of the picture is large enough and has the head at the wanted size. */
export function cropFor(image: Shape, head: Head): Crop | undefined {
  for (const shape of SHAPES) {
    const size = sizeFor(image, head, shape);
    if (size) return cropAt(image, { head, ...size });
  }
  const size = anySize(image, head);
  return size && cropAt(image, { head, ...size });
}

function sizeFor(image: Shape, head: Head, shape: Shape): Shape | undefined {
  const { least, most } = LIMITS.headShare;
  const aspect = shape.widthPx / shape.heightPx;
  const lowest = Math.max(shape.heightPx, Math.ceil(head.heightPx / most));
  const highest = Math.min(image.heightPx, Math.floor(image.widthPx / aspect), Math.floor(head.heightPx / least));
  if (lowest > highest) return undefined;
  const heightPx = Math.min(highest, Math.max(lowest, Math.round(head.heightPx / LIMITS.headShareWanted)));
  const widthPx = Math.min(image.widthPx, Math.max(shape.widthPx, Math.round(heightPx * aspect)));
  return { widthPx, heightPx };
}

/** Of pictures that have none of the shapes: as high as the head allows, and so wide that there are enough pixels. */
function anySize(image: Shape, head: Head): Shape | undefined {
  const { shorterPx, longerPx } = LIMITS.resolution;
  const heightPx = Math.min(image.heightPx, Math.floor(head.heightPx / LIMITS.headShare.least));
  const widthPx = Math.max(shorterPx, Math.ceil((shorterPx * longerPx) / heightPx));
  const isHeadSmall = head.heightPx <= LIMITS.headShare.most * heightPx;
  return isHeadSmall && heightPx >= shorterPx && widthPx <= image.widthPx ? { widthPx, heightPx } : undefined;
}

interface CropSize extends Shape {
  readonly head: Head;
}

function cropAt(image: Shape, { head, widthPx, heightPx }: CropSize): Crop {
  const within = (from: number, room: number): number => Math.max(0, Math.min(room, Math.round(from)));
  return {
    box: {
      leftPx: within(head.middle.xPx - widthPx / 2, image.widthPx - widthPx),
      topPx: within(head.middle.yPx - heightPx / 2, image.heightPx - heightPx),
      widthPx,
      heightPx,
    },
    headShare: head.heightPx / heightPx,
    widthShare: head.widthPx / widthPx,
  };
}

/** The portrait itself, its pixels the caller's; undefined where the picture has none that would do. */
export function portraitCrop(image: ColourImage, face: Face): ColourImage | undefined {
  const crop = cropFor(image, headOf(face));
  return crop && cutOut(image, crop.box);
}
