// What each terminal is to have: from people, templates and grants, with a revision that rises with every change.
import type { Kysely, Transaction } from 'kysely';
import { z } from 'zod';
import {
  type Clock,
  changeBetween,
  type DesiredFinger,
  type DesiredPerson,
  desiredPersonSchema,
  digestOfPerson,
  hashOfTable,
  isFault,
  KioskError,
  type PersonMethod,
  type TableDigests,
  type TableState,
} from '../../../protocol/index.ts';
import type { RecordBook } from '../attendance/records/record-book.ts';
import type { BookedGrant, GrantBook } from './grant-book.ts';
import { type Place, type Right, rightsOf } from './grants.ts';
import { IDS_AT_ONCE, pagesOf } from './pages.ts';
import type { PeopleRegister, RegisteredPerson } from './people-register.ts';
import type { PhotoSafe } from './photo-safe.ts';
import { stampOf } from './register-stamp.ts';
import type { RegisterTables } from './tables.ts';
import type { TemplateSafe } from './template-safe.ts';
import { type ToldMethods, toldMethods } from './told-methods.ts';
import { isSameUnderstanding, type Understanding, understandingIn, understandingOf } from './understanding.ts';

export interface DesiredTablesParts {
  readonly db: Kysely<RegisterTables>;
  readonly people: PeopleRegister;
  readonly grants: GrantBook;
  readonly templates: TemplateSafe;
  readonly photos: PhotoSafe;
  /** What managers say about time: by what somebody clocks instead of a finger. */
  readonly times: Pick<RecordBook, 'all'>;
  readonly clock: Pick<Clock, 'nowMs'>;
}

export interface RefreshedTable {
  readonly place: Place;
  readonly state: TableState;
  readonly hasChanged: boolean;
  /** Who may come and is left out, because what is kept of them cannot be sent. */
  readonly unfit: readonly Unfit[];
}

export interface Unfit {
  readonly person: string;
  /** Code of the fault. */
  readonly why: string;
}

type Settled = Omit<RefreshedTable, 'unfit'>;

/** During one count: nobody's templates are opened once for each terminal. */
type OpenedFingers = Map<string, readonly DesiredFinger[]>;

interface Counting {
  readonly everybody: readonly RegisteredPerson[];
  readonly booked: readonly BookedGrant[];
  readonly methods: ToldMethods;
  /** Who has one. */
  readonly photos: ReadonlySet<string>;
  readonly opened: OpenedFingers;
}

interface Counted {
  readonly wants: TableDigests;
  readonly unfit: readonly Unfit[];
  /** What the terminal could be told of. */
  readonly understanding: Understanding;
}

/** What a person is at one terminal, their templates apart. */
interface Standing {
  readonly rights: readonly Right[];
  readonly methods: readonly PersonMethod[];
  readonly hasPhoto: boolean;
}

/** What lies sealed apart from who they are. */
interface SealedParts {
  readonly fingers: readonly DesiredFinger[];
  /** Undefined of whoever has none, or of a terminal that knows nothing of photos. */
  readonly photo: string | undefined;
}

/** Rows of one statement; SQLite allows 32,766 variables, three of them a row. */
const ROWS_AT_ONCE = 5000;
const MOST_ATTEMPTS = 10;
/** As many as a few parts hold: all terminals are about as far as each other. */
const MOST_LATELY = 512;

export class DesiredTables {
  readonly #parts: DesiredTablesParts;
  /** Digest of a person with these rights and methods, by version: templates are opened for it once. */
  readonly #digests = new Map<string, string>();
  /** Whom one terminal was sent just now: the next ones have their turn with the same people, and templates are opened for it once. */
  readonly #lately = new Map<string, DesiredPerson>();

  constructor(parts: DesiredTablesParts) {
    this.#parts = parts;
  }

