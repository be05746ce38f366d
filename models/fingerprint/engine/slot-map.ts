// Numbers the slots of a gallery from first to last: a place that means the same to every worker of a search.
import { CHUNK_SLOTS, type SlotChunk } from '../screening/screen.ts';
import { type SegmentView, SLOT } from './gallery-segment.ts';

export interface Slot {
  /** The segment's words, and where in them the slot begins. */
  readonly words: Int32Array;
  readonly at: number;
}

export class SlotMap {
  readonly #chunks: readonly SlotChunk[];
  readonly #segments: ReadonlyMap<number, Int32Array>;

  constructor(segments: readonly SegmentView[]) {
    this.#chunks = segments.flatMap(chunksOf);
    this.#segments = new Map(segments.map(({ number, buffer }) => [number, new Int32Array(buffer)]));
  }

  /** How many there are. */
  get chunks(): number {
    return this.#chunks.length;
  }

  /** @throws RangeError beyond the last */
  chunk(index: number): SlotChunk {
    const chunk = this.#chunks[index];
    if (chunk === undefined) throw new RangeError(`chunk ${index} of ${this.#chunks.length}`);
    return chunk;
  }

  /** Slot `index` of chunk `chunk` has the place `chunk * CHUNK_SLOTS + index`. @throws RangeError beyond the last */
  slot(place: number): Slot {
    const { words, firstWord, slotWords } = this.chunk(Math.floor(place / CHUNK_SLOTS));
    return { words, at: firstWord + (place % CHUNK_SLOTS) * slotWords };
  }

  /** Whose finger, and which. */
  finger(place: number): string {
    const { words, at } = this.slot(place);
    return `${words[at + SLOT.subject]}/${words[at + SLOT.position]}`;
  }

  /** The slots of all impressions of the finger whose template lies at a place, that one first. */
  impressions(place: number): readonly [Slot, ...Slot[]] {
    const first = this.slot(place);
    const slots: [Slot, ...Slot[]] = [first];
    for (let slot = this.#next(first); !isSame(slot, first); slot = this.#next(slot)) slots.push(slot);
    return slots;
  }

  #next({ words, at }: Slot): Slot {
    const next = this.#segments.get(words[at + SLOT.nextSegment] ?? 0);
    if (next === undefined) throw new RangeError(`segment ${words[at + SLOT.nextSegment]} is not of this gallery`);
    return { words: next, at: words[at + SLOT.nextAt] ?? 0 };
  }

  /** Of the template at a place: the same wherever in the gallery it lies. */
  checksum(place: number): number {
    const { words, at } = this.slot(place);
    return words[at + SLOT.template + 2] ?? 0;
  }
}

const isSame = (a: Slot, b: Slot): boolean => a.words.buffer === b.words.buffer && a.at === b.at;

function chunksOf({ buffer, slotWords, usedSlots }: SegmentView): readonly SlotChunk[] {
  const words = new Int32Array(buffer);
  return Array.from({ length: Math.ceil(usedSlots / CHUNK_SLOTS) }, (_, index) => {
    const slots = Math.min(CHUNK_SLOTS, usedSlots - index * CHUNK_SLOTS);
    return { words, slotWords, firstWord: index * CHUNK_SLOTS * slotWords, slots };
  });
}
