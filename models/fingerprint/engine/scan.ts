// A worker's share of one identification: a quick look at chunk after chunk until none is left, then closer looks at the best.
import type { Comparator } from '../compare.ts';
import type { PackedTemplate } from '../pack.ts';
import { SEARCH } from '../parameters.ts';
import { BestSlots } from './best-slots.ts';
import { BestSubjects, type Hit } from './best-subjects.ts';
import { type SegmentView, SLOT } from './gallery-segment.ts';
import { BOARD } from './search-board.ts';
import type { GallerySnapshot } from './slot-store.ts';

export interface ScanResult {
  /** Best finger of each of the best subjects, best first. */
  readonly hits: readonly Hit[];
  /** Templates that were looked at. */
  readonly comparisons: number;
}

export interface ScanWork extends GallerySnapshot {
  /** The board of this search: what is left, and who has begun. */
  readonly board: SharedArrayBuffer;
}

/** Small enough that workers end together and an abandoned scan ends soon; large enough that taking one costs nothing. */
const CHUNK_SLOTS = 64;
const isVisible = (words: Int32Array, at: number, revision: number): boolean => {
  const from = Atomics.load(words, at + SLOT.from);
  if (from === 0 || from > revision) return false;
  const until = Atomics.load(words, at + SLOT.until);
  return until === 0 || until > revision;
};

interface Chunk {
  readonly words: Int32Array;
  readonly slotWords: number;
  readonly firstSlot: number;
  readonly endSlot: number;
}

function* chunksOf(segments: readonly SegmentView[], board: Int32Array): Generator<Chunk> {
  let wanted = Atomics.add(board, BOARD.nextChunk, 1);
  let before = 0;
  for (const { buffer, slotWords, usedSlots } of segments) {
    const chunks = Math.ceil(usedSlots / CHUNK_SLOTS);
    const words = new Int32Array(buffer);
    while (wanted < before + chunks) {
      const firstSlot = (wanted - before) * CHUNK_SLOTS;
      yield { words, slotWords, firstSlot, endSlot: Math.min(usedSlots, firstSlot + CHUNK_SLOTS) };
      wanted = Atomics.add(board, BOARD.nextChunk, 1);
    }
    before += chunks;
  }
}

/** Every template is screened; the best of them are compared by their minutiae, and the best of those with all there is. */
export function scan(probe: PackedTemplate, work: ScanWork, comparator: Comparator): ScanResult {
  const { screened, comparisons } = screenAll(probe, work, comparator);
  const alike = new BestSlots(SEARCH.comparedWithCare);
  for (const { words, at } of screened.slots)
    alike.offer({ words, at, score: comparator.likeness(probe, words, at + SLOT.template) });
  const best = new BestSubjects();
  for (const { words, at } of alike.slots) {
    const score = comparator.compare(probe, words, at + SLOT.template);
    best.offer({ subject: words[at + SLOT.subject] ?? 0, position: words[at + SLOT.position] ?? 0, score });
  }
  return { hits: best.hits, comparisons };
}

interface Screened {
  readonly screened: BestSlots;
  readonly comparisons: number;
}

function screenAll(probe: PackedTemplate, { revision, segments, board }: ScanWork, comparator: Comparator): Screened {
  const cells = new Int32Array(board);
  Atomics.add(cells, BOARD.begun, 1);
  const screened = new BestSlots(SEARCH.comparedByMinutiae);
  let comparisons = 0;
  for (const { words, slotWords, firstSlot, endSlot } of chunksOf(segments, cells))
    for (let slot = firstSlot; slot < endSlot; slot += 1) {
      const at = slot * slotWords;
      if (!isVisible(words, at, revision)) continue;
      const score = comparator.screen(probe, words, at + SLOT.template);
      comparisons += 1;
      if (score > screened.bar) screened.offer({ words, at, score });
    }
  return { screened, comparisons };
}
