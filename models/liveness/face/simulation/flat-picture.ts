// A picture on something flat: cut from a scene, with what its material does to it, ready to be held before a camera.
import { SCENE_PX } from './simulated-scene.ts';

/** Where the picture is cut from a scene: the portrait around the face. */
export const FLAT = { left: 400, top: 20, widthPx: 480, heightPx: 660 } as const;
const FLAT_BYTES = 3 * FLAT.widthPx * FLAT.heightPx;

export interface FlatSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** What becomes of one colour value at a place of the flat picture. */
export type Look = (
  value: number,
  place: { readonly x: number; readonly y: number; readonly channel: number },
) => number;

export function cutFlat(scene: Uint8Array, into: Uint8Array = new Uint8Array(FLAT_BYTES)): Uint8Array {
  const row = 3 * FLAT.widthPx;
  for (let y = 0; y < FLAT.heightPx; y += 1) {
    const from = 3 * ((FLAT.top + y) * SCENE_PX.widthPx + FLAT.left);
    into.set(scene.subarray(from, from + row), y * row);
  }
  return into;
}

export function withLook(flat: Uint8Array, look: Look): Uint8Array {
  const clamped = new Uint8ClampedArray(flat.buffer, flat.byteOffset, flat.length);
  const place = { x: 0, y: 0, channel: 0 };
  for (let at = 0; at < flat.length; at += 1) {
    place.channel = at % 3;
    const pixel = (at - place.channel) / 3;
    place.x = pixel % FLAT.widthPx;
    place.y = (pixel - place.x) / FLAT.widthPx;
    clamped[at] = look(flat[at] ?? 0, place);
  }
  return flat;
}

/** A look that is the same everywhere. */
export function withEvenLook(flat: Uint8Array, look: (value: number) => number): Uint8Array {
  const table = Uint8ClampedArray.from({ length: 256 }, (_, value) => look(value));
  for (let at = 0; at < flat.length; at += 1) flat[at] = table[flat[at] ?? 0] ?? 0;
  return flat;
}

/** A rim of one colour: the margin of a sheet, the bezel of a screen. */
export function withRim(flat: Uint8Array, { rimPx, grey }: { rimPx: number; grey: number }): Uint8Array {
  for (let y = 0; y < FLAT.heightPx; y += 1)
    for (let x = 0; x < FLAT.widthPx; x += 1) {
      const inside = Math.min(x, y, FLAT.widthPx - 1 - x, FLAT.heightPx - 1 - y);
      if (inside < rimPx) flat.fill(grey, 3 * (y * FLAT.widthPx + x), 3 * (y * FLAT.widthPx + x) + 3);
    }
  return flat;
}

/** Printer's ink: grey for black, paper for white, less colour, and dots in rows at 45 degrees. */
export const printLook: Look = (value, { x, y, channel }) => {
  const screen = Math.sin(DOT_PER_PX * (x + y) + INK_PHASE * channel) * Math.sin(DOT_PER_PX * (x - y));
  return PRINT.black + value * PRINT.contrast + PRINT.dots * screen;
};

const PRINT = { black: 46, contrast: 0.62, dots: 14 } as const;
const DOT_PER_PX = (2 * Math.PI) / 5.4;
const INK_PHASE = 0.7;

/** A photo on glossy paper: good, but no black as deep as the eye's. */
export const photoLook = (value: number): number => 14 + value * 0.9;

/** A screen: its own light in the black, another gamma, more blue, and its grid against the camera's. */
export const screenLook: Look = (value, { x, y, channel }) => {
  const lit = SCREEN.black + 232 * (value / 255) ** SCREEN.gamma * (SCREEN.tint[channel] ?? 1);
  const grid =
    Math.sin(SCREEN.grid[0] * x + SCREEN.grid[1] * y + SCREEN.subpixel * channel) +
    Math.sin(SCREEN.grid[1] * x - SCREEN.grid[0] * y);
  return lit * (1 + SCREEN.depth * grid);
};

const SCREEN = {
  black: 16,
  gamma: 1.12,
  tint: [0.92, 1, 1.1],
  /** Waves of about 6 pixels, 17 degrees off the camera's rows. */
  grid: [1, 0.31],
  subpixel: 2.1,
  depth: 0.045,
} as const;

export const GLARE_SPOT = { left: 150, top: 150, widthPx: 70, heightPx: 46 } as const;

/** A lamp mirrored in glass. */
export function withGlare(flat: Uint8Array): Uint8Array {
  const { left, top, widthPx, heightPx } = GLARE_SPOT;
  for (let y = top; y < top + heightPx; y += 1)
    flat.fill(255, 3 * (y * FLAT.widthPx + left), 3 * (y * FLAT.widthPx + left + widthPx));
  return flat;
}
