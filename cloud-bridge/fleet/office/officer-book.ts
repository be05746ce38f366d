// The book of officers: who they are, by which key, since when, and until when.
import type { Kysely, Selectable, Transaction } from 'kysely';
import { z } from 'zod';
import { type Clock, KioskError } from '../../../protocol/index.ts';
import { type AuditEnd, appendTo } from './audit/index.ts';
import { type OfficerKey, publicJwkOf } from './officer-key.ts';
import { OFFICER_ROLES, type OfficerRole } from './roles.ts';
import type { OfficerKeyTable, OfficerTable, OfficeTables } from './tables.ts';

export interface Officer {
  readonly name: string;
  readonly role: OfficerRole;
  /** Of these alone, and what lies within them; empty: of all. */
  readonly units: readonly string[];
  /** Who they are in the register. */
  readonly person: { readonly id: string; readonly code: string } | null;
  readonly sinceMs: number;
  readonly madeBy: string | null;
  readonly retiredMs: number | null;
  readonly retiredBy: string | null;
  /** Theirs now; null of whoever is retired. */
  readonly kid: string | null;
}

export interface KnownKey {
  readonly kid: string;
  readonly officer: string;
  readonly x: string;
  /** False once it was replaced, or its officer retired. */
  readonly isLive: boolean;
}

export type NewOfficer = Pick<Officer, 'name' | 'role' | 'units' | 'person'>;

export interface OtherUnits {
  /** As they were. */
  readonly officer: Officer;
  readonly units: readonly string[];
}

type Db = Kysely<OfficeTables> | Transaction<OfficeTables>;

/** Whoever changes officers says so in the audit at the same moment: it knows of keys by its own entries alone. */
export class OfficerBook {
  readonly #db: Kysely<OfficeTables>;
  readonly #clock: Pick<Clock, 'nowMs'>;

  constructor(db: Kysely<OfficeTables>, clock: Pick<Clock, 'nowMs'>) {
    this.#db = db;
    this.#clock = clock;
  }

  /** Those who have left too, in the order in which they came. */
  async all(): Promise<readonly Officer[]> {
    return await officersIn(this.#db);
  }

  /** Every key that was ever an officer's. */
  async keys(): Promise<readonly KnownKey[]> {
    return (await this.#db.selectFrom('officer_key').selectAll().orderBy('kid').execute()).map(keyOf);
  }

  /** Of those who are officers now, as terminals are told of them. A terminal knows no units: whoever is of some orders nothing. */
  async publicKeys(): Promise<readonly OfficerKey['publicJwk'][]> {
    const told = (await this.all()).map(({ name, role, units }) => [name, units.length > 0 ? 'viewer' : role] as const);
    const roles = new Map<string, Officer['role']>(told);
    const live = (await this.keys()).filter(({ isLive }) => isLive);
    return live.flatMap(({ kid, x, officer }) => {
      const role = roles.get(officer);
      return role ? [publicJwkOf({ kid, x, role })] : [];
    });
  }

  /** Whose key it is, or was. */
  async byKey(kid: string): Promise<{ readonly officer: Officer; readonly key: KnownKey } | undefined> {
    const key = (await this.keys()).find((known) => known.kid === kid);
    const officer = (await this.all()).find(({ name }) => name === key?.officer);
    return key && officer && { officer, key };
  }

  /** @throws KioskError USAGE where nobody, or nobody any more, is called so */
  async live(name: string): Promise<Officer> {
    return mustBeLive(await this.all(), name);
  }

  /**
   * @param by null: nobody, for the first of all
   * @throws KioskError USAGE where the name is or was somebody's, or the first is no administrator
   */
  async add(given: NewOfficer, key: OfficerKey, by: string | null, end: AuditEnd): Promise<void> {
    await this.#db.transaction().execute(async (inside) => {
      if (by !== null) await mustStillSign(inside, end);
      const known = await officersIn(inside);
      const name_key = given.name.normalize('NFC');
      if (known.some(({ name }) => name.normalize('NFC') === name_key))
        throw wrong(`${given.name} is, or was, the name of an officer: give another`);
      if ((known.length === 0) !== (by === null))
        throw wrong('somebody else has made the first officer meanwhile: ridgectl officers list');
      if (known.length === 0 && (given.role !== 'administrator' || given.units.length > 0))
        throw wrong('the first officer is an administrator, and of no unit alone: nobody else could make the next');
      const { id: person_id = null, code: person_code = null } = given.person ?? {};
      const row = { name: given.name, name_key, role: given.role, units: JSON.stringify(given.units) };
      const since = { since_ms: this.#clock.nowMs(), made_by: by, retired_ms: null, retired_by: null };
      await inside
        .insertInto('officer')
        .values({ ...row, person_id, person_code, ...since })
        .execute();
      await putKey(inside, given.name, key);
      await appendTo(inside, end, this.#clock);
    });
  }

  /** Their key signs nothing more. @throws KioskError USAGE where they are none, not as they were, or the last administrator */
  async retire(former: Officer, by: string, end: AuditEnd): Promise<void> {
    await this.#db.transaction().execute(async (inside) => {
      await mustStillSign(inside, end);
      const known = await officersIn(inside);
      const { name } = mustBeAsBefore(known, former);
      mustNotBeLast(known, name);
      await endKey(inside, name);
      const retired = { retired_ms: this.#clock.nowMs(), retired_by: by };
      await inside.updateTable('officer').set(retired).where('name', '=', name).execute();
      await appendTo(inside, end, this.#clock);
    });
  }

  /**
   * All of them, or none: they are of other units from now on; of none named, of all.
   * @throws KioskError USAGE where one is none, not as they were, or the last administrator of the whole fleet
   */
  async setUnits(others: readonly OtherUnits[], end: AuditEnd): Promise<void> {
    await this.#db.transaction().execute(async (inside) => {
      await mustStillSign(inside, end);
      for (const { officer, units } of others) {
        const known = await officersIn(inside);
        const { name, units: before } = mustBeAsBefore(known, officer);
        if (before.join('\n') !== officer.units.join('\n'))
          throw wrong(`${name} is of other units meanwhile (ridgectl officers list)`);
        if (units.length > 0) mustNotBeLast(known, name);
        await inside
          .updateTable('officer')
          .set({ units: JSON.stringify(units) })
          .where('name', '=', name)
          .execute();
      }
      await appendTo(inside, end, this.#clock);
    });
  }

  /** Another key in the place of theirs. @throws KioskError USAGE where they are none, or not as they were */
  async rotate(former: Officer, key: OfficerKey, end: AuditEnd): Promise<void> {
    await this.#db.transaction().execute(async (inside) => {
      await mustStillSign(inside, end);
      const { name } = mustBeAsBefore(await officersIn(inside), former);
      await endKey(inside, name);
      await putKey(inside, name, key);
      await appendTo(inside, end, this.#clock);
    });
  }
}

