// Where the pixels of frames lie: memory that threads share, so that a frame is looked at without a copy, and that is used again once it was wiped.
import { Sensitive } from '../../protocol/index.ts';
import type { Frame } from '../ports/camera.ts';

/** Kept while the camera is off, and all zero: 21 MiB at 1280x720. What a visit holds at once, and two that are looked at. */
const MOST_IDLE = 8;
/** A reader that wipes nothing keeps what it has: its buffers are forgotten here. */
const MOST_LENT = 16;

/** Of one camera, from one run to the next. */
export class FrameBuffers {
  readonly #idle: Uint8Array[] = [];
  #lent: { readonly frame: Sensitive<Frame>; readonly pixels: Uint8Array }[] = [];

  /** A buffer to fill, whatever it holds. */
  take(bytes: number): Uint8Array {
    this.#reclaim();
    for (let idle = this.#idle.pop(); idle; idle = this.#idle.pop()) if (idle.length === bytes) return idle;
    return new Uint8Array(new SharedArrayBuffer(bytes));
  }

  /** The caller's from now on, until they wipe it. */
  lend(frame: Frame): Sensitive<Frame> {
    const lent = new Sensitive(frame);
    this.#lent = [...this.#lent, { frame: lent, pixels: frame.image.pixels }].slice(-MOST_LENT);
    return lent;
  }

  /** Zeroes it. */
  giveBack(pixels: Uint8Array): void {
    pixels.fill(0);
    if (this.#idle.length < MOST_IDLE) this.#idle.push(pixels);
  }

  /** A thread may still look at a frame that was given up: nobody waits for what it finds, and it changes nothing. */
  #reclaim(): void {
    const wiped = this.#lent.filter(({ frame }) => frame.isWiped);
    if (wiped.length === 0) return;
    this.#lent = this.#lent.filter(({ frame }) => !frame.isWiped);
    for (const { pixels } of wiped) if (this.#idle.length < MOST_IDLE) this.#idle.push(pixels);
  }
}
