// The stores of one terminal, and the rule that holds people, templates, entries and pictures together.
import type { JournalEntry, KioskError } from '../../protocol/index.ts';
import type { CounterStore } from './counters.ts';
import { Enrolments } from './enrolments.ts';
import type { EvidenceStore } from './evidence/evidence-store.ts';
import type { SeenProfiles } from './evidence/seen-profiles.ts';
import type { LostFiles } from './file/lost-files.ts';
import type { SetAside } from './file/set-aside.ts';
import type { StoreFile } from './file/store-file.ts';
import type { JobStore } from './jobs/job-store.ts';
import type { UseStore } from './jobs/use-store.ts';
import type { JournalStore } from './journal/journal-store.ts';
import type { NewKeys, Renewed } from './new-keys.ts';
import type { Captures } from './people/captures.ts';
import type { FleetPeople } from './people/fleet-people.ts';
import type { PeopleStore } from './people/people-store.ts';
import type { NewCard, NewPerson, Person } from './people/person.ts';
import type { Photos } from './people/photos.ts';
import { type Reconciliation, reconcile } from './reconcile.ts';
import type { SnapshotStore } from './snapshots/snapshot-store.ts';
import { attempt, type StoreLog } from './store-log.ts';
import type { DuplicatesStore } from './templates/duplicates-store.ts';
import type { FacesStore, NewFace } from './templates/faces-store.ts';
import type { NewFinger } from './templates/stored-finger.ts';
import type { TemplatesStore } from './templates/templates-store.ts';
import { forgetSnapshots, removeTemplates } from './traces.ts';

export interface EnrolmentRecord {
  readonly person: NewPerson;
  readonly consentId: string;
  readonly fingers: readonly NewFinger[];
  readonly face?: NewFace;
  readonly cards?: readonly NewCard[];
}

export interface FingersRecord {
  readonly pseudonym: string;
  readonly consentId: string;
  readonly fingers: readonly NewFinger[];
}

export interface StoreFiles {
  readonly people: StoreFile;
  readonly templates: StoreFile;
  readonly journal: StoreFile;
  readonly evidence: StoreFile;
  readonly jobs: StoreFile;
  readonly snapshots?: StoreFile;
}

export class Stores implements AsyncDisposable {
  readonly people: PeopleStore;
  /** To stand beside somebody's answer. */
  readonly photos: Photos;
  readonly templates: TemplatesStore;
  readonly faces: FacesStore;
  /** Whose fingers were searched for among everybody's, and what was found. */
  readonly duplicates: DuplicatesStore;
  readonly journal: JournalStore;
  readonly counters: CounterStore;
  readonly evidence: EvidenceStore;
  readonly profiles: SeenProfiles;
  /** What officers of the fleet have ordered. */
  readonly jobs: JobStore;
  /** Whether one of them has put it out of use. */
  readonly use: UseStore;
  /** Whom the fleet wants here. */
  readonly fleetPeople: FleetPeople;
  /** Who was enrolled here, until the fleet has said the last word about it. */
  readonly captures: Captures;
  /** Undefined where the policy wants none, and where their file cannot be used: nothing else waits for it. */
  readonly snapshots: SnapshotStore | undefined;
  /** Why there are none although they are wanted. */
  readonly snapshotsFault: KioskError | undefined;
  /** What was damaged or gone and is begun anew, until the journal tells of it. */
  readonly lost: LostFiles;
  /** For what is sealed here. */
  readonly newKeys: NewKeys;
  readonly setAside: SetAside;
  readonly #enrolments: Enrolments;
  readonly #files: StoreFiles;
  readonly #log: StoreLog | undefined;

