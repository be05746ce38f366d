// Lids that close over the eyes of a photo: the skin of the cheek drawn over the eye, with lashes at its rim.
import type { FaceLandmarks, Point } from '../../../face/index.ts';
import type { PlacedPhoto } from './placed-photo.ts';
import { SCENE_PX } from './simulated-scene.ts';

/** In distances between the eyes. */
const HALF_WIDTH = 0.27;
const HALF_HEIGHT = 0.14;
const CHEEK_BELOW = 0.3;
const LASH = 0.025;
const LASH_SHARE = 0.35;

/** The part of a photo that lids cover, kept to be put back. */
export class EyeLids {
  readonly #photo: PlacedPhoto;
  readonly #original: Uint8Array;

  constructor(photo: PlacedPhoto) {
    this.#photo = photo;
    this.#original = Uint8Array.from(photo.pixels);
  }

  /** 1 as in the photo, 0 closed. */
  set(open: number): void {
    const { rightEye, leftEye }: FaceLandmarks = this.#photo.landmarks;
    for (const eye of [rightEye, leftEye]) this.#setEye(eye, open);
  }

  #setEye(eye: Point, open: number): void {
    const unit = this.#photo.eyeDistancePx;
    const [halfWidth, halfHeight] = [HALF_WIDTH * unit, HALF_HEIGHT * unit];
    // A closed eye's rim lies low, where the lower lid is.
    const rim = open >= 1 ? Number.NEGATIVE_INFINITY : eye.yPx + halfHeight * (0.55 - 1.55 * open);
    const skin = this.#skinBelow(eye);
    for (let y = inHeight(eye.yPx - halfHeight); y < inHeight(eye.yPx + halfHeight); y += 1) {
      const half = halfWidth * Math.sqrt(Math.max(0, 1 - ((y - eye.yPx) / halfHeight) ** 2));
      const shown = y < rim ? 'lid' : y < rim + LASH * unit ? 'lash' : 'photo';
      for (let x = inWidth(eye.xPx - half); x < inWidth(eye.xPx + half); x += 1) this.#setPixel(x, y, { shown, skin });
    }
  }

  /** One colour: a brow or a strand above the eye would be drawn into a dark lid. */
  #skinBelow({ xPx, yPx }: Point): readonly number[] {
    const unit = this.#photo.eyeDistancePx;
    const y = Math.min(SCENE_PX.heightPx - 1, inHeight(yPx + CHEEK_BELOW * unit));
    const places = Array.from({ length: 11 }, (_, at) => inWidth(xPx + ((at - 5) / 5) * 0.15 * unit));
    return [0, 1, 2].map((channel) => {
      const values = places.map((x) => this.#original[3 * (y * SCENE_PX.widthPx + x) + channel] ?? 0);
      return values.sort((a, b) => a - b)[5] ?? 0;
    });
  }

  #setPixel(x: number, y: number, { shown, skin }: { shown: 'photo' | 'lid' | 'lash'; skin: readonly number[] }): void {
    const at = 3 * (y * SCENE_PX.widthPx + x);
    for (let channel = 0; channel < 3; channel += 1) {
      const lid = (shown === 'lash' ? LASH_SHARE : 1) * (skin[channel] ?? 0);
      this.#photo.pixels[at + channel] = shown === 'photo' ? (this.#original[at + channel] ?? 0) : lid;
    }
  }
}

const inHeight = (y: number): number => Math.max(0, Math.min(SCENE_PX.heightPx, Math.round(y)));
const inWidth = (x: number): number => Math.max(0, Math.min(SCENE_PX.widthPx, Math.round(x)));
