// What each terminal is to have: from people, templates and grants, with a revision that rises with every change.
import type { Kysely } from 'kysely';
import {
  type Clock,
  type DesiredPerson,
  digestOfPerson,
  hashOfTable,
  KioskError,
  type TableDigests,
  type TableState,
} from '../../../protocol/index.ts';
import type { RecordBook } from '../attendance/records/record-book.ts';
import type { BookedGrant, GrantBook } from './grant-book.ts';
import { type Place, rightsOf } from './grants.ts';
import type { PeopleRegister, RegisteredPerson } from './people-register.ts';
import {
  desiredOf,
  keyOf,
  type OpenedFingers,
  PersonDigests,
  type SealedParts,
  type Standing,
} from './person-digests.ts';
import type { PhotoSafe } from './photo-safe.ts';
import { addPhotos, isSeen, type Unseen } from './photo-turns.ts';
import { stampOf } from './register-stamp.ts';
import type { RegisterTables } from './tables.ts';
import type { TemplateSafe } from './template-safe.ts';
import { digestsIn, digestsOf, keepOffer, replaceRows } from './terminal-tables.ts';
import { type ToldMethods, toldMethods } from './told-methods.ts';
import { isSameWord, type TerminalWord, wordIn, wordOf } from './understanding.ts';

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
  /** How many photos have to follow once the terminal has these. */
  readonly photosWaiting: number;
  readonly has: TableDigests;
  /** What the terminal had said. */
  readonly word: TerminalWord;
}

interface Sent {
  readonly key: string;
  readonly record: DesiredPerson;
  readonly digest: string;
}

const NOBODY: ReadonlySet<string> = new Set();
const MOST_ATTEMPTS = 10;
/** As many as a few parts hold: all terminals are about as far as each other. */
const MOST_LATELY = 512;

export class DesiredTables {
  readonly #parts: DesiredTablesParts;
  readonly #digests: PersonDigests;
  /** Whom one terminal was sent just now: the next ones have their turn with the same people, and templates are opened for it once. */
  readonly #lately = new Map<string, Sent>();

  constructor(parts: DesiredTablesParts) {
    this.#parts = parts;
    this.#digests = new PersonDigests(parts);
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

  async #count(place: Place, counting: Counting): Promise<Counted> {
    const { everybody, booked, methods, opened } = counting;
    const { db, clock } = this.#parts;
    const wants = new Map<string, string>();
    const unfit: Unfit[] = [];
    const unseen: Unseen[] = [];
    const word = await wordOf(db, place);
    const has = await this.#tableKnown(place, word);
    const photos = word.photos ? counting.photos : NOBODY;
    const digestOf = (person: RegisteredPerson, standing: Standing): Promise<string | KioskError> =>
      this.#digests.of(person, standing, opened);
    for (const person of everybody) {
      const rights = rightsOf(person, place, booked, clock.nowMs());
      if (rights.length === 0) continue;
      const told = (word.methods && methods.get(person.id)) || [];
      const standing = { rights, methods: told, hasPhoto: false, ...takenBy(word) };
      const digest = await digestOf(person, standing);
      if (digest instanceof KioskError) {
        unfit.push({ person: person.id, why: digest.code });
        continue;
      }
      wants.set(person.id, digest);
      if (photos.has(person.id)) unseen.push({ person, standing, digest });
    }
    const photosWaiting = await addPhotos(wants, { has, troubled: word.troubled, unseen, digestOf });
    return { wants, unfit, photosWaiting, has, word };
  }

  /** Nobody, where it knows nothing of photos, or where nobody knows what it has: then it is sent everybody before any photo. */
  async #tableKnown({ terminal }: Place, { photos, table }: TerminalWord): Promise<TableDigests> {
    if (!photos || table === null) return new Map();
    const has = await digestsIn(this.#parts.db, 'confirmed', terminal);
    return hashOfTable(has.values()) === table ? has : new Map();
  }

