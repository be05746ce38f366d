// The fleet's table of people, as the wire applies it: templates first, then all people in one transaction, then the traces of those who are gone.
import { setImmediate } from 'node:timers/promises';
import type { PeopleProblem, PeopleTable } from '../../cloud-bridge/index.ts';
import {
  type CaptureReceipt,
  type Clock,
  type DesiredFinger,
  type DesiredPerson,
  digestOfPerson,
  isFault,
  KioskError,
  type PeoplePart,
  type TableState,
} from '../../protocol/index.ts';
import { type FollowParts, followDecided } from './follow-captures.ts';
import type { NewPerson } from './people/person.ts';
import type { NewFinger } from './templates/stored-finger.ts';

export interface AppliedTable {
  /** Pseudonyms of those whose templates are new, or others than before. */
  readonly put: readonly string[];
  readonly gone: readonly string[];
}

/** What could not be made usable of somebody, by pseudonym. */
export type NotUsable = ReadonlyMap<string, PeopleProblem['problem']>;

export interface StoredTableParts {
  readonly stores: FollowParts['stores'];
  readonly clock: Clock;
  readonly newPseudonym: () => string;
  /** What the person has consented to, as templates are kept under it. */
  readonly purpose: string;
  readonly capacityFingers: number;
  /** Has them known by their templates; only then they are reported as usable. */
  readonly makeUsable: (applied: AppliedTable, signal: AbortSignal) => Promise<NotUsable>;
  readonly noteFault: (fault: unknown) => void;
}

const NEVER = new AbortController().signal;
/** So many people's templates are written before others have their turn. */
const AT_ONCE = 16;

/** Everything that all parts of a change say. */
interface Change extends Pick<PeoplePart, 'from' | 'to' | 'offlineForMs'> {
  readonly put: readonly DesiredPerson[];
  readonly remove: readonly string[];
}

interface Plan {
  readonly put: readonly {
    readonly person: DesiredPerson;
    readonly pseudonym: string;
    /** The fleet has no finger of them, and one was captured here: it stays until the fleet has said what becomes of it. */
    readonly keepsOwn: boolean;
  }[];
  readonly gone: readonly string[];
}

export class StoredPeopleTable implements PeopleTable {
  readonly #parts: StoredTableParts;

  constructor(parts: StoredTableParts) {
    this.#parts = parts;
  }

  get state(): TableState | undefined {
    return this.#parts.stores.fleetPeople.state;
  }

  get capacity(): { readonly fingers: number } {
    return { fingers: this.#parts.capacityFingers };
  }

  nextReportNumber(): number {
    return this.#parts.stores.fleetPeople.nextReportNumber();
  }

  keep(part: PeoplePart): readonly number[] {
    return this.#parts.stores.fleetPeople.keep(part);
  }

  async apply(transfer: string, signal: AbortSignal): Promise<readonly PeopleProblem[]> {
    const change = this.#changeOf(transfer);
    const plan = this.#planOf(change);
    const unreadable = await this.#writeTemplates(plan, signal);
    const { taken, gone } = this.#commit(change, plan, unreadable);
    const put = plan.put.map(({ pseudonym }) => pseudonym);
    // What is on the disk is made usable whatever comes meanwhile: a start anew would do the same.
    const notUsable = await this.#parts.makeUsable({ put, gone }, NEVER);
    this.#tell(change, gone);
    await this.#followDecided();
    const useless = plan.put.flatMap(({ person, pseudonym }) => {
      const problem = notUsable.get(pseudonym);
      return problem ? [{ person: person.id, problem }] : [];
    });
    return [...unreadable, ...taken, ...useless];
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

  #changeOf(transfer: string): Change {
    const parts = this.#parts.stores.fleetPeople.parts(transfer);
    const [first] = parts;
    if (!first) throw new KioskError('STORE_CORRUPT', { what: 'parts of a table' });
    const { from, to, offlineForMs } = first;
    return {
      from,
      to,
      offlineForMs,
      put: parts.flatMap(({ put }) => put),
      remove: parts.flatMap(({ remove }) => remove),
    };
  }

  /** Who is whom here: by the fleet's name, else by the code of somebody who was enrolled here, else somebody new. */
  #planOf({ from, put, remove }: Change): Plan {
    const { stores, newPseudonym } = this.#parts;
    const { fleetPeople } = stores;
    const ours = fleetPeople.pseudonyms();
    const known = put.map((person) => {
      const sent = fleetPeople.pseudonymOf(person.id);
      const local = sent === undefined ? this.#localCalled(person.code, ours) : undefined;
      const pseudonym = sent ?? local ?? newPseudonym();
      const isCaptured = local !== undefined || stores.captures.isOpen(pseudonym);
      return { person, pseudonym, keepsOwn: person.fingers.length === 0 && isCaptured };
    });
    const kept = new Set(known.map(({ pseudonym }) => pseudonym));
    const left = from === null ? [...ours] : remove.flatMap((id) => fleetPeople.pseudonymOf(id) ?? []);
    return { put: known, gone: left.filter((pseudonym) => !kept.has(pseudonym)) };
  }

