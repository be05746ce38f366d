// Where frames lie until they are taken: one being filled, the newest, and one spare. The newest wins.
import type { ColourImage } from '../../protocol/index.ts';
import type { Frame } from '../ports/camera.ts';

const MOST_SPARE = 1;

/** Buffers of dropped frames are used again; one that was taken is the taker's, and a fresh one stands in for it. */
export class FrameRing {
  #newest: Frame | undefined;
  #filling: Uint8Array | undefined;
  readonly #spare: Uint8Array[] = [];

  /** A buffer to fill. What it held before is overwritten byte by byte. */
  bufferOf(bytes: number): Uint8Array {
    const spare = this.#spare.pop();
    if (spare && spare.length !== bytes) spare.fill(0);
    this.#filling = spare?.length === bytes ? spare : new Uint8Array(bytes);
    return this.#filling;
  }

  /** True where an older frame was dropped for this one. */
  put(image: ColourImage, { number, atMs }: Omit<Frame, 'image'>): boolean {
    const older = this.#newest;
    this.#newest = { image, number, atMs };
    this.#filling = undefined;
    if (older) this.#keep(older.image.pixels);
    return older !== undefined;
  }

  /** The newest frame, if it was not taken yet. */
  take(): Frame | undefined {
    const frame = this.#newest;
    this.#newest = undefined;
    return frame;
  }

  /** Zeroes all that it holds. */
  wipe(): void {
    const { image } = this.#newest ?? {};
    for (const bytes of [image?.pixels, this.#filling, ...this.#spare]) bytes?.fill(0);
    this.#newest = undefined;
    this.#filling = undefined;
    this.#spare.length = 0;
  }

  #keep(buffer: Uint8Array): void {
    if (this.#spare.length < MOST_SPARE) this.#spare.push(buffer);
    else buffer.fill(0);
  }
}
