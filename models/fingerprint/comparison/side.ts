// One of the two templates of a comparison, unpacked into arrays that are made once and used for every comparison.
import { PACKED, rowWords } from '../pack.ts';
import { COMPARISON } from './parameters.ts';

const RADIANS = (2 * Math.PI) / PACKED.unitsPerTurn;

/** x to the right and y up, pixels at 500 dpi; angles counter-clockwise. */
export class Side {
  count = 0;
  readonly x = new Float32Array(COMPARISON.maxMinutiae);
  readonly y = new Float32Array(COMPARISON.maxMinutiae);
  readonly angle = new Float32Array(COMPARISON.maxMinutiae);
  readonly kind = new Uint8Array(COMPARISON.maxMinutiae);
  readonly quality = new Uint8Array(COMPARISON.maxMinutiae);

  /** A template leaves nothing behind. */
  wipe(): void {
    this.count = 0;
    for (const values of [this.x, this.y, this.angle, this.kind, this.quality]) values.fill(0);
  }

  load(words: Int32Array, offset: number): void {
    this.count = Math.min(COMPARISON.maxMinutiae, words[offset + 1] ?? 0);
    const places = offset + PACKED.headerWords;
    const rests = places + rowWords(this.count);
    for (let index = 0; index < this.count; index += 1) {
      const place = words[places + index] ?? 0;
      const rest = words[rests + index] ?? 0;
      this.x[index] = ((place << 16) >> 16) / PACKED.unitsPerPixel;
      this.y[index] = -(place >> 16) / PACKED.unitsPerPixel;
      this.angle[index] = (rest >>> 16) * RADIANS;
      this.kind[index] = (rest >> 8) & 0xff;
      this.quality[index] = rest & 0xff;
    }
  }
}
