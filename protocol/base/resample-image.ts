// Brings a picture to another resolution, and into a window of another size.
import { type GrayImage, grayImage } from './image.ts';

/** The same picture at `dpi`, bilinear between the four nearest pixel centres. */
export function resampleImage(image: GrayImage, dpi: number): GrayImage {
  if (dpi === image.dpi) return image;
  const step = image.dpi / dpi;
  const widthPx = Math.max(1, Math.round(image.widthPx / step));
  const heightPx = Math.max(1, Math.round(image.heightPx / step));
  const columns = positions(widthPx, step, image.widthPx);
  const rows = positions(heightPx, step, image.heightPx);
  const pixels = new Uint8Array(widthPx * heightPx);
  rows.forEach((row, y) => {
    columns.forEach((column, x) => {
      const upper = mix(image.pixels, row.near * image.widthPx, column);
      const lower = mix(image.pixels, row.far * image.widthPx, column);
      pixels[y * widthPx + x] = Math.round(upper + (lower - upper) * row.share);
    });
  });
  return grayImage({ widthPx, heightPx, dpi, pixels });
}

/** The picture centred in a window: cut where it is too large, surrounded by `background` where it is too small. */
export function placeInWindow(
  image: GrayImage,
  window: { readonly widthPx: number; readonly heightPx: number; readonly background: number },
): GrayImage {
  const { widthPx, heightPx } = window;
  const pixels = new Uint8Array(widthPx * heightPx).fill(window.background);
  const left = Math.floor((widthPx - image.widthPx) / 2);
  const top = Math.floor((heightPx - image.heightPx) / 2);
  const from = Math.max(0, -left);
  const until = Math.min(image.widthPx, widthPx - left);
  for (let y = Math.max(0, top); y < Math.min(heightPx, top + image.heightPx); y += 1) {
    const rowOffset = (y - top) * image.widthPx;
    pixels.set(image.pixels.subarray(rowOffset + from, rowOffset + until), y * widthPx + left + from);
  }
  return grayImage({ widthPx, heightPx, dpi: image.dpi, pixels });
}

interface Position {
  readonly near: number;
  readonly far: number;
  /** 0 is all of `near`, 1 all of `far`. */
  readonly share: number;
}

/** Where each new pixel lies between two old ones. */
const positions = (count: number, step: number, limit: number): readonly Position[] =>
  Array.from({ length: count }, (_, index) => {
    const exact = Math.min(limit - 1, Math.max(0, (index + 0.5) * step - 0.5));
    const near = Math.floor(exact);
    return { near, far: Math.min(limit - 1, near + 1), share: exact - near };
  });

function mix(pixels: Uint8Array, rowOffset: number, { near, far, share }: Position): number {
  const left = pixels[rowOffset + near] ?? 0;
  return left + ((pixels[rowOffset + far] ?? 0) - left) * share;
}
