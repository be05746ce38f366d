// The best few of many alignments, each different from the others.
import { Alignment } from './alignment.ts';

export class Shortlist {
  readonly alignments: readonly Alignment[];
  readonly worth: Float64Array;
  count = 0;
  readonly #apartPx: number;
  readonly #apartCos: number;

  /** Keeps `size`; two that differ by less than `apartPx` and `apartRad` are one. */
  constructor(size: number, { apartPx, apartRad }: { readonly apartPx: number; readonly apartRad: number }) {
    this.alignments = Array.from({ length: size }, () => new Alignment());
    this.worth = new Float64Array(size);
    this.#apartPx = apartPx;
    this.#apartCos = Math.cos(apartRad);
  }

  clear(): void {
    this.count = 0;
  }

  /** Nothing of the prints that were compared is left behind. */
  wipe(): void {
    this.clear();
    this.worth.fill(0);
  }

  /** What is offered must be worth more than this to be kept. */
  get bar(): number {
    return this.count < this.alignments.length ? Number.NEGATIVE_INFINITY : (this.worth[this.count - 1] ?? 0);
  }

  /** True where it was kept. `x` and `y`: the place of the first print at which two alignments are held apart. */
  offer(alignment: Alignment, worth: number, x: number, y: number): boolean {
    if (worth <= this.bar) return false;
    const twin = this.#twinOf(alignment, x, y);
    if (twin >= 0 && (this.worth[twin] ?? 0) >= worth) return false;
    if (twin < 0 && this.count < this.alignments.length) this.count += 1;
    let to = twin < 0 ? this.count - 1 : twin;
    for (; to > 0 && (this.worth[to - 1] ?? 0) < worth; to -= 1) {
      this.worth[to] = this.worth[to - 1] ?? 0;
      this.#at(to).set(this.#at(to - 1));
    }
    this.worth[to] = worth;
    this.#at(to).set(alignment);
    return true;
  }

  #at(index: number): Alignment {
    return this.alignments[index] ?? new Alignment();
  }

  #twinOf({ cos, sin, right, up }: Alignment, x: number, y: number): number {
    for (let index = 0; index < this.count; index += 1) {
      const other = this.#at(index);
      if (cos * other.cos + sin * other.sin < this.#apartCos) continue;
      const alongX = (cos - other.cos) * x - (sin - other.sin) * y + right - other.right;
      const alongY = (sin - other.sin) * x + (cos - other.cos) * y + up - other.up;
      if (alongX * alongX + alongY * alongY < this.#apartPx * this.#apartPx) return index;
    }
    return -1;
  }
}
