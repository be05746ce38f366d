// A stretch of the gallery in shared memory: slots of one size, each a template and six words about it.

/**
 * What a worker needs to read a segment. Slot `i` begins at word `i * slotWords`:
 *
 *     word 0    revision of the gallery from which the slot counts; 0 an empty slot
 *     word 1    revision from which it counts no more; 0 none
 *     word 2    number of the subject
 *     word 3    code of the finger position
 *     word 4    number of the segment in which the next impression of the finger lies; the last leads back to the first
 *     word 5    first word of its slot there
 *     then      the packed template
 *
 * Written by the main thread alone. A slot that any running scan could see is never written except for word 1.
 */
export interface SegmentView {
  /** No other segment of the gallery has it. */
  readonly number: number;
  readonly buffer: SharedArrayBuffer;
  readonly slotWords: number;
  /** Slots in use are all below this one. */
  readonly usedSlots: number;
}

export const SLOT = { from: 0, until: 1, subject: 2, position: 3, nextSegment: 4, nextAt: 5, template: 6 } as const;

const SEGMENT_BYTES = 2 * 2 ** 20;

export class GallerySegment {
  readonly words: Int32Array;
  readonly number: number;
  readonly slotWords: number;
  readonly slots: number;
  readonly #buffer: SharedArrayBuffer;
  readonly #free: number[] = [];
  #used = 0;

  constructor(number: number, slotWords: number) {
    this.number = number;
    this.slotWords = slotWords;
    this.slots = Math.max(1, Math.floor(SEGMENT_BYTES / (4 * slotWords)));
    this.#buffer = new SharedArrayBuffer(4 * slotWords * this.slots);
    this.words = new Int32Array(this.#buffer);
  }

  get view(): SegmentView {
    return { number: this.number, buffer: this.#buffer, slotWords: this.slotWords, usedSlots: this.#used };
  }

  /** First word of a free slot, or undefined where there is none. */
  take(): number | undefined {
    const reused = this.#free.pop();
    if (reused !== undefined) return reused;
    if (this.#used === this.slots) return undefined;
    this.#used += 1;
    return (this.#used - 1) * this.slotWords;
  }

  /** A template leaves nothing behind. */
  wipe(at: number): void {
    Atomics.store(this.words, at + SLOT.from, 0);
    this.words.fill(0, at, at + this.slotWords);
    this.#free.push(at);
  }
}
