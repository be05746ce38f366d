// The book of site operators: who they are, where they work, and by which keys terminals let them in.
import { randomBytes } from 'node:crypto';
import type { Kysely, Selectable, Transaction } from 'kysely';
import { z } from 'zod';
import {
  type Clock,
  KioskError,
  newId,
  type OperatorKey,
  operatorKeySchema,
  SITE_ROLES,
  type SiteOperator,
  siteOperatorSchema,
} from '../../../protocol/index.ts';
import { keyOfName } from '../register/collectives/collective.ts';
import type { RegisterTables } from '../register/tables.ts';
import { type PlacedOperator, workPlaceSchema } from './places.ts';
import type { SiteOperatorKeyTable, SiteOperatorTable } from './tables.ts';

export interface BookedOperator extends PlacedOperator {
  readonly addedMs: number;
  readonly addedBy: string | null;
  readonly removedMs: number | null;
  readonly removedBy: string | null;
}

const CONTROL = /[\p{Cc}\p{Cs}]/u;
const MOST_KEYS = 4;

const fieldsSchema = z.strictObject({
  name: siteOperatorSchema.shape.name.refine((name) => !CONTROL.test(name), 'holds a character that cannot be written'),
  role: siteOperatorSchema.shape.role,
  validUntilMs: siteOperatorSchema.shape.validUntilMs,
  places: z.array(workPlaceSchema).min(1).max(64),
});
export type OperatorFields = Pick<SiteOperator, 'name' | 'role' | 'validUntilMs'> & Pick<PlacedOperator, 'places'>;

type Db = Kysely<RegisterTables> | Transaction<RegisterTables>;

export class OperatorBook {
  readonly #db: Kysely<RegisterTables>;
  readonly #clock: Pick<Clock, 'nowMs'>;

  constructor(db: Kysely<RegisterTables>, clock: Pick<Clock, 'nowMs'>) {
    this.#db = db;
    this.#clock = clock;
  }

  /** In the order in which they came. */
  async all(): Promise<readonly BookedOperator[]> {
    return (await this.ever()).filter(({ removedMs }) => removedMs === null);
  }

  /** Those who have left too. */
  async ever(): Promise<readonly BookedOperator[]> {
    return await operatorsIn(this.#db);
  }

  /** @throws KioskError USAGE where nobody is called so */
  async called(name: string): Promise<BookedOperator> {
    return mustBeCalled(await this.all(), name);
  }

  /** Before anybody touches a key in vain. @throws ZodError, KioskError USAGE where somebody is called so */
  async mustBeFree(given: Pick<OperatorFields, 'name'>): Promise<void> {
    mustBeNobodys(await this.all(), fieldsSchema.shape.name.parse(given.name));
  }

  /** Nobody without a key. @throws ZodError; KioskError USAGE where somebody is called so, or has that key; STORE_* */
  async add(given: OperatorFields, key: OperatorKey, by: string | null): Promise<BookedOperator> {
    const { name, role, validUntilMs, places } = fieldsSchema.parse(given);
    return await this.#once(async (inside, known) => {
      mustBeNobodys(known, name);
      const id = newId(randomBytes);
      const row = { id, name, name_key: keyOfName(name), role, valid_until_ms: validUntilMs };
      const added = { added_ms: this.#clock.nowMs(), added_by: by, removed_ms: null, removed_by: null };
      await inside
        .insertInto('site_operator')
        .values({ ...row, places: JSON.stringify(places), ...added })
        .execute();
      await this.#putKey(inside, known, { id, key, by });
      return name;
    });
  }

