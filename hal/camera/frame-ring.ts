// Where frames lie until they are taken: one being filled, the newest, and one spare. The newest wins.
import type { ColourImage } from '../../protocol/index.ts';
import type { Frame } from '../ports/camera.ts';
import { FrameBuffers } from './frame-buffers.ts';

/** Buffers of dropped frames are used again at once; one that was taken is the taker's, and another stands in for it. */
export class FrameRing {
  readonly #buffers: FrameBuffers;
  #newest: Frame | undefined;
  #filling: Uint8Array | undefined;
  #spare: Uint8Array | undefined;

  constructor(buffers = new FrameBuffers()) {
    this.#buffers = buffers;
  }

  /** A buffer to fill. What it held before is overwritten byte by byte. */
  bufferOf(bytes: number): Uint8Array {
    const spare = this.#spare;
    this.#spare = undefined;
    if (spare && spare.length !== bytes) this.#buffers.giveBack(spare);
    this.#filling = spare?.length === bytes ? spare : this.#buffers.take(bytes);
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
    for (const bytes of [image?.pixels, this.#filling, this.#spare]) if (bytes) this.#buffers.giveBack(bytes);
    this.#newest = undefined;
    this.#filling = undefined;
    this.#spare = undefined;
  }

  #keep(buffer: Uint8Array): void {
    if (this.#spare) this.#buffers.giveBack(buffer);
    else this.#spare = buffer;
  }
}
