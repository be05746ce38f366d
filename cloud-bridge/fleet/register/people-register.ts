// People of the whole fleet: added, changed, removed; each change raises the version by which a terminal's copy is known to be old.
import { randomBytes } from 'node:crypto';
import type { Kysely, Selectable, Transaction } from 'kysely';
import { z } from 'zod';
import { type Clock, KioskError, newId, personFields, personId, personText, utcMs } from '../../../protocol/index.ts';
import { IDS_AT_ONCE, pagesOf } from './pages.ts';
import type { PersonTable, RegisterTables } from './tables.ts';

export const registeredPersonSchema = z.strictObject({ id: personId, ...personFields });
export type RegisteredPerson = Readonly<z.infer<typeof registeredPersonSchema>> & { readonly version: number };

/** Defaults are those of somebody who works here and has no end. */
export const newRegisteredSchema = registeredPersonSchema.omit({ id: true }).extend({
  nameTh: personText.default(''),
  nameEn: personText.default(''),
  title: personText.default(''),
  unit: personText.default(''),
  group: personText.default(''),
  active: z.boolean().default(true),
  validFromMs: utcMs.nullable().default(null),
  validUntilMs: utcMs.nullable().default(null),
});
export type NewRegistered = Readonly<z.input<typeof newRegisteredSchema>>;
/** With its defaults. */
export type RegisteredFields = Readonly<z.output<typeof newRegisteredSchema>>;
export type RegisteredPatch = Readonly<Partial<Omit<RegisteredPerson, 'id' | 'version'>>>;

export interface OnceRegistered extends RegisteredPerson {
  readonly addedMs: number;
  readonly removedMs: number | null;
}

type Db = Kysely<RegisterTables> | Transaction<RegisterTables>;

export class PeopleRegister {
  readonly #db: Db;
  readonly #clock: Pick<Clock, 'nowMs'>;

  constructor(db: Db, clock: Pick<Clock, 'nowMs'>) {
    this.#db = db;
    this.#clock = clock;
  }

  /** @throws KioskError PERSON_EXISTS where the code is taken */
  async add(given: NewRegistered): Promise<RegisteredPerson> {
    const person = { ...newRegisteredSchema.parse(given), id: newId(randomBytes), version: 1 };
    if (await this.byCode(person.code)) throw new KioskError('PERSON_EXISTS', { by: 'code', code: person.code });
    const row = { ...rowOf(person), added_ms: this.#clock.nowMs(), removed_ms: null };
    const { numInsertedOrUpdatedRows } = await this.#db
      .insertInto('person')
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow();
    // Somebody else has added them since we looked.
    if (numInsertedOrUpdatedRows === 0n) throw new KioskError('PERSON_EXISTS', { by: 'code', code: person.code });
    return person;
  }

  /** @throws KioskError PERSON_UNKNOWN; PERSON_EXISTS where the new code is taken */
  async change(id: string, patch: RegisteredPatch): Promise<RegisteredPerson> {
    const person = await this.#known(id);
    const { version: _, ...fields } = { ...person, ...patch };
    const changed = { ...registeredPersonSchema.parse(fields), version: person.version + 1 };
    const holder = changed.code === person.code ? undefined : await this.byCode(changed.code);
    if (holder && holder.id !== id) throw new KioskError('PERSON_EXISTS', { by: 'code', code: changed.code });
    await this.#db.updateTable('person').set(rowOf(changed)).where('id', '=', id).execute();
    return changed;
  }

  /** Before something of theirs that is kept elsewhere is changed, of which `touch` tells then. @throws KioskError PERSON_UNKNOWN */
  async mustBeChangeable(id: string): Promise<void> {
    await this.#known(id);
  }

  /** Something that is kept elsewhere has changed: their templates, their photo. @throws KioskError PERSON_UNKNOWN */
  async touch(id: string): Promise<void> {
    await this.change(id, {});
  }

  /** Their entries keep their name; no terminal is to know them any more. @throws KioskError PERSON_UNKNOWN */
  async remove(id: string): Promise<RegisteredPerson> {
    const person = await this.#known(id);
    await this.#db.updateTable('person').set({ removed_ms: this.#clock.nowMs() }).where('id', '=', id).execute();
    return person;
  }

  async byCode(code: string): Promise<RegisteredPerson | undefined> {
    const row = await this.#present().where('code_key', '=', keyOf(code)).executeTakeFirst();
    return row && personOf(row);
  }

  async byId(id: string): Promise<RegisteredPerson | undefined> {
    const row = await this.#present().where('id', '=', id).executeTakeFirst();
    return row && personOf(row);
  }

  /** Those of them who are here, in no order. */
  async byIds(ids: readonly string[]): Promise<readonly RegisteredPerson[]> {
    const pages = pagesOf(ids, IDS_AT_ONCE).map((page) => this.#present().where('id', 'in', page).execute());
    return (await Promise.all(pages)).flat().map(personOf);
  }

  /** In the order of their codes. */
  async all(): Promise<readonly RegisteredPerson[]> {
    return (await this.#present().orderBy('code').execute()).map(personOf);
  }

  /** Those who have left too: their entries keep their name. In the order of their codes. */
  async ever(): Promise<readonly OnceRegistered[]> {
    const rows = await this.#db.selectFrom('person').selectAll().orderBy('code').orderBy('added_ms').execute();
    return rows.map((row) => ({ ...personOf(row), addedMs: row.added_ms, removedMs: row.removed_ms }));
  }

  #present() {
    return this.#db.selectFrom('person').selectAll().where('removed_ms', 'is', null);
  }

  async #known(id: string): Promise<RegisteredPerson> {
    const person = await this.byId(id);
    if (!person) throw new KioskError('PERSON_UNKNOWN');
    return person;
  }
}

/** Canonically equal spellings are one code, as on the terminal. */
const keyOf = (code: string): string => code.normalize('NFC');

const rowOf = ({
  id,
  code,
  nameTh,
  nameEn,
  title,
  unit,
  group,
  active,
  validFromMs,
  validUntilMs,
  version,
}: RegisteredPerson) => ({
  ...{ id, code, code_key: keyOf(code), name_th: nameTh, name_en: nameEn, title, unit, group_name: group },
  ...{
    active: active ? (1 as const) : (0 as const),
    valid_from_ms: validFromMs,
    valid_until_ms: validUntilMs,
    version,
  },
});

const personOf = (row: Selectable<PersonTable>): RegisteredPerson => ({
  ...{ id: row.id, code: row.code, nameTh: row.name_th, nameEn: row.name_en, title: row.title, unit: row.unit },
  ...{ group: row.group_name, active: row.active === 1, version: row.version },
  ...{ validFromMs: row.valid_from_ms, validUntilMs: row.valid_until_ms },
});
