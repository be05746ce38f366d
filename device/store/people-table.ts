// The fleet's table of people, as the wire applies it: templates first, then all people in one transaction, then the traces of those who are gone.
import { setImmediate } from 'node:timers/promises';
import type { PeopleProblem, PeopleTable, TableSearch } from '../../cloud-bridge/index.ts';
import {
  type CaptureReceipt,
  type Clock,
  type DesiredPerson,
  digestOfPerson,
  isFault,
  NOT_AS_SENT,
  type PeoplePart,
  type TableState,
  UNDERSTANDS,
  type Understood,
} from '../../protocol/index.ts';
import { type FollowParts, followDecided } from './follow-captures.ts';
import { fingerOf, recordOf } from './from-fleet.ts';
import {
  type Change,
  changeOf,
  type Plan,
  type PlannedPerson,
  plannedOf,
  planOf,
  sentPersonOf,
} from './plan-change.ts';
import type { Stores } from './stores.ts';
import type { NewFinger } from './templates/stored-finger.ts';
import { savePhotos, writePhotos } from './write-photos.ts';

export interface AppliedTable {
  /** Pseudonyms of those whose templates are new, or others than before. */
  readonly put: readonly string[];
  readonly gone: readonly string[];
}

/** What could not be made usable of somebody, by pseudonym. */
export type NotUsable = ReadonlyMap<string, PeopleProblem['problem']>;

export interface StoredTableParts {
  readonly stores: FollowParts['stores'] & Pick<Stores, 'photos'>;
  readonly clock: Clock;
  /** What the person has consented to, as templates are kept under it. */
  readonly purpose: string;
  readonly capacityFingers: number;
  /** By its policy the terminal may keep nobody's: then none are asked for, and what is sent all the same is not kept. */
  readonly keepsFingers: boolean;
  /** Has them known by their templates; only then they are reported as usable. */
  readonly makeUsable: (applied: AppliedTable, signal: AbortSignal) => Promise<NotUsable>;
  /** Whether the disk has more room than the journal may need. */
  readonly hasRoom: () => boolean;
  readonly noteFault: (fault: unknown) => void;
  /** Finds whom the fleet has twice; undefined where nobody searches. */
  readonly search?: HeldSearch;
}

export interface HeldSearch extends TableSearch {
  /**
   * While a change is made the stores are ahead of the engine: two who are new would be missed by each other's search.
   * @returns how to go on
   */
  hold(): () => void;
}

const NEVER = new AbortController().signal;
/** So many people's templates are written, or removed, before others have their turn. */
const AT_ONCE = 16;

interface Written {
  /** Pseudonyms. */
  readonly unreadable: ReadonlySet<string>;
  /** Whether there was room for the photos. */
  readonly areSeen: boolean;
}

interface Committed {
  readonly done: readonly PlannedPerson[];
  /** Whose code somebody keeps who is not the fleet's. */
  readonly taken: readonly PlannedPerson[];
}

export class StoredPeopleTable implements PeopleTable {
  readonly #parts: StoredTableParts;

  constructor(parts: StoredTableParts) {
    this.#parts = parts;
  }

  get state(): TableState | undefined {
    return this.#parts.stores.fleetPeople.state;
  }

  get search(): TableSearch | undefined {
    return this.#parts.search;
  }

