// Enrolments and the journal agree: one that the journal never heard of is undone, at once or once there is room for that.
import type { JournalStore } from './journal/journal-store.ts';
import type { Captures } from './people/captures.ts';
import type { FleetPeople } from './people/fleet-people.ts';
import type { PeopleStore, Unjournaled } from './people/people-store.ts';
import { attempt, type StoreLog } from './store-log.ts';
import type { FacesStore } from './templates/faces-store.ts';
import type { TemplatesStore } from './templates/templates-store.ts';

/** The entry of an enrolment follows its commit at once; some more are looked through, in case others come between. */
const ENTRIES_AMIDST = 200;
/** The mark of an earlier version, which did not note where the journal ended. */
const ANYWHERE = 0;

export interface EnrolmentParts {
  readonly people: PeopleStore;
  readonly templates: TemplatesStore;
  readonly faces: FacesStore;
  readonly journal: JournalStore;
  readonly fleetPeople: Pick<FleetPeople, 'has'>;
  readonly captures: Pick<Captures, 'end'>;
  readonly log: StoreLog | undefined;
}

export class Enrolments {
  readonly #parts: EnrolmentParts;
  /** Undone, but their records could not be removed yet. */
  readonly #pending = new Set<string>();
  #stopListening: (() => void) | undefined;

  constructor(parts: EnrolmentParts) {
    this.#parts = parts;
  }

  /** Never throws: where this cannot be noted, the journal is asked at the next start. */
  journaled(pseudonym: string): void {
    const { people, log } = this.#parts;
    try {
      people.journaled(pseudonym);
    } catch (error) {
      log?.warn({ reason: String(error) }, 'that an enrolment is journaled could not be noted');
    }
  }

  /**
   * Whoever this is, is nobody from now on. Never throws a fault: records that cannot be removed now go as soon as the journal can be
   * written again, or at the next start.
   */
  undo(pseudonym: string): void {
    const { log, journal } = this.#parts;
    const message = 'an enrolment that the journal was not told of is undone, but its records could not be removed yet';
    this.#pending.add(pseudonym);
    if (attempt(() => this.#remove(pseudonym), { log, message })) return;
    // An entry that could be written says that there is room again. The fault was told once, that is enough.
    this.#stopListening ??= journal.appended.listen(() => attempt(() => this.finish()));
  }

  /** Removes what could not be removed before. @throws KioskError of the store where there still is no room */
  finish(): void {
    for (const pseudonym of this.#pending) this.#remove(pseudonym);
    this.#stopListening?.();
    this.#stopListening = undefined;
  }

  /** At start. How many are undone. */
  settle(): number {
    const doubtful = this.#parts.people.unjournaled();
    const unknown = doubtful.filter((mark) => !this.#isJournaled(mark)).map(({ pseudonym }) => pseudonym);
    for (const { pseudonym } of doubtful)
      if (unknown.includes(pseudonym)) this.undo(pseudonym);
      else this.journaled(pseudonym);
    return unknown.length;
  }

  #remove(pseudonym: string): void {
    const { people, templates, faces, fleetPeople, captures } = this.#parts;
    // Whoever the fleet has sent stays, without the fingers.
    const isFleets = fleetPeople.has(pseudonym);
    if (!isFleets) people.forget(pseudonym);
    templates.remove(pseudonym);
    if (!isFleets) faces.remove(pseudonym);
    else {
      captures.end(pseudonym);
      people.journaled(pseudonym);
    }
    this.#pending.delete(pseudonym);
  }

  /**
   * A journaled enrolment is never undone, so where the journal cannot tell, it stays: what came next was pruned or the journal was
   * begun anew, or an old mark leaves open where to look and there is more than is looked through.
   */
  #isJournaled({ pseudonym, afterSeq }: Unjournaled): boolean {
    const { journal } = this.#parts;
    const entries = journal.read(afterSeq + 1, ENTRIES_AMIDST);
    const isGone = journal.lastSeq !== afterSeq && entries[0]?.seq !== afterSeq + 1;
    const mayLieFurther = afterSeq === ANYWHERE && journal.lastSeq > ENTRIES_AMIDST;
    if (isGone || mayLieFurther) return true;
    return entries.some(({ payload }) => payload?.event === 'enrolment' && payload.subject === pseudonym);
  }
}
