// The picture of the last touch, for the operator's eyes: in memory, until the next one or the end of their work.

import type { Extraction } from '../../../models/index.ts';
import {
  type FingerPosition,
  type GrayImage,
  type OutcomeMessage,
  Sensitive,
  type TouchReport,
} from '../../../protocol/index.ts';

export interface SeenFinger {
  readonly finger: FingerPosition | null;
  readonly impression: number;
  readonly verification: boolean;
  readonly image: GrayImage;
  readonly extraction: Extraction;
  readonly complaint: OutcomeMessage | null;
}

export class TouchPicture {
  #held: { readonly number: number; readonly image: Sensitive<GrayImage> } | undefined;
  #number = 0;

  /** Keeps a copy of the image in the place of the one before. */
  keep({ finger, impression, verification, image, extraction, complaint }: SeenFinger): TouchReport {
    this.wipe();
    this.#number += 1;
    const number = this.#number;
    this.#held = { number, image: new Sensitive({ ...image, pixels: Uint8Array.from(image.pixels) }) };
    const { widthPx, heightPx } = image;
    const { template, quality } = extraction;
    return {
      ...{ number, finger, impression, verification, complaint, widthPx, heightPx },
      quality: Math.round(quality.score),
      minutiae: template.minutiae.map(({ x, y, angle, kind }) => ({
        ...{ x: Math.round(x), y: Math.round(y), kind },
        angle: Math.round(angle * 100) / 100,
      })),
    };
  }

  /** PNG; undefined where another has taken its place, or it was wiped. */
  async png(number: number): Promise<Buffer | undefined> {
    const held = this.#held;
    if (!held || held.number !== number || held.image.isWiped) return undefined;
    const { pixels, widthPx: width, heightPx: height } = held.image.reveal();
    const { default: sharp } = await import('sharp');
    return await sharp(pixels, { raw: { width, height, channels: 1 } })
      .toColourspace('b-w')
      .png()
      .toBuffer();
  }

  wipe(): void {
    this.#held?.image.wipe(({ pixels }) => [pixels]);
    this.#held = undefined;
  }
}
