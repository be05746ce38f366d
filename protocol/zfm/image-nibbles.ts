// Images travel with 4 bits a pixel, the left pixel in the high nibble.

/** 0..15 becomes 0..255 so that white stays white: times 17. */
const WIDEN = 17;

export const nibbleBytes = (pixelCount: number): number => Math.ceil(pixelCount / 2);

export function unpackNibbles(packed: Uint8Array): Uint8Array {
  const pixels = new Uint8Array(packed.length * 2);
  packed.forEach((byte, index) => {
    pixels[2 * index] = (byte >> 4) * WIDEN;
    pixels[2 * index + 1] = (byte & 0x0f) * WIDEN;
  });
  return pixels;
}

/** The mirror image, as a module does it: the lower four bits of each pixel are lost. */
export function packNibbles(pixels: Uint8Array): Uint8Array {
  const packed = new Uint8Array(nibbleBytes(pixels.length));
  pixels.forEach((pixel, index) => {
    packed[index >> 1] = (packed[index >> 1] ?? 0) | (index % 2 === 0 ? pixel & 0xf0 : pixel >> 4);
  });
  return packed;
}
