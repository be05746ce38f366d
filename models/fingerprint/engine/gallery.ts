// The gallery: who is enrolled with which templates.
import { FINGER_POSITIONS, type FingerPosition, isFingerPosition, KioskError } from '../../../protocol/computing.ts';
import type { PackedTemplate } from '../pack.ts';
import { SLOT } from './gallery-segment.ts';
import { type GallerySnapshot, type Place, type SlotOwner, SlotStore } from './slot-store.ts';

export interface FingerKey {
  readonly subject: string;
  readonly finger: FingerPosition;
}

/** One template of a subject, copied out of shared memory. */
export interface SubjectTemplate {
  readonly position: number;
  readonly words: Int32Array;
}

interface Subject {
  readonly number: number;
  readonly name: string;
  readonly fingers: Map<FingerPosition, readonly Place[]>;
}

const positionNames = new Map<number, FingerPosition>(
  Object.keys(FINGER_POSITIONS)
    .filter(isFingerPosition)
    .map((name) => [FINGER_POSITIONS[name], name]),
);

export class Gallery {
  readonly #capacity: number;
  readonly #slots = new SlotStore();
  readonly #byName = new Map<string, Subject>();
  readonly #byNumber = new Map<number, Subject>();
  #templates = 0;
  #fingers = 0;
  #lastNumber = 0;

  /** Holds at most `capacity` templates. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get fingers(): number {
    return this.#fingers;
  }

  get templates(): number {
    return this.#templates;
  }

  get bytes(): number {
    return this.#slots.bytes;
  }

  /** Puts a finger's templates in the place of those it had. @throws KioskError GALLERY_FULL, and nothing is changed. */
  put({ subject, finger }: FingerKey, templates: readonly PackedTemplate[]): void {
    const old = this.#byName.get(subject)?.fingers.get(finger);
    const total = this.#templates - (old?.length ?? 0) + templates.length;
    if (total > this.#capacity) throw new KioskError('GALLERY_FULL', { capacity: this.#capacity, templates: total });
    const owner = this.#named(subject);
    const slotOwner = { subject: owner.number, position: FINGER_POSITIONS[finger] };
    owner.fingers.set(finger, this.#slots.replace(old ?? [], templates, slotOwner));
    this.#fingers += old === undefined ? 1 : 0;
    this.#templates = total;
  }

  /** Forgets a subject. False where there was none. */
  remove(subject: string): boolean {
    const owner = this.#byName.get(subject);
    if (owner === undefined) return false;
    const places = [...owner.fingers.values()].flat();
    this.#slots.remove(places);
    this.#fingers -= owner.fingers.size;
    this.#templates -= places.length;
    this.#byName.delete(subject);
    this.#byNumber.delete(owner.number);
    return true;
  }

  snapshot(): GallerySnapshot {
    return this.#slots.snapshot();
  }

  release(snapshot: GallerySnapshot): void {
    this.#slots.release(snapshot);
  }

  /** Whose finger a scan found; undefined where it was removed meanwhile. */
  keyOf({ subject, position }: SlotOwner): FingerKey | undefined {
    const owner = this.#byNumber.get(subject);
    const finger = positionNames.get(position);
    if (owner === undefined || finger === undefined || !owner.fingers.has(finger)) return undefined;
    return { subject: owner.name, finger };
  }

  /** How many fingers of a subject are enrolled; 0 where nobody is called so. */
  fingersOf(subject: string): number {
    return this.#byName.get(subject)?.fingers.size ?? 0;
  }

  /** With how many impressions a finger is enrolled. */
  impressionsOf({ subject, finger }: FingerKey): number {
    return this.#byName.get(subject)?.fingers.get(finger)?.length ?? 0;
  }

  /** Number, count of fingers and copies of the templates of a subject; undefined where nobody is called so. */
  subject(name: string): { number: number; fingers: number; templates: readonly SubjectTemplate[] } | undefined {
    const owner = this.#byName.get(name);
    if (owner === undefined) return undefined;
    const templates = [...owner.fingers].flatMap(([finger, places]) =>
      places.map(({ segment: { words, slotWords }, at }) => ({
        position: FINGER_POSITIONS[finger],
        words: words.slice(at + SLOT.template, at + slotWords),
      })),
    );
    return { number: owner.number, fingers: owner.fingers.size, templates };
  }

  #named(name: string): Subject {
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    this.#lastNumber += 1;
    const subject: Subject = { number: this.#lastNumber, name, fingers: new Map() };
    this.#byName.set(name, subject);
    this.#byNumber.set(subject.number, subject);
    return subject;
  }
}
