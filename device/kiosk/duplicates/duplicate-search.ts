// Searches each of the fleet's people, one finger at a time, among everybody whom this terminal has, while nobody stands at it.
import { Bell } from '../../../cloud-bridge/index.ts';
import type { FingerEngine } from '../../../models/index.ts';
import {
  Broadcast,
  type Clock,
  decodeFingerMinutiae,
  type FingerPosition,
  type FoundDuplicate,
  isFault,
  LOCAL,
} from '../../../protocol/index.ts';
import type { Policy } from '../../config/index.ts';
import { duplicateFpir } from '../../flows/enrol/duplicate-rate.ts';
import type { FoundPair, HeldSearch, StoredFinger, Stores } from '../../store/index.ts';
import { SomebodyCame, type Stillness } from './stillness.ts';

export interface DuplicateSearchParts {
  readonly stores: Pick<Stores, 'templates' | 'duplicates' | 'fleetPeople'> & {
    readonly people: Pick<Stores['people'], 'readable'>;
  };
  readonly engine: Pick<FingerEngine, 'othersLike'>;
  readonly policy: Pick<Policy, 'identification' | 'enrolment'>;
  readonly stillness: Stillness;
  readonly clock: Clock;
  readonly noteFault: (fault: unknown) => void;
}

type Finger = Extract<StoredFinger, { kind: 'finger' }>;
type Found = Pick<FoundPair, 'other' | 'otherFinger' | 'falseMatchRate'>;

/** What could not be searched for is tried again, and what nobody has rung for is seen. */
const LOOK_EVERY_MS = 600_000;
/** Half of the time at most is the search's: what else the terminal does in the background has its turn. */
const LEAST_REST_MS = 5;
const HOLD_LOOK_MS = 50;
/** While much is found the fleet is told this often. */
const TELL_EVERY_MS = 30_000;

export class DuplicateSearch implements HeldSearch {
  readonly #parts: DuplicateSearchParts;
  readonly #bell = new Bell();
  readonly #news = new Broadcast<void>();
  /** Of what was found, where the next report goes on. */
  #told = 0;
  #isNews = false;
  #toldAtMs = Number.NEGATIVE_INFINITY;
  #holds = 0;

  constructor(parts: DuplicateSearchParts) {
    this.#parts = parts;
  }

  readonly news = this.#news;

  get progress(): { readonly searched: number; readonly of: number } {
    const { templates, duplicates, fleetPeople } = this.#parts.stores;
    const ours = fleetPeople.pseudonyms();
    const countOf = (subjects: Iterable<string>): number => [...subjects].filter((one) => ours.has(one)).length;
    const of = countOf(templates.subjects());
    return { searched: of - countOf(duplicates.subjectsToSearch()), of };
  }

  /** Once for each two people; of two whom the fleet does not know nothing is told. */
  duplicates(limit: number): readonly FoundDuplicate[] {
    const found = this.#pairs();
    const from = found.length > limit ? this.#told % found.length : 0;
    this.#told = from + limit;
    return [...found.slice(from), ...found.slice(0, from)].slice(0, limit);
  }

  hold(): () => void {
    this.#holds += 1;
    return () => {
      this.#holds -= 1;
      this.#bell.ring();
    };
  }

