// The quick look in plain TypeScript: where WebAssembly has no 128-bit registers, and the reference of the kernel that uses them.
import { Likeness } from '../comparison/likeness.ts';
import { Seeds } from '../comparison/seeds.ts';
import { Side } from '../comparison/side.ts';
import { SLOT } from '../engine/gallery-segment.ts';
import type { PackedTemplate } from '../pack.ts';
import { evenedOut } from './evened-out.ts';
import { CHUNK_SLOTS, type Screen, type SlotChunk } from './screen.ts';

export class PlainScreen implements Screen {
  readonly #likeness = new Likeness();
  readonly #seeds = new Seeds();
  readonly #a = new Side();
  readonly #b = new Side();
  readonly #scores = new Float32Array(CHUNK_SLOTS);
  #probe: PackedTemplate = new Int32Array(2);

  begin(probe: PackedTemplate): void {
    this.#probe = probe;
    this.#a.load(probe, 0);
  }

  screen(chunk: SlotChunk): Float32Array {
    const { words, firstWord, slotWords, slots } = chunk;
    for (let slot = 0; slot < slots; slot += 1)
      this.#scores[slot] = this.#supportOf(words, firstWord + slot * slotWords + SLOT.template);
    return evenedOut(this.#scores, this.#a.count, chunk);
  }

  end(): void {
    this.#probe = new Int32Array(2);
    this.#likeness.wipe();
    this.#a.wipe();
    this.#b.wipe();
  }

  #supportOf(words: Int32Array, at: number): number {
    this.#likeness.measure(this.#probe, 0, words, at);
    this.#b.load(words, at);
    return this.#seeds.find(this.#likeness, this.#a, this.#b) < 2 ? 0 : this.#seeds.strongestThree();
  }
}
