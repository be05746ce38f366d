// A sensor that has already read: gives the images of files as the virtual module would, without its bus. For enrolling many.

import type { CaptureOutcome, FingerCapture, Touch } from '../../hal/index.ts';
import {
  type GrayImage,
  packNibbles,
  placeInWindow,
  resampleImage,
  Sensitive,
  unpackNibbles,
  zfmModels,
} from '../../protocol/index.ts';
import type { Enrollee, Placement } from '../flows/enrol/enrol-parts.ts';
import { readGrayImage } from '../images/read-gray-image.ts';

const WHITE = 255;
const MODULE = zfmModels.as608;

/** What becomes of a picture on the way through the module: its window, and four bits a pixel. */
export function asModuleSees(picture: GrayImage): GrayImage {
  const seen = placeInWindow(resampleImage(picture, MODULE.claimedDpi), { ...MODULE, background: WHITE });
  return { ...seen, pixels: unpackNibbles(packNibbles(seen.pixels)) };
}

/** The person and the glass in one: what `place` puts down, `readImage` gives. */
export class StillGlass implements FingerCapture, Enrollee {
  readonly info = undefined;
  readonly #images: ReadonlyMap<string, readonly string[]>;
  readonly #dpi: number;
  #picture: GrayImage | undefined;

  constructor(images: ReadonlyMap<string, readonly string[]>, dpi: number) {
    this.#images = images;
    this.#dpi = dpi;
  }

  async place({ finger, impression, verification }: Placement): Promise<boolean> {
    const path = verification ? undefined : this.#images.get(finger)?.[impression - 1];
    if (path === undefined) return false;
    this.#picture = asModuleSees(await readGrayImage(path, this.#dpi));
    return true;
  }

  async lift(): Promise<void> {
    this.#picture = undefined;
  }

  told(): void {
    this.#picture = undefined;
  }

  async waitForFinger(): Promise<Touch> {
    return { atMs: performance.now() };
  }

  async readImage(): Promise<CaptureOutcome> {
    if (!this.#picture) return { kind: 'retry', reason: 'too-short' };
    return { kind: 'image', image: new Sensitive(this.#picture), transferMs: 0 };
  }

  async waitForLift(): Promise<void> {}
}