  /** @throws ZodError; KioskError USAGE where nobody is called so, or somebody else by the new name; STORE_* */
  async change(name: string, patch: Partial<OperatorFields>): Promise<BookedOperator> {
    return await this.#once(async (inside, known) => {
      const { id, ...before } = mustBeCalled(known, name);
      const { role, validUntilMs, places } = { ...before, ...patch };
      const wanted = fieldsSchema.parse({ name: patch.name ?? before.name, role, validUntilMs, places });
      mustBeNobodys(
        known.filter((one) => one.id !== id),
        wanted.name,
      );
      await inside
        .updateTable('site_operator')
        .set({ name: wanted.name, name_key: keyOfName(wanted.name), role, valid_until_ms: validUntilMs })
        .set({ places: JSON.stringify(wanted.places) })
        .where('id', '=', id)
        .execute();
      return wanted.name;
    });
  }

  /** For a further key. @throws KioskError USAGE */
  mustHaveRoom({ name, keys }: Pick<BookedOperator, 'name' | 'keys'>): void {
    if (keys.length >= MOST_KEYS)
      throw wrong(`${name} has ${MOST_KEYS} keys already: take one back first (ridgectl operators revoke-key)`);
  }

  /** @throws ZodError; KioskError USAGE where nobody is called so, the label is taken, or the key somebody's; STORE_* */
  async addKey(name: string, key: OperatorKey, by: string | null): Promise<BookedOperator> {
    return await this.#once(async (inside, known) => {
      const operator = mustBeCalled(known, name);
      this.mustHaveRoom(operator);
      const { id, keys, name: whose } = operator;
      if (keys.some(({ label }) => keyOfName(label) === keyOfName(key.label)))
        throw wrong(`a key of ${whose} is called ${key.label} already: give another --label`);
      await this.#putKey(inside, known, { id, key, by });
      return whose;
    });
  }

  /** @throws KioskError USAGE where there is no such key; STORE_* */
  async revokeKey(name: string, label: string): Promise<BookedOperator> {
    return await this.#once(async (inside, known) => {
      const { id, keys, name: whose } = mustBeCalled(known, name);
      const key = keys.find((one) => keyOfName(one.label) === keyOfName(label));
      if (!key) throw wrong(`no key of ${whose} is called ${label}: ${keys.map((one) => one.label).join(', ')}`);
      await inside
        .deleteFrom('site_operator_key')
        .where('operator_id', '=', id)
        .where('label', '=', key.label)
        .execute();
      return whose;
    });
  }

  /** @returns as they were @throws KioskError USAGE where nobody is called so; STORE_* */
  async remove(name: string, by: string | null): Promise<BookedOperator> {
    return await this.#db.transaction().execute(async (inside) => {
      const operator = mustBeCalled(await liveIn(inside), name);
      const removed = { removed_ms: this.#clock.nowMs(), removed_by: by, places: '[]' };
      await inside.updateTable('site_operator').set(removed).where('id', '=', operator.id).execute();
      await inside.deleteFrom('site_operator_key').where('operator_id', '=', operator.id).execute();
      return operator;
    });
  }

  /** @param work says who it was about, who is returned as they are afterwards */
  async #once(
    work: (inside: Transaction<RegisterTables>, known: readonly BookedOperator[]) => Promise<string>,
  ): Promise<BookedOperator> {
    return await this.#db.transaction().execute(async (inside) => {
      const name = await work(inside, await liveIn(inside));
      return mustBeCalled(await liveIn(inside), name);
    });
  }

  async #putKey(
    inside: Db,
    known: readonly BookedOperator[],
    { id, key: given, by }: { readonly id: string; readonly key: OperatorKey; readonly by: string | null },
  ): Promise<void> {
    const key = operatorKeySchema.parse(given);
    const identity = identityOf(key);
    const holder = known.find(({ keys }) => keys.some((one) => one.kind === key.kind && identityOf(one) === identity));
    if (holder) throw wrong(`that key is ${holder.name}'s already: a key lets in one person`);
    const row = { operator_id: id, label: key.label, kind: key.kind, identity, public_key: key.publicKey };
    await inside
      .insertInto('site_operator_key')
      .values({ ...row, added_ms: this.#clock.nowMs(), added_by: by })
      .execute();
  }
}

const wrong = (why: string): KioskError => new KioskError('USAGE', { why });

/** As terminals tell keys apart. */
const identityOf = (key: OperatorKey): string => (key.kind === 'card' ? key.publicKey : key.id);

function mustBeCalled(known: readonly BookedOperator[], name: string): BookedOperator {
  const key = keyOfName(name.trim());
  const operator = known.find((one) => keyOfName(one.name) === key);
  if (!operator) throw wrong(`no operator is called ${name} (ridgectl operators list)`);
  return operator;
}

function mustBeNobodys(known: readonly BookedOperator[], name: string): void {
  if (known.some((one) => keyOfName(one.name) === keyOfName(name)))
    throw wrong(`${name} is the name of an operator already: give another, or "ridgectl operators key" a further key`);
}

const liveIn = async (db: Db): Promise<readonly BookedOperator[]> =>
  (await operatorsIn(db)).filter(({ removedMs }) => removedMs === null);

async function operatorsIn(db: Db): Promise<readonly BookedOperator[]> {
  const rows = await db.selectFrom('site_operator').selectAll().orderBy('added_ms').orderBy('name').execute();
  const keys = await db.selectFrom('site_operator_key').selectAll().orderBy('added_ms').orderBy('label').execute();
  return rows.map((row) =>
    operatorOf(
      row,
      keys.filter(({ operator_id }) => operator_id === row.id),
    ),
  );
}

const rowSchema = z.object({ role: z.enum(SITE_ROLES), places: z.array(workPlaceSchema) });

function operatorOf(
  row: Selectable<SiteOperatorTable>,
  keys: readonly Selectable<SiteOperatorKeyTable>[],
): BookedOperator {
  const { role, places } = rowSchema.parse({ role: row.role, places: JSON.parse(row.places) });
  return {
    ...{ id: row.id, name: row.name, role, validUntilMs: row.valid_until_ms, places, keys: keys.map(keyOf) },
    ...{ addedMs: row.added_ms, addedBy: row.added_by, removedMs: row.removed_ms, removedBy: row.removed_by },
  };
}

const keyOf = ({ kind, label, identity, public_key: publicKey }: Selectable<SiteOperatorKeyTable>): OperatorKey =>
  operatorKeySchema.parse(kind === 'card' ? { kind, label, publicKey } : { kind, label, id: identity, publicKey });
