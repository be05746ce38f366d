// Slots for templates in shared memory. Changes never wait for a scan; a scan sees one revision from its first slot to its last.
import type { PackedTemplate } from '../pack.ts';
import { GallerySegment, type SegmentView, SLOT } from './gallery-segment.ts';

/** What a scan compares with: the gallery as it was when the scan began. */
export interface GallerySnapshot {
  readonly revision: number;
  readonly segments: readonly SegmentView[];
}

/** A template's slot. */
export interface Place {
  readonly segment: GallerySegment;
  /** First word of the slot. */
  readonly at: number;
}

export interface SlotOwner {
  readonly subject: number;
  readonly position: number;
}

/** Templates differ in length: each lies in a slot of the next multiple of this, so that little room is lost. */
const SLOT_STEP_WORDS = 32;

export class SlotStore {
  readonly #shelves = new Map<number, GallerySegment[]>();
  readonly #reading = new Set<GallerySnapshot>();
  #retired: { readonly place: Place; readonly revision: number }[] = [];
  #revision = 0;
  #segments = 0;

  get bytes(): number {
    return this.#all().reduce((sum, { words }) => sum + words.byteLength, 0);
  }

  /** Puts templates in and takes old ones out, all at once for every scan that begins from now on. */
  replace(old: readonly Place[], templates: readonly PackedTemplate[], owner: SlotOwner): readonly Place[] {
    const revision = this.#revision + 1;
    const places = templates.map((template) => {
      const { segment, at } = this.#freePlace(template.length);
      const { words } = segment;
      words.set(template, at + SLOT.template);
      words[at + SLOT.subject] = owner.subject;
      words[at + SLOT.position] = owner.position;
      return { segment, at };
    });
    link(places);
    for (const { segment, at } of places) Atomics.store(segment.words, at + SLOT.from, revision);
    for (const place of old) {
      Atomics.store(place.segment.words, place.at + SLOT.until, revision);
      this.#retired.push({ place, revision });
    }
    this.#revision = revision;
    this.#reclaim();
    return places;
  }

  remove(old: readonly Place[]): void {
    this.replace(old, [], { subject: 0, position: 0 });
  }

  /** The gallery as it is now. Give it back to `release` when all workers are done with it. */
  snapshot(): GallerySnapshot {
    const snapshot = { revision: this.#revision, segments: this.#all().map(({ view }) => view) };
    this.#reading.add(snapshot);
    return snapshot;
  }

  release(snapshot: GallerySnapshot): void {
    this.#reading.delete(snapshot);
    this.#reclaim();
  }

  #freePlace(templateWords: number): Place {
    const slotWords = Math.ceil((SLOT.template + templateWords) / SLOT_STEP_WORDS) * SLOT_STEP_WORDS;
    const shelf = this.#shelves.get(slotWords) ?? [];
    this.#shelves.set(slotWords, shelf);
    for (const segment of shelf) {
      const at = segment.take();
      if (at !== undefined) return { segment, at };
    }
    this.#segments += 1;
    const segment = new GallerySegment(this.#segments, slotWords);
    shelf.push(segment);
    return { segment, at: segment.take() ?? 0 };
  }

  /** Wipes what no running scan can see any more, and frees it. */
  #reclaim(): void {
    const oldest = Math.min(...[...this.#reading].map(({ revision }) => revision));
    const isSeen = ({ revision }: { revision: number }): boolean => oldest < revision;
    for (const retired of this.#retired) if (!isSeen(retired)) retired.place.segment.wipe(retired.place.at);
    this.#retired = this.#retired.filter(isSeen);
  }

  #all(): readonly GallerySegment[] {
    return [...this.#shelves.values()].flat();
  }
}

/** From each impression of a finger the next is found, and from the last the first. */
function link(places: readonly Place[]): void {
  places.forEach(({ segment: { words }, at }, index) => {
    const next = places[(index + 1) % places.length];
    words[at + SLOT.nextSegment] = next?.segment.number ?? 0;
    words[at + SLOT.nextAt] = next?.at ?? 0;
  });
}