  /**
   * Counts anew what these terminals are to have. Whoever changes the register meanwhile must not find an older count in the place of a newer:
   * then it is counted once more. @throws KioskError STORE_BUSY where it never comes to rest; STORE_*
   */
  async refresh(places: readonly Place[]): Promise<readonly RefreshedTable[]> {
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
      const refreshed = await this.#refreshOnce(places);
      if (refreshed) return refreshed;
    }
    throw new KioskError('STORE_BUSY', { what: 'register' });
  }

  async #refreshOnce(places: readonly Place[]): Promise<readonly RefreshedTable[] | undefined> {
    const { db, people, grants, photos, times, clock } = this.#parts;
    const nowMs = clock.nowMs();
    const stamp = await stampOf(db, nowMs);
    const [everybody, booked, methods] = await Promise.all([people.all(), grants.all(), toldMethods(times, nowMs)]);
    const counting = { everybody, booked, methods, photos: await photos.holders(), opened: new Map() };
    const refreshed: RefreshedTable[] = [];
    for (const place of places) {
      const counted = await this.#count(place, counting);
      const settled = await this.#settle(place, counted, stamp);
      if (!settled) return undefined;
      refreshed.push({ ...settled, unfit: counted.unfit });
    }
    return refreshed;
  }

  async #count(place: Place, { everybody, booked, methods, photos, opened }: Counting): Promise<Counted> {
    const { db, clock } = this.#parts;
    const wants = new Map<string, string>();
    const unfit: Unfit[] = [];
    const understanding = await understandingOf(db, place);
    for (const person of everybody) {
      const rights = rightsOf(person, place, booked, clock.nowMs());
      const standing = {
        ...{ rights, methods: (understanding.methods && methods.get(person.id)) || [] },
        hasPhoto: understanding.photos && photos.has(person.id),
      };
      const digest = rights.length > 0 ? await this.#digestOf(person, standing, opened) : undefined;
      if (digest instanceof KioskError) unfit.push({ person: person.id, why: digest.code });
      else if (digest !== undefined) wants.set(person.id, digest);
    }
    return { wants, unfit, understanding };
  }

  /** About what the templates and the photo of each person weigh, in bytes. */
  async weights(): Promise<ReadonlyMap<string, number>> {
    const weights = new Map(await this.#parts.templates.weights());
    for (const [id, bytes] of await this.#parts.photos.weights()) weights.set(id, bytes + (weights.get(id) ?? 0));
    return weights;
  }

  /** As they are sent to this terminal now; whoever may not be there is left out. */
  async recordsOf(place: Place, ids: readonly string[]): Promise<readonly DesiredPerson[]> {
    const { db, people, grants, templates, photos, times, clock } = this.#parts;
    const booked = await grants.all();
    const understanding = await understandingOf(db, place);
    const methods = understanding.methods ? await toldMethods(times, clock.nowMs()) : undefined;
    const holders = understanding.photos ? await photos.holders() : undefined;
    const here = new Map((await people.byIds(ids)).map((person) => [person.id, person]));
    const wanted = ids
      .map((id) => here.get(id))
      .filter((person) => person !== undefined)
      .map((person) => {
        const rights = rightsOf(person, place, booked, clock.nowMs());
        const hasPhoto = holders?.has(person.id) === true;
        return { person, standing: { rights, methods: methods?.get(person.id) ?? [], hasPhoto } };
      })
      .filter(({ standing }) => standing.rights.length > 0)
      .map(({ person, standing }) => ({ person, standing, record: this.#lately.get(keyOf(person, standing)) }));
    const unopened = wanted.filter(({ record }) => record === undefined);
    const idsOf = (some: typeof wanted): readonly string[] => some.map(({ person }) => person.id);
    // All of a part at once: a question for each person and terminal would take most of the time.
    const fingers = await templates.ofEach(idsOf(unopened));
    const faces = await photos.ofEach(idsOf(unopened.filter(({ standing }) => standing.hasPhoto)));
    const sealedOf = ({ id }: RegisteredPerson): SealedParts => ({
      fingers: fingers.get(id) ?? [],
      photo: faces.get(id),
    });
    return wanted.map(({ person, standing, record }) => record ?? this.#keep(person, standing, sealedOf(person)));
  }

  /** Nothing is on its way: nobody's templates stay opened. */
  letGo(): void {
    this.#lately.clear();
  }

  #keep(person: RegisteredPerson, standing: Standing, sealed: SealedParts): DesiredPerson {
    const record = desiredOf(person, standing, sealed);
    const [oldest] = this.#lately.keys();
    if (oldest !== undefined && this.#lately.size >= MOST_LATELY) this.#lately.delete(oldest);
    this.#lately.set(keyOf(person, standing), record);
    return record;
  }

  async #recordOf(person: RegisteredPerson, standing: Standing, opened: OpenedFingers): Promise<DesiredPerson> {
    const fingers = opened.get(person.id) ?? (await this.#parts.templates.of(person.id));
    opened.set(person.id, fingers);
    // Not kept for the next terminal: all of them would be hundreds of megabytes, and their digest is known by then.
    const photo = standing.hasPhoto ? (await this.#parts.photos.ofEach([person.id])).get(person.id) : undefined;
    return desiredOf(person, standing, { fingers, photo });
  }

  /** The fault of one person is no other's: whoever cannot be sent is left out, and told. */
  async #digestOf(person: RegisteredPerson, standing: Standing, opened: OpenedFingers): Promise<string | KioskError> {
    const key = keyOf(person, standing);
    const known = this.#digests.get(key);
    if (known !== undefined) return known;
    try {
      const digest = digestOfPerson(await this.#recordOf(person, standing, opened));
      this.#digests.set(key, digest);
      return digest;
    } catch (fault) {
      if (isFault(fault, 'SEAL_BROKEN')) return fault;
      if (fault instanceof z.ZodError) return new KioskError('PROTOCOL_MALFORMED', { what: 'person' });
      throw fault;
    }
  }

  /**
   * One transaction: a terminal's table and its revision are never of two minds. Undefined where the register, or what the terminal
   * understands, is not what it was when it was counted.
   */
  async #settle(place: Place, { wants, understanding }: Counted, stamp: string): Promise<Settled | undefined> {
    const { db, clock } = this.#parts;
    const hash = hashOfTable(wants.values());
    return await db.transaction().execute(async (inside) => {
      if ((await stampOf(inside, clock.nowMs())) !== stamp) return undefined;
      const { terminal, site } = place;
      const before = await inside
        .selectFrom('delivery')
        .selectAll()
        .where('terminal', '=', terminal)
        .executeTakeFirst();
      if (!isSameUnderstanding(understandingIn(before?.report), understanding)) return undefined;
      if (before?.hash === hash)
        return { place, state: { revision: before.revision, hash, people: before.people }, hasChanged: false };
      const revision = (before?.revision ?? 0) + 1;
      const state = { revision, hash, people: wants.size };
      const row = { site, ...state, changed_ms: clock.nowMs() };
      await inside
        .insertInto('delivery')
        .values({ terminal, ...row, report_number: 0, reported_ms: null, report: null })
        .onConflict((conflict) => conflict.column('terminal').doUpdateSet(row))
        .execute();
      await replaceRows(inside, terminal, wants);
      return { place, state, hasChanged: true };
    });
  }
}

/** Of somebody as they are now: whatever changes, their templates and their photo too, raises the version. */
const keyOf = ({ id, version }: RegisteredPerson, { rights, methods, hasPhoto }: Standing): string =>
  JSON.stringify([id, version, rights, methods, hasPhoto]);

const desiredOf = (
  { version: _, ...person }: RegisteredPerson,
  { rights, methods }: Standing,
  { fingers, photo }: SealedParts,
): DesiredPerson =>
  desiredPersonSchema.parse({
    ...{ ...person, rights, ...(methods.length > 0 && { methods }) },
    ...{ fingers, ...(photo !== undefined && { photo }) },
  });

async function replaceRows(db: Transaction<RegisterTables>, terminal: string, wants: TableDigests): Promise<void> {
  const before = await digestsIn(db, 'desired', terminal);
  const { put, remove } = changeBetween(before, wants);
  const gone = [...put.filter((id) => before.has(id)), ...remove];
  for (const page of pagesOf(gone, IDS_AT_ONCE))
    await db.deleteFrom('desired').where('terminal', '=', terminal).where('person_id', 'in', page).execute();
  const rows = put.map((id) => ({ terminal, person_id: id, digest: wants.get(id) ?? '' }));
  for (const page of pagesOf(rows, ROWS_AT_ONCE)) await db.insertInto('desired').values(page).execute();
}

export async function digestsIn(
  db: Kysely<RegisterTables> | Transaction<RegisterTables>,
  table: 'desired' | 'confirmed',
  terminal: string,
): Promise<TableDigests> {
  const rows = await db
    .selectFrom(table)
    .select(['person_id', 'digest'])
    .where('terminal', '=', terminal)
    .orderBy('person_id')
    .execute();
  return new Map(rows.map(({ person_id, digest }) => [person_id, digest]));
}