  get capacity(): { readonly fingers: number } {
    return { fingers: this.#parts.capacityFingers };
  }

  get understands(): readonly Understood[] {
    return UNDERSTANDS.filter((word) => word !== 'no-fingers' || !this.#parts.keepsFingers);
  }

  nextReportNumber(): number {
    return this.#parts.stores.fleetPeople.nextReportNumber();
  }

  notAsSent(limit: number): readonly string[] {
    const { fleetPeople, people } = this.#parts.stores;
    const ids = fleetPeople.notAsSent().flatMap((pseudonym) => people.readable(pseudonym)?.fleetId ?? []);
    return ids.slice(0, limit);
  }

  keep(part: PeoplePart): readonly number[] {
    return this.#parts.stores.fleetPeople.keep(part);
  }

  async apply(transfer: string, signal: AbortSignal): Promise<readonly PeopleProblem[]> {
    const goOn = this.#parts.search?.hold();
    try {
      return await this.#apply(transfer, signal);
    } finally {
      goOn?.();
    }
  }

  async #apply(transfer: string, signal: AbortSignal): Promise<readonly PeopleProblem[]> {
    const { stores, makeUsable } = this.#parts;
    const change = await changeOf(stores, transfer);
    const plan = planOf(stores, change);
    const unreadable = await this.#writeTemplates(plan, signal);
    const areSeen = await writePhotos(this.#parts, { ...plan, transfer }, signal);
    const { done, taken } = this.#commit(change, plan, { unreadable, areSeen });
    const put = done.map(({ pseudonym }) => pseudonym);
    // What is on the disk is made usable whatever comes meanwhile: a start anew would do the same.
    const notUsable = await makeUsable({ put, gone: plan.gone }, NEVER);
    this.#disown(notUsable.keys());
    await this.#forgetTraces([...plan.gone, ...taken.map(({ pseudonym }) => pseudonym)]);
    await this.#letPartsGo();
    this.#tell(change, plan);
    await this.#followDecided();
    const unseen = areSeen ? [] : done.filter(({ hasPhoto }) => hasPhoto);
    const problems = new Map<string, PeopleProblem['problem']>([
      ...unseen.map(({ pseudonym }) => [pseudonym, 'no-room-for-photo'] as const),
      ...taken.map(({ pseudonym }) => [pseudonym, 'code-taken'] as const),
      ...[...unreadable].map((pseudonym) => [pseudonym, 'template-unreadable'] as const),
      ...notUsable,
    ]);
    return plan.put.flatMap(({ person, pseudonym }) => {
      const problem = problems.get(pseudonym);
      return problem ? [{ person: person.id, problem }] : [];
    });
  }

  async welcome(person: DesiredPerson, offlineForMs: number | null): Promise<void> {
    const { stores, clock, makeUsable } = this.#parts;
    // The table has them already.
    if (stores.fleetPeople.pseudonymOf(person.id) !== undefined) return;
    const planned = plannedOf(stores, sentPersonOf(person));
    const { pseudonym, digest } = planned;
    await this.#writeTemplates({ put: [planned], gone: [] }, NEVER);
    if (person.photo !== undefined) savePhotos(this.#parts, [{ pseudonym, photo: person.photo }]);
    const isHere = stores.changePeople(() => {
      const atMs = clock.nowMs();
      if (stores.people.change([], [recordOf(planned, atMs)]).length > 0) return false;
      const sent = { fleetId: person.id, pseudonym, digest };
      stores.fleetPeople.welcome(sent, { offlineForMs, atMs });
      this.#settleCapture(planned);
      return true;
    });
    if (isHere) await makeUsable({ put: [pseudonym], gone: [] }, NEVER);
    else await this.#forgetTraces([pseudonym]);
  }

  noteWord(offlineForMs: number | null): void {
    const { stores, clock } = this.#parts;
    stores.fleetPeople.noteWord({ offlineForMs, atMs: clock.nowMs() });
  }

  openCaptures(limit: number): readonly string[] {
    return this.#parts.stores.captures.open(limit);
  }

  async follow(receipt: CaptureReceipt): Promise<boolean> {
    const isNew = this.#parts.stores.captures.note(receipt);
    await this.#followDecided();
    return isNew;
  }

  async #followDecided(): Promise<void> {
    const { stores, makeUsable } = this.#parts;
    const forget = async (gone: readonly string[]): Promise<void> => void (await makeUsable({ put: [], gone }, NEVER));
    await followDecided({ stores, forget }, this.state?.revision ?? 0);
  }

  /** Pseudonyms of those whose templates are none: they have none then, and what else is said of them holds. */
  async #writeTemplates({ put }: Plan, signal: AbortSignal): Promise<ReadonlySet<string>> {
    const { stores } = this.#parts;
    const unreadable = new Set<string>();
    for (const [at, { person, pseudonym, keepsOwn }] of put.entries()) {
      if (at % AT_ONCE === 0) await setImmediate();
      signal.throwIfAborted();
      if (keepsOwn) continue;
      try {
        stores.templates.replace(pseudonym, this.#keptOf(person));
      } catch (fault) {
        if (!isFault(fault, 'TEMPLATE_MALFORMED') && !isFault(fault, 'CONSENT_MISSING')) throw fault;
        stores.templates.remove(pseudonym);
        unreadable.add(pseudonym);
      }
    }
    return unreadable;
  }

  #keptOf({ fingers }: Pick<DesiredPerson, 'fingers'>): readonly (NewFinger & { readonly consentId: string })[] {
    const { keepsFingers, purpose } = this.#parts;
    return keepsFingers ? fingers.map((finger) => fingerOf(finger, purpose)) : [];
  }

  /** All or nothing: a cut before it leaves the former table, and the parts, which are applied again. */
  #commit({ to, offlineForMs }: Change, { put, gone }: Plan, { unreadable, areSeen }: Written): Committed {
    const { stores, clock } = this.#parts;
    const records = put.map((planned) => recordOf(planned, clock.nowMs()));
    return stores.changePeople(() => {
      const left = new Set(stores.people.change(gone, records));
      const done = put.filter(({ pseudonym }) => !left.has(pseudonym));
      const digestOf = ({ digest, pseudonym, person, hasPhoto }: PlannedPerson): string => {
        if (unreadable.has(pseudonym)) return NOT_AS_SENT;
        return hasPhoto && !areSeen ? digestOfPerson(person) : digest;
      };
      stores.fleetPeople.settle({
        ...{ to, gone, holds: { offlineForMs, atMs: clock.nowMs() } },
        put: done.map((planned) => ({
          ...{ fleetId: planned.person.id, pseudonym: planned.pseudonym, digest: digestOf(planned) },
        })),
      });
      for (const planned of done) this.#settleCapture(planned);
      return { done, taken: put.filter(({ pseudonym }) => left.has(pseudonym)) };
    });
  }

