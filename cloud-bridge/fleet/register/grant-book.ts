// Grants and exceptions as the managers have made them.
import type { Kysely, Selectable, Transaction } from 'kysely';
import { z } from 'zod';
import { type Clock, KioskError, personText, utcMs, weeklySchedule } from '../../../protocol/index.ts';
import { type Collective, meantBy } from './collectives/collective.ts';
import { collectivesIn } from './collectives/collective-rows.ts';
import { type Candidate, mustFit } from './grant-limit.ts';
import { GRANT_AT, GRANT_TO, type Grant, isTo, type Meant } from './grants.ts';
import { PeopleRegister } from './people-register.ts';
import type { GrantTable, RegisterTables } from './tables.ts';

const to = z.strictObject({ kind: z.enum(GRANT_TO), name: personText });
const at = z.strictObject({ kind: z.enum(GRANT_AT), name: personText });

export const newGrantSchema = z
  .strictObject({
    to,
    at,
    effect: z.enum(['allow', 'except']).default('allow'),
    validFromMs: utcMs.nullable().default(null),
    validUntilMs: utcMs.nullable().default(null),
    schedule: weeklySchedule.nullable().default(null),
  })
  .refine(({ effect, schedule }) => effect === 'allow' || schedule === null, 'an exception has no schedule')
  .refine(
    ({ validFromMs, validUntilMs }) => validFromMs === null || validUntilMs === null || validFromMs < validUntilMs,
    'it ends before it begins',
  );
export type NewGrant = Readonly<z.input<typeof newGrantSchema>>;

export interface BookedGrant extends Grant {
  readonly id: number;
  readonly grantedBy: string;
  readonly grantedMs: number;
  readonly meant: Meant;
}

type Db = Kysely<RegisterTables> | Transaction<RegisterTables>;

export class GrantBook {
  readonly #db: Kysely<RegisterTables>;
  readonly #clock: Pick<Clock, 'nowMs'>;

  constructor(db: Kysely<RegisterTables>, clock: Pick<Clock, 'nowMs'>) {
    this.#db = db;
    this.#clock = clock;
  }

  /** @throws ZodError where it is no grant; KioskError USAGE where somebody would have more rights than a terminal takes; STORE_* */
  async add(given: NewGrant, grantedBy: string): Promise<BookedGrant> {
    const grant = newGrantSchema.parse(given);
    return await this.#db.transaction().execute(async (inside) => {
      const booked = await insertGrant(inside, grant, { by: grantedBy, atMs: this.#clock.nowMs() });
      await this.#mustFitAll(inside, booked);
      return booked;
    });
  }

  /** @throws KioskError USAGE where there is none such, or where an exception is what keeps rights few enough; STORE_* */
  async remove(id: number): Promise<void> {
    await this.#db.transaction().execute(async (inside) => {
      const row = await inside.deleteFrom('grants').where('id', '=', id).returningAll().executeTakeFirst();
      if (!row) throw new KioskError('USAGE', { why: `there is no grant ${id} (ridgectl grants list)` });
      await this.#mustFitAll(inside, grantOf(row, await collectivesIn(inside)));
    });
  }

  async all(): Promise<readonly BookedGrant[]> {
    return await grantsIn(this.#db);
  }

  /** As these people are to be. @throws KioskError USAGE where one would have more rights than a terminal takes */
  async mustFit(people: readonly Candidate[]): Promise<void> {
    mustFit(people, await this.all(), this.#clock.nowMs());
  }

  async #mustFitAll(db: Transaction<RegisterTables>, changed: Grant): Promise<void> {
    const people = await new PeopleRegister(db, this.#clock).all();
    const met = people.filter((person) => isTo(changed, person));
    mustFit(met, await grantsIn(db), this.#clock.nowMs());
  }
}

/** Part of the caller's transaction. */
export async function insertGrant(
  db: Transaction<RegisterTables>,
  grant: z.output<typeof newGrantSchema>,
  { by, atMs }: { readonly by: string; readonly atMs: number },
): Promise<BookedGrant> {
  const row = {
    ...{ to_kind: grant.to.kind, to_name: grant.to.name, at_kind: grant.at.kind, at_name: grant.at.name },
    ...{ effect: grant.effect, valid_from_ms: grant.validFromMs, valid_until_ms: grant.validUntilMs },
    ...{ schedule: grant.schedule && JSON.stringify(grant.schedule), granted_by: by, granted_ms: atMs },
  };
  const booked = await db.insertInto('grants').values(row).returningAll().executeTakeFirstOrThrow();
  return grantOf(booked, await collectivesIn(db));
}

/** With what they mean now. */
export async function grantsIn(db: Db): Promise<readonly BookedGrant[]> {
  const collectives = await collectivesIn(db);
  const rows = await db.selectFrom('grants').selectAll().orderBy('id').execute();
  return rows.map((row) => grantOf(row, collectives));
}

/** After what may have changed the rights of many at once. @throws KioskError USAGE, naming whoever would have too many */
export async function everybodyMustFit(db: Transaction<RegisterTables>, clock: Pick<Clock, 'nowMs'>): Promise<void> {
  mustFit(await new PeopleRegister(db, clock).all(), await grantsIn(db), clock.nowMs());
}

const grantOf = (row: Selectable<GrantTable>, collectives: readonly Collective[]): BookedGrant => {
  const grant = newGrantSchema.parse({
    to: { kind: row.to_kind, name: row.to_name },
    at: { kind: row.at_kind, name: row.at_name },
    effect: row.effect,
    validFromMs: row.valid_from_ms,
    validUntilMs: row.valid_until_ms,
    schedule: row.schedule === null ? null : JSON.parse(row.schedule),
  });
  return {
    id: row.id,
    ...grant,
    grantedBy: row.granted_by,
    grantedMs: row.granted_ms,
    meant: meantOf(grant, collectives),
  };
};

const NONE: ReadonlySet<string> = new Set();

/** What its names mean as the records are now. */
export const meantOf = ({ to, at }: Pick<Grant, 'to' | 'at'>, collectives: readonly Collective[]): Meant => ({
  to: to.kind === 'group' || to.kind === 'unit' ? meantBy(collectives, to.kind, to.name) : NONE,
  at: at.kind === 'site' ? meantBy(collectives, at.kind, at.name) : NONE,
});