  /** About what the templates and the photo of each person weigh, in bytes. */
  async weights(): Promise<ReadonlyMap<string, number>> {
    const weights = new Map(await this.#parts.templates.weights());
    for (const [id, bytes] of await this.#parts.photos.weights()) weights.set(id, bytes + (weights.get(id) ?? 0));
    return weights;
  }

  /** As they are sent to this terminal now; whoever may not be there is left out. */
  async recordsOf(place: Place, ids: readonly string[]): Promise<readonly DesiredPerson[]> {
    return (await this.#sentOf(place, ids)).map(({ record }) => record);
  }

  /**
   * As they are in this terminal's table. Undefined where somebody is not any more as they were counted: whoever is sent otherwise than the
   * table says makes it another, of which nobody knows.
   */
  async asCounted({ terminal, site }: Place, ids: readonly string[]): Promise<readonly DesiredPerson[] | undefined> {
    const counted = await digestsOf(this.#parts.db, 'desired', { terminal, ids });
    const sent = await this.#sentOf({ terminal, site }, ids);
    const others = sent.filter(({ record, digest }) => counted.get(record.id) !== digest);
    for (const { key } of others) this.#digests.forget(key);
    return others.length > 0 || sent.length < ids.length ? undefined : sent.map(({ record }) => record);
  }

  async #sentOf(place: Place, ids: readonly string[]): Promise<readonly Sent[]> {
    const { db, people, grants, templates, photos, times, clock } = this.#parts;
    const booked = await grants.all();
    const word = await wordOf(db, place);
    const methods = word.methods ? await toldMethods(times, clock.nowMs()) : undefined;
    const digests = word.photos ? await digestsOf(db, 'desired', { terminal: place.terminal, ids }) : undefined;
    const here = new Map((await people.byIds(ids)).map((person) => [person.id, person]));
    const wanted: { person: RegisteredPerson; standing: Standing; sent: Sent | undefined }[] = [];
    for (const person of ids.flatMap((id) => here.get(id) ?? [])) {
      const rights = rightsOf(person, place, booked, clock.nowMs());
      if (rights.length === 0) continue;
      const told = methods?.get(person.id) ?? [];
      const unseen = { rights, methods: told, hasPhoto: false, ...takenBy(word) };
      const standing = { ...unseen, hasPhoto: await this.#isToBeSeen(digests?.get(person.id), person, unseen) };
      wanted.push({ person, standing, sent: this.#lately.get(keyOf(person, standing)) });
    }
    const unopened = wanted.filter(({ sent }) => sent === undefined);
    const idsOf = (some: typeof wanted): readonly string[] => some.map(({ person }) => person.id);
    // All of a part at once: a question for each person and terminal would take most of the time.
    const fingers = await templates.ofEach(idsOf(unopened));
    const faces = await photos.ofEach(idsOf(unopened.filter(({ standing }) => standing.hasPhoto)));
    const sealedOf = ({ id }: RegisteredPerson): SealedParts => ({
      fingers: fingers.get(id) ?? [],
      photo: faces.get(id),
    });
    return wanted.map(({ person, standing, sent }) => sent ?? this.#keep(person, standing, sealedOf(person)));
  }

  /** With their photo only where the table is of them with it: the others have their turn later. */
  async #isToBeSeen(wanted: string | undefined, person: RegisteredPerson, standing: Standing): Promise<boolean> {
    if (wanted === undefined) return false;
    const digest = await this.#digests.of(person, standing);
    if (digest instanceof KioskError) return false;
    return isSeen(wanted, { person, standing, digest }, (...of) => this.#digests.of(...of));
  }

  /** Nothing is on its way: nobody's templates stay opened. */
  letGo(): void {
    this.#lately.clear();
  }

  #keep(person: RegisteredPerson, standing: Standing, sealed: SealedParts): Sent {
    const record = desiredOf(person, standing, sealed);
    const sent = { key: keyOf(person, standing), record, digest: digestOfPerson(record) };
    const [oldest] = this.#lately.keys();
    if (oldest !== undefined && this.#lately.size >= MOST_LATELY) this.#lately.delete(oldest);
    this.#lately.set(sent.key, sent);
    return sent;
  }

  /**
   * One transaction: a terminal's table and its revision are never of two minds. Undefined where the register, or what the terminal
   * understands, is not what it was when it was counted.
   */
  async #settle(place: Place, counted: Counted, stamp: string): Promise<Settled | undefined> {
    const { db, clock } = this.#parts;
    const { wants, has, photosWaiting: photos_waiting } = counted;
    const hash = hashOfTable(wants.values());
    return await db.transaction().execute(async (inside) => {
      if ((await stampOf(inside, clock.nowMs())) !== stamp) return undefined;
      const { terminal, site } = place;
      const before = await inside
        .selectFrom('delivery')
        .selectAll()
        .where('terminal', '=', terminal)
        .executeTakeFirst();
      if (!isSameWord(wordIn(before?.report), counted.word)) return undefined;
      if (before?.hash === hash) {
        if (before.photos_waiting !== photos_waiting)
          await inside.updateTable('delivery').set({ photos_waiting }).where('terminal', '=', terminal).execute();
        return { place, state: { revision: before.revision, hash, people: before.people }, hasChanged: false };
      }
      const revision = (before?.revision ?? 0) + 1;
      const state = { revision, hash, people: wants.size };
      const row = { site, ...state, changed_ms: clock.nowMs(), photos_waiting };
      await inside
        .insertInto('delivery')
        .values({ terminal, ...row, report_number: 0, reported_ms: null, report: null })
        .onConflict((conflict) => conflict.column('terminal').doUpdateSet(row))
        .execute();
      await replaceRows(inside, 'desired', { terminal, rows: wants });
      if (has.size > 0) await keepOffer(inside, { terminal, revision, has, wants });
      return { place, state, hasChanged: true };
    });
  }
}

const takenBy = (word: TerminalWord): Pick<Standing, 'knowsDuress' | 'keepsFingers'> => ({
  knowsDuress: word.duress,
  keepsFingers: !word['no-fingers'],
});