  /** Part of the caller's transaction. */
  #settleCapture({ pseudonym, keepsOwn }: PlannedPerson): void {
    const { captures } = this.#parts.stores;
    if (!keepsOwn) captures.end(pseudonym);
    else if (!captures.isOpen(pseudonym)) captures.begin(pseudonym);
  }

  /** Whoever is not usable is not here as the fleet has sent them: the hash says so, and they are sent again. */
  #disown(pseudonyms: Iterable<string>): void {
    const { stores } = this.#parts;
    stores.changePeople(() => {
      for (const pseudonym of pseudonyms) stores.fleetPeople.disown(pseudonym);
    });
  }

  /** Of whoever is no person here, or never became one. */
  async #forgetTraces(pseudonyms: readonly string[]): Promise<void> {
    const { stores } = this.#parts;
    const nobody = pseudonyms.filter((pseudonym) => !stores.people.readable(pseudonym));
    for (let from = 0; from < nobody.length; from += AT_ONCE) {
      await setImmediate();
      stores.forgetTraces(...nobody.slice(from, from + AT_ONCE));
    }
  }

  /** What cannot be removed now a later start removes. */
  async #letPartsGo(): Promise<void> {
    const { stores, noteFault } = this.#parts;
    try {
      while (stores.fleetPeople.letPartsGo()) await setImmediate();
    } catch (fault) {
      if (!isFault(fault)) throw fault;
      noteFault(fault);
    }
  }

  /** What cannot be told now is a fault, and stops nobody: the hash of the table says what is here. */
  #tell({ to: { revision } }: Change, { put, gone }: Plan): void {
    const { stores, noteFault } = this.#parts;
    const hash = this.state?.hash ?? '';
    try {
      stores.journal.append({ event: 'people-table', revision, hash, put: put.length, removed: gone.length });
    } catch (fault) {
      if (!isFault(fault)) throw fault;
      noteFault(fault);
    }
  }
}