  constructor(
    parts: Pick<
      Stores,
      | 'people'
      | 'photos'
      | 'templates'
      | 'faces'
      | 'duplicates'
      | 'journal'
      | 'counters'
      | 'evidence'
      | 'profiles'
      | 'jobs'
      | 'use'
      | 'fleetPeople'
      | 'captures'
      | 'snapshots'
      | 'snapshotsFault'
      | 'lost'
      | 'newKeys'
      | 'setAside'
    >,
    files: StoreFiles,
    log?: StoreLog,
  ) {
    this.people = parts.people;
    this.photos = parts.photos;
    this.templates = parts.templates;
    this.faces = parts.faces;
    this.duplicates = parts.duplicates;
    this.journal = parts.journal;
    this.counters = parts.counters;
    this.evidence = parts.evidence;
    this.profiles = parts.profiles;
    this.jobs = parts.jobs;
    this.use = parts.use;
    this.fleetPeople = parts.fleetPeople;
    this.captures = parts.captures;
    this.snapshots = parts.snapshots;
    this.snapshotsFault = parts.snapshotsFault;
    this.lost = parts.lost;
    this.newKeys = parts.newKeys;
    this.setAside = parts.setAside;
    this.journal.appended.listen((entry) => this.#followJournal(entry));
    this.#enrolments = new Enrolments({ ...parts, log });
    this.#files = files;
    this.#log = log;
  }

  /**
   * Templates first; the person is the commit: a cut in between leaves templates that `reconcile` removes. Then the caller appends the
   * journal's entry and calls `enrolmentJournaled`, or `undoEnrolment` where that fails: a cut before the entry undoes it at the next start.
   */
  enrol({ person, consentId, fingers, face, cards = [] }: EnrolmentRecord): Person {
    // The code of somebody who is still to be removed may be this one.
    this.#enrolments.finish();
    this.templates.save(person.pseudonym, consentId, fingers);
    try {
      if (face) this.faces.save(person.pseudonym, consentId, face);
      return this.people.add(person, { journalEndsAt: this.journal.lastSeq, cards });
    } catch (error) {
      const message = 'templates of a failed enrolment could not be removed yet';
      attempt(() => removeTemplates(this, [person.pseudonym]), { log: this.#log, message });
      throw error;
    }
  }

  /**
   * Fingers of somebody whom the fleet has sent without any. The mark first: a cut after it leaves no finger that the journal was not told of.
   * @throws KioskError CONSENT_MISSING; of the store
   */
  enrolFingers({ pseudonym, consentId, fingers }: FingersRecord): void {
    this.#enrolments.finish();
    this.changePeople(() => {
      this.people.mark(pseudonym, this.journal.lastSeq);
      this.captures.begin(pseudonym);
    });
    try {
      this.templates.save(pseudonym, consentId, fingers);
    } catch (error) {
      this.#enrolments.undo(pseudonym);
      throw error;
    }
  }

  /** In the place of all that they had, as a whole; the journal has its entry by then. @throws KioskError of the store: then they keep what they had */
  replaceFingers({ pseudonym, consentId, fingers }: FingersRecord): void {
    this.changePeople(() => this.captures.begin(pseudonym));
    this.templates.replace(
      pseudonym,
      fingers.map((finger) => ({ ...finger, consentId })),
    );
    this.captures.tell(pseudonym);
  }

  /** Never throws: where this cannot be noted, the journal is asked at the next start. */
  enrolmentJournaled(pseudonym: string): void {
    this.#enrolments.journaled(pseudonym);
    this.captures.tell(pseudonym);
  }

  /** The journal could not be told. Never throws a fault: where there is no room even for this, it is repeated once there is. */
  undoEnrolment(pseudonym: string): void {
    this.#enrolments.undo(pseudonym);
  }

  /** The person first: from then on nobody is recognised by these templates. Undefined where nobody has this code. */
  removePerson(code: string): { readonly number: number; readonly pseudonym: string } | undefined {
    const removed = this.people.remove(code);
    if (!removed) return undefined;
    removeTemplates(this, [removed.pseudonym]);
    this.#forgetSnapshots((snapshots) => snapshots.forget(removed.pseudonym));
    this.forgetSetAside();
    return removed;
  }

  /** Of whoever is no person here any more: templates, faces, photos, pictures. What cannot be done now a later start does. */
  forgetTraces(...pseudonyms: readonly string[]): void {
    if (pseudonyms.length === 0) return;
    const message = 'templates of somebody who was removed could not be removed yet';
    attempt(() => removeTemplates(this, pseudonyms), { log: this.#log, message });
    const ofPhotos = 'photos of somebody who was removed could not be removed yet';
    attempt(() => this.photos.remove(pseudonyms), { log: this.#log, message: ofPhotos });
    this.#forgetSnapshots((snapshots) => pseudonyms.reduce((sum, pseudonym) => sum + snapshots.forget(pseudonym), 0));
    this.forgetSetAside();
  }

  /**
   * All that people are known by, who themselves stay: how many pieces there were. What the fleet has sent of them is told as not here any more,
   * and is sent anew where it may be. @throws KioskError of the store
   */
  forgetTemplates(pseudonyms: readonly string[]): number {
    const removed = removeTemplates(this, pseudonyms);
    this.changePeople(() => {
      this.people.leaveTraces();
      for (const pseudonym of pseudonyms) {
        this.fleetPeople.disown(pseudonym);
        this.captures.end(pseudonym);
      }
    });
    this.forgetSetAside();
    return removed;
  }

  /** As the journal's own, and the pictures of those entries go with them. @throws KioskError of the store */
  async retireEntries(...how: Parameters<JournalStore['retire']>): Promise<void> {
    await this.journal.retire(...how);
    this.#forgetSnapshots((snapshots) =>
      snapshots.reconcile({ isJournaled: (seq) => this.journal.holds(seq), people: undefined }),
    );
  }

  /** Files that may hold somebody who was removed. What cannot be done now the next start does. */
  forgetSetAside(): void {
    const message = 'damaged files that may hold somebody who was removed could not be removed yet';
    const forget = (): void => {
      this.setAside.forgetPeople();
      this.people.tracesGone();
    };
    attempt(forget, { log: this.#log, message });
  }

  /** A picture goes with what its entry told. */
  #followJournal({ payload }: JournalEntry): void {
    if (payload?.event === 'erased') this.#forgetSnapshots((snapshots) => snapshots.forgetEntries(payload.seqs));
    if (payload?.event === 'pruned') this.#forgetSnapshots((snapshots) => snapshots.forgetUpTo(payload.toSeq));
  }

  /** At start. */
  reconcile(): Reconciliation {
    return reconcile(this, { enrolments: this.#enrolments, log: this.#log });
  }

  #forgetSnapshots(work: (snapshots: SnapshotStore) => number): void {
    forgetSnapshots(this.snapshots, work, this.#log);
  }

  /**
   * New keys for all that is sealed here, while everything goes on; one that was cut off goes on where it was.
   * @throws the signal's reason; KioskError of the store, JOURNAL_FULL: a later start, or call, goes on
   */
  async renewKeys(signal: AbortSignal): Promise<Renewed> {
    return await this.newKeys.renew(signal, (renewed) =>
      this.journal.append({ event: 'keys-renewed', ...renewed, files: [...renewed.files] }),
    );
  }

  /** All or nothing in the file of people. @throws KioskError of the store */
  changePeople<T>(work: () => T): T {
    return this.#files.people.grow(work);
  }

  /** For the bench: no file grows beyond so many pages, or beyond what it has; null lifts the limit. */
  limitPages(pages: number | null): void {
    for (const file of allOf(this.#files)) file.limitPages(pages);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await closeAll(allOf(this.#files));
  }
}

const allOf = ({ people, templates, journal, evidence, jobs, snapshots }: StoreFiles): readonly StoreFile[] => [
  people,
  templates,
  journal,
  evidence,
  jobs,
  ...(snapshots ? [snapshots] : []),
];

export async function closeAll(files: readonly StoreFile[]): Promise<void> {
  for (const file of files) await file[Symbol.asyncDispose]();
}