  /** A record that does not open any more is nobody's: its code is told as taken. */
  #localCalled(code: string, ours: ReadonlySet<string>): string | undefined {
    try {
      const local = this.#parts.stores.people.byCode(code);
      return local && !ours.has(local.pseudonym) ? local.pseudonym : undefined;
    } catch (fault) {
      if (isFault(fault, 'SEAL_BROKEN')) return undefined;
      throw fault;
    }
  }

  async #writeTemplates({ put }: Plan, signal: AbortSignal): Promise<readonly PeopleProblem[]> {
    const { stores, purpose } = this.#parts;
    const problems: PeopleProblem[] = [];
    for (const [at, { person, pseudonym, keepsOwn }] of put.entries()) {
      if (at % AT_ONCE === 0) await setImmediate();
      signal.throwIfAborted();
      if (keepsOwn) continue;
      try {
        stores.templates.replace(
          pseudonym,
          person.fingers.map((finger) => fingerOf(finger, purpose)),
        );
      } catch (fault) {
        if (!isFault(fault, 'TEMPLATE_MALFORMED')) throw fault;
        problems.push({ person: person.id, problem: 'template-unreadable' });
      }
    }
    return problems;
  }

  /** All or nothing: a cut before it leaves the former table, and the parts, which are applied again. */
  #commit(
    { to, offlineForMs }: Change,
    { put, gone }: Plan,
    unreadable: readonly PeopleProblem[],
  ): { readonly taken: readonly PeopleProblem[]; readonly gone: readonly string[] } {
    const { stores, clock } = this.#parts;
    const bad = new Set(unreadable.map(({ person }) => person));
    const good = put.filter(({ person }) => !bad.has(person.id));
    const atMs = clock.nowMs();
    return stores.changePeople(() => {
      const left = new Set(
        stores.people.change(
          gone,
          good.map(({ person, pseudonym }) => recordOf(person, pseudonym, atMs)),
        ),
      );
      const done = good.filter(({ pseudonym }) => !left.has(pseudonym));
      stores.fleetPeople.settle({
        ...{ to, offlineForMs, gone },
        put: done.map(({ person, pseudonym }) => ({ fleetId: person.id, pseudonym, digest: digestOfPerson(person) })),
      });
      for (const { pseudonym, keepsOwn } of done)
        if (!keepsOwn) stores.captures.end(pseudonym);
        else if (!stores.captures.isOpen(pseudonym)) stores.captures.begin(pseudonym);
      const taken = good.filter(({ pseudonym }) => left.has(pseudonym));
      return { gone, taken: taken.map(({ person }) => ({ person: person.id, problem: 'code-taken' as const })) };
    });
  }

  /** What cannot be told now is a fault, and stops nobody: the hash of the table says what is here. */
  #tell({ to, put: { length: put } }: Change, gone: readonly string[]): void {
    const { stores, noteFault } = this.#parts;
    try {
      for (const pseudonym of gone) stores.forgetTraces(pseudonym);
      const { revision } = to;
      stores.journal.append({
        event: 'people-table',
        revision,
        hash: this.state?.hash ?? '',
        put,
        removed: gone.length,
      });
    } catch (fault) {
      if (!isFault(fault)) throw fault;
      noteFault(fault);
    }
  }
}

const fingerOf = (
  { finger, consentId, impressions }: DesiredFinger,
  purpose: string,
): NewFinger & { readonly consentId: string } => ({
  ...{ finger, consentId, purpose },
  impressions: impressions.map(({ record, ...impression }) => ({
    ...impression,
    record: Uint8Array.from(Buffer.from(record, 'base64')),
  })),
});

const recordOf = (
  { id, fingers: _, ...person }: DesiredPerson,
  pseudonym: string,
  enrolledAtMs: number,
): NewPerson => ({
  ...person,
  ...{ fleetId: id, pseudonym, enrolledAtMs, enroller: 'fleet' },
});
