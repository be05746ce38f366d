// A sensor that has already read: gives the images of files as the virtual module would, without its bus. For enrolling many.

import type { CaptureOutcome, FingerCapture, Touch } from '../../hal/index.ts';
import { type FingerPosition, type GrayImage, Sensitive } from '../../protocol/index.ts';
import type { Enrollee, Placement } from '../flows/enrol/enrol-parts.ts';
import { asModuleSees } from '../images/as-module-sees.ts';

type Pictures = (finger: FingerPosition, impression: number) => Promise<GrayImage | undefined>;

/** The person and the glass in one: what `place` puts down, `readImage` gives. Nobody is verified at the end. */
export class StillGlass implements FingerCapture, Enrollee {
  readonly info = undefined;
  readonly #pictureOf: Pictures;
  #picture: GrayImage | undefined;

  /** `pictureOf` a finger and its impression, counted from 1; undefined where there are no more. */
  constructor(pictureOf: Pictures) {
    this.#pictureOf = pictureOf;
  }

  async place({ finger, impression, verification }: Placement): Promise<boolean> {
    const picture = verification ? undefined : await this.#pictureOf(finger, impression);
    this.#picture = picture && asModuleSees(picture);
    return picture !== undefined;
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
