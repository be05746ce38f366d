// The noise of a camera's sensor: fresh in every frame, cheap enough for thirty frames a second.
import { type Random, seededRandom } from '../../../fingerprint/synthesis/index.ts';

const LENGTH = 1 << 16;
const GREY = 1.7;

export class SensorNoise {
  readonly #table: Int8Array;
  readonly #random: Random;

  constructor(seed: number) {
    this.#random = seededRandom(seed, 'sensor noise');
    this.#table = Int8Array.from({ length: LENGTH }, () => Math.round(GREY * this.#random.normal()));
  }

  /** A row's own part of a long table of noise, beginning anywhere. */
  row(): { readonly table: Int8Array; readonly from: number; readonly mask: number } {
    return { table: this.#table, from: Math.floor(this.#random.next() * LENGTH), mask: LENGTH - 1 };
  }

  addTo(pixels: Uint8Array, bytesPerRow: number): void {
    const clamped = new Uint8ClampedArray(pixels.buffer, pixels.byteOffset, pixels.length);
    for (let start = 0; start < pixels.length; start += bytesPerRow) {
      const { table, from, mask } = this.row();
      const end = Math.min(pixels.length, start + bytesPerRow);
      for (let at = start; at < end; at += 1) clamped[at] = (clamped[at] ?? 0) + (table[(from + at) & mask] ?? 0);
    }
  }
}
