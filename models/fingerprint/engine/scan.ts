// A worker's share of one identification: three looks, each closer and at fewer templates than the one before.
import type { Comparator } from '../compare.ts';
import { fuseImpressions } from '../comparison/fuse-impressions.ts';
import { SEARCH } from '../comparison/parameters.ts';
import type { PackedTemplate } from '../pack.ts';
import { CHUNK_SLOTS, type Screen } from '../screening/screen.ts';
import { BestSlots, bestFirst, type Order } from './best-slots.ts';
import { BestSubjects, type Hit } from './best-subjects.ts';
import { SLOT } from './gallery-segment.ts';
import { BoardSeat, type Found } from './search-board.ts';
import { SlotMap } from './slot-map.ts';
import type { GallerySnapshot } from './slot-store.ts';

export interface ScanResult {
  /** Best finger of each of the best subjects, best first; of those that this worker compared. */
  readonly hits: readonly Hit[];
  /** Templates that this worker looked at. */
  readonly comparisons: number;
}

export interface ScanWork extends GallerySnapshot {
  /** The `SearchBoard` of this search: what is left, and what the others found. */
  readonly board: SharedArrayBuffer;
}

/** What a worker keeps from search to search. */
export interface ScanTools {
  readonly screen: Screen;
  readonly comparator: Comparator;
}

/** What one search has to do with. */
interface Search extends ScanTools {
  readonly probe: PackedTemplate;
  readonly revision: number;
  readonly seat: BoardSeat;
  readonly slots: SlotMap;
  readonly order: Order;
}

/** Leaves nothing of a template in the worker. */
export function scan(probe: PackedTemplate, work: ScanWork, { screen, comparator }: ScanTools): ScanResult {
  const slots = new SlotMap(work.segments);
  const order = bestFirst((place) => slots.checksum(place));
  const seat = new BoardSeat(work.board);
  try {
    return look({ probe, revision: work.revision, seat, slots, order, screen, comparator });
  } finally {
    screen.end();
    comparator.end();
  }
}

/**
 * Every template is screened; the best of all are compared by their minutiae, and the fingers of the best of those with all there is
 * and with all of their impressions. The workers meet after each look, so that who gets the next one does not depend on how many they are.
 */
function look(search: Search): ScanResult {
  const { seat, slots, order } = search;
  const { found, chunks, comparisons } = screen(search);
  seat.publish(found);
  if (!seat.meet('screening', { done: chunks, count: slots.chunks })) return { hits: [], comparisons };
  const screened = seat.published.toSorted(order).slice(0, SEARCH.comparedByMinutiae);
  const likened = compareMinutiae(screened, search);
  if (!seat.meet('likeness', { done: likened, count: screened.length })) return { hits: [], comparisons };
  return { hits: compareWithCare(chosenOf(screened, search), search), comparisons };
}

interface Screened {
  readonly found: readonly Found[];
  readonly chunks: number;
  readonly comparisons: number;
}

function screen({ seat, slots, order, screen, probe, revision }: Search): Screened {
  screen.begin(probe);
  const best = new BestSlots(SEARCH.comparedByMinutiae, order);
  let chunks = 0;
  let comparisons = 0;
  for (const index of seat.share('screening', slots.chunks)) {
    const chunk = slots.chunk(index);
    const scores = screen.screen(chunk);
    chunks += 1;
    for (let slot = 0; slot < chunk.slots; slot += 1) {
      if (!isVisible(chunk.words, chunk.firstWord + slot * chunk.slotWords, revision)) continue;
      comparisons += 1;
      const score = scores[slot] ?? 0;
      if (score >= best.bar) best.offer({ place: index * CHUNK_SLOTS + slot, score });
    }
  }
  return { found: best.slots, chunks, comparisons };
}

const isVisible = (words: Int32Array, at: number, revision: number): boolean => {
  const from = Atomics.load(words, at + SLOT.from);
  if (from === 0 || from > revision) return false;
  const until = Atomics.load(words, at + SLOT.until);
  return until === 0 || until > revision;
};

/** How many of them fell to this worker; the scores are on the board. */
function compareMinutiae(screened: readonly Found[], { seat, slots, comparator, probe }: Search): number {
  let done = 0;
  for (const item of seat.share('likeness', screened.length)) {
    const { words, at } = slots.slot(screened[item]?.place ?? 0);
    seat.setLikeness(item, comparator.likeness(probe, words, at + SLOT.template));
    done += 1;
  }
  return done;
}

/** The places of one template each of the fingers that are worth all there is. */
function chosenOf(screened: readonly Found[], { seat, slots, order }: Search): readonly number[] {
  const alike = screened.map(({ place }, item) => ({ place, score: seat.likenessOf(item) })).sort(order);
  const chosen = fingersOf(alike, slots)
    .map(({ place, scores }) => ({ place, score: fuseImpressions(scores) }))
    .sort((a, b) => b.score - a.score)
    .slice(0, SEARCH.comparedWithCare)
    .map(({ place }) => place);
  // The first look knows some that the second, which does not see ridges either, would drop.
  const unseen = fingersOf(screened, slots)
    .slice(0, SEARCH.takenUnseen)
    .map(({ place }) => place);
  const isChosen = (place: number): boolean => chosen.some((other) => slots.finger(other) === slots.finger(place));
  return [...chosen, ...unseen.filter((place) => !isChosen(place))];
}

interface FoundFinger {
  /** Of its best template. */
  readonly place: number;
  /** Of those of its templates that were found. */
  readonly scores: number[];
}

/** In the order in which their first templates were found. */
function fingersOf(found: readonly Found[], slots: SlotMap): readonly FoundFinger[] {
  const fingers = new Map<string, FoundFinger>();
  for (const { place, score } of found) {
    const finger = slots.finger(place);
    const known = fingers.get(finger);
    if (known === undefined) fingers.set(finger, { place, scores: [score] });
    else known.scores.push(score);
  }
  return [...fingers.values()];
}

/** Each finger with all of its impressions. */
function compareWithCare(chosen: readonly number[], { seat, slots, comparator, probe }: Search): readonly Hit[] {
  const best = new BestSubjects();
  for (const item of seat.share('comparison', chosen.length)) {
    const impressions = slots.impressions(chosen[item] ?? 0);
    const scores = impressions.map(({ words, at }) => comparator.compare(probe, words, at + SLOT.template));
    const [{ words, at }] = impressions;
    const score = fuseImpressions(scores);
    best.offer({ subject: words[at + SLOT.subject] ?? 0, position: words[at + SLOT.position] ?? 0, score });
  }
  return best.hits;
}