  /** Until `signal` aborts. Rejects only for a bug. */
  async serve(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.#round(signal);
      } catch (reason) {
        if (signal.aborted) return;
        this.#parts.noteFault(reason);
      }
      await this.#bell.wait(this.#parts.clock, LOOK_EVERY_MS, signal).catch(() => undefined);
    }
  }

  async #round(signal: AbortSignal): Promise<void> {
    const { stores } = this.#parts;
    stores.duplicates.forgetGone();
    const ours = stores.fleetPeople.pseudonyms();
    const subjects = stores.duplicates.subjectsToSearch().filter((subject) => ours.has(subject));
    for (const subject of subjects) await this.#searchFor(subject, signal);
    this.#isNews ||= subjects.length > 0;
    this.#tell();
  }

  /** A template that is none stops nobody else's turn. What is wrong with the engine ends the round, and is tried again. */
  async #searchFor(subject: string, signal: AbortSignal): Promise<void> {
    const { stores, policy } = this.#parts;
    const { revision } = stores.templates;
    const due = stores.duplicates.fingersToSearch(subject);
    const fingers = stores.templates
      .bySubject(subject)
      .filter((stored): stored is Finger => stored.kind === 'finger')
      // As many as an enrolment takes: more would ask for a rate that no calibration bears.
      .map((stored) => ({ ...stored, impressions: stored.impressions.slice(0, policy.enrolment.impressions) }));
    const fpir = duplicateFpir(policy, fingers);
    for (const finger of fingers) {
      if (!due.has(finger.finger)) continue;
      try {
        await this.#searchFinger(finger, { fpir, revision }, signal);
      } catch (fault) {
        if (!isFault(fault, 'TEMPLATE_MALFORMED')) throw fault;
        this.#parts.noteFault(fault);
      }
    }
  }

  async #searchFinger(
    finger: Finger,
    { fpir, revision }: { readonly fpir: number; readonly revision: number },
    signal: AbortSignal,
  ): Promise<void> {
    const { templates, duplicates } = this.#parts.stores;
    const found = new Map<string, Found>();
    for (const { record } of finger.impressions) {
      for (const like of await this.#searchOnce({ ...finger, record, fpir }, signal)) {
        const key = `${like.other} ${like.otherFinger}`;
        if (like.falseMatchRate < (found.get(key)?.falseMatchRate ?? 1)) found.set(key, like);
      }
    }
    // Among templates that were replaced meanwhile, it may be, and those that came were not there yet: in the next round it is searched for again.
    if (templates.revision !== revision) {
      this.#bell.ring();
      return;
    }
    duplicates.note(finger, [...found.values()]);
    this.#isNews ||= found.size > 0;
    if (this.#parts.clock.monotonicMs() - this.#toldAtMs >= TELL_EVERY_MS) this.#tell();
  }

  /** Whoever comes meanwhile has the engine at once; the search is made again when they have gone. */
  async #searchOnce(
    { subject, record, fpir }: { readonly subject: string; readonly record: Uint8Array; readonly fpir: number },
    signal: AbortSignal,
  ): Promise<readonly Found[]> {
    const { engine, stillness, clock } = this.#parts;
    for (;;) {
      await stillness.wait(signal);
      if (this.#holds > 0) {
        await clock.sleep(HOLD_LOOK_MS, signal);
        continue;
      }
      const beganMs = clock.monotonicMs();
      try {
        const probe = decodeFingerMinutiae(record);
        const like = await stillness.during((own) => engine.othersLike(probe, subject, own, { fpir }), signal);
        await clock.sleep(Math.max(LEAST_REST_MS, clock.monotonicMs() - beganMs), signal);
        return like.map(({ key, falseMatchRate }) => ({ other: key.subject, otherFinger: key.finger, falseMatchRate }));
      } catch (reason) {
        if (!(reason instanceof SomebodyCame)) throw reason;
      }
    }
  }

  #tell(): void {
    if (!this.#isNews) return;
    this.#isNews = false;
    this.#toldAtMs = this.#parts.clock.monotonicMs();
    this.#news.send();
  }

  #pairs(): readonly FoundDuplicate[] {
    const told = new Map<string, FoundDuplicate>();
    for (const pair of this.#parts.stores.duplicates.found()) {
      const duplicate = this.#named(pair);
      if (!duplicate) continue;
      const key = [duplicate.person, duplicate.other === LOCAL ? pair.other : duplicate.other].sort().join(' ');
      if (!told.has(key)) told.set(key, duplicate);
    }
    return [...told.values()];
  }

  #named({ subject, finger, other, otherFinger, falseMatchRate }: FoundPair): FoundDuplicate | undefined {
    const sides: readonly [Side, Side] = [
      { id: this.#fleetIdOf(subject), finger },
      { id: this.#fleetIdOf(other), finger: otherFinger },
    ];
    const [first, second] = sides[0].id === undefined ? [sides[1], sides[0]] : sides;
    if (first.id === undefined) return undefined;
    return {
      ...{ person: first.id, other: second.id ?? LOCAL, finger: first.finger, otherFinger: second.finger },
      falseMatchRate,
    };
  }

  #fleetIdOf(pseudonym: string): string | undefined {
    return this.#parts.stores.people.readable(pseudonym)?.fleetId ?? undefined;
  }
}

interface Side {
  readonly id: string | undefined;
  readonly finger: FingerPosition;
}
