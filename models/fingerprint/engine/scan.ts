// A worker's share of one identification: a quick look at chunk after chunk until none is left, then closer looks at the best.
import type { Comparator } from '../compare.ts';
import { SEARCH } from '../comparison/parameters.ts';
import type { PackedTemplate } from '../pack.ts';
import { CHUNK_SLOTS, type Screen, type SlotChunk } from '../screening/screen.ts';
import { BestSlots, type FoundSlot } from './best-slots.ts';
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

const isVisible = (words: Int32Array, at: number, revision: number): boolean => {
  const from = Atomics.load(words, at + SLOT.from);
  if (from === 0 || from > revision) return false;
  const until = Atomics.load(words, at + SLOT.until);
  return until === 0 || until > revision;
};

function* chunksOf(segments: readonly SegmentView[], board: Int32Array): Generator<SlotChunk> {
  let wanted = Atomics.add(board, BOARD.nextChunk, 1);
  let before = 0;
  for (const { buffer, slotWords, usedSlots } of segments) {
    const chunks = Math.ceil(usedSlots / CHUNK_SLOTS);
    const words = new Int32Array(buffer);
    while (wanted < before + chunks) {
      const firstSlot = (wanted - before) * CHUNK_SLOTS;
      const slots = Math.min(CHUNK_SLOTS, usedSlots - firstSlot);
      yield { words, slotWords, firstWord: firstSlot * slotWords, slots };
      wanted = Atomics.add(board, BOARD.nextChunk, 1);
    }
    before += chunks;
  }
}

/** What a worker keeps from search to search. */
export interface ScanTools {
  readonly screen: Screen;
  readonly comparator: Comparator;
}

/** Leaves nothing of a template in the worker. */
export function scan(probe: PackedTemplate, work: ScanWork, { screen, comparator }: ScanTools): ScanResult {
  try {
    return look(probe, work, { screen, comparator });
  } finally {
    screen.end();
    comparator.end();
  }
}

/** Every template is screened; the best of them are compared by their minutiae, and the best of those with all there is. */
function look(probe: PackedTemplate, work: ScanWork, { screen, comparator }: ScanTools): ScanResult {
  const { screened, comparisons } = screenAll(probe, work, screen);
  const alike = new BestSlots(SEARCH.comparedWithCare);
  for (const { words, at } of screened.slots)
    alike.offer({ words, at, score: comparator.likeness(probe, words, at + SLOT.template) });
  const best = new BestSubjects();
  for (const { words, at } of carefully(screened, alike)) {
    const score = comparator.compare(probe, words, at + SLOT.template);
    best.offer({ subject: words[at + SLOT.subject] ?? 0, position: words[at + SLOT.position] ?? 0, score });
  }
  return { hits: best.hits, comparisons };
}

/** The first look knows some that the second, which does not see ridges either, would drop. */
function carefully(screened: BestSlots, alike: BestSlots): readonly FoundSlot[] {
  const chosen = alike.slots;
  const isChosen = (slot: FoundSlot): boolean => chosen.some(({ words, at }) => words === slot.words && at === slot.at);
  return [...chosen, ...screened.slots.slice(0, SEARCH.takenUnseen).filter((slot) => !isChosen(slot))];
}

interface Screened {
  readonly screened: BestSlots;
  readonly comparisons: number;
}

function screenAll(probe: PackedTemplate, { revision, segments, board }: ScanWork, screen: Screen): Screened {
  const cells = new Int32Array(board);
  Atomics.add(cells, BOARD.begun, 1);
  screen.begin(probe);
  const screened = new BestSlots(SEARCH.comparedByMinutiae);
  let comparisons = 0;
  for (const chunk of chunksOf(segments, cells)) {
    const { words, slotWords, firstWord, slots } = chunk;
    const scores = screen.screen(chunk);
    for (let slot = 0; slot < slots; slot += 1) {
      const at = firstWord + slot * slotWords;
      if (!isVisible(words, at, revision)) continue;
      comparisons += 1;
      const score = scores[slot] ?? 0;
      if (score > screened.bar) screened.offer({ words, at, score });
    }
  }
  return { screened, comparisons };
}