/** Whoever acts may have been retired since they began. @throws KioskError OFFICER_REFUSED */
async function mustStillSign(inside: Db, { signer }: AuditEnd): Promise<void> {
  const key = inside.selectFrom('officer_key').select('kid').where('kid', '=', signer.kid).where('live', '=', 1);
  if (!(await key.executeTakeFirst()))
    throw new KioskError('OFFICER_REFUSED', { why: 'the key was taken back while this was under way' });
}

const wrong = (why: string): KioskError => new KioskError('USAGE', { why });

function mustBeLive(known: readonly Officer[], wanted: string): Officer {
  const officer = known.find(({ name }) => name.normalize('NFC') === wanted.normalize('NFC'));
  if (!officer) throw wrong(`no officer is called ${wanted} (ridgectl officers list)`);
  if (officer.retiredMs !== null) throw wrong(`${wanted} is retired already`);
  return officer;
}

/** Somebody has to be left who may make others. */
function mustNotBeLast(known: readonly Officer[], name: string): void {
  const others = known.filter((one) => one.retiredMs === null && one.name !== name);
  if (!others.some(({ role, units }) => role === 'administrator' && units.length === 0))
    throw wrong(`${name} is the last administrator: make another first (ridgectl officers add)`);
}

/** The audit is told which key ends: that very one. */
function mustBeAsBefore(known: readonly Officer[], { name, kid }: Officer): Officer {
  const officer = mustBeLive(known, name);
  if (officer.kid !== kid) throw wrong(`${name} was given another key meanwhile (ridgectl officers list)`);
  return officer;
}

async function officersIn(db: Db): Promise<readonly Officer[]> {
  const rows = await db.selectFrom('officer').selectAll().orderBy('since_ms').orderBy('name').execute();
  const keys = await db.selectFrom('officer_key').selectAll().where('live', '=', 1).execute();
  const kids = new Map(keys.map(({ officer, kid }) => [officer, kid]));
  return rows.map((row) => officerOf(row, kids.get(row.name) ?? null));
}

const putKey = async (db: Db, officer: string, { kid, publicJwk }: OfficerKey): Promise<void> => {
  await db.insertInto('officer_key').values({ kid, officer, x: publicJwk.x, live: 1 }).execute();
};

const endKey = async (db: Db, officer: string): Promise<void> => {
  await db.updateTable('officer_key').set({ live: 0 }).where('officer', '=', officer).execute();
};

const rowSchema = z.object({ role: z.enum(OFFICER_ROLES), units: z.array(z.string()) });

function officerOf(row: Selectable<OfficerTable>, kid: string | null): Officer {
  const { role, units } = rowSchema.parse({ role: row.role, units: JSON.parse(row.units) });
  const { person_id: id, person_code: code } = row;
  return {
    ...{ name: row.name, role, units, person: id === null || code === null ? null : { id, code }, kid },
    ...{ sinceMs: row.since_ms, madeBy: row.made_by, retiredMs: row.retired_ms, retiredBy: row.retired_by },
  };
}

const keyOf = ({ kid, officer, x, live }: Selectable<OfficerKeyTable>): KnownKey => ({
  ...{ kid, officer, x, isLive: live === 1 },
});
