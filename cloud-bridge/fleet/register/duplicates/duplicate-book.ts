// Records that seem to be one person, as terminals have found them: each two once, until somebody has settled it.
import type { Kysely, Selectable } from 'kysely';
import { type Clock, type FoundDuplicate, KioskError, LOCAL } from '../../../../protocol/index.ts';
import type { Place } from '../grants.ts';
import { IDS_AT_ONCE, pagesOf } from '../pages.ts';
import type { DuplicateTable, RegisterTables } from '../tables.ts';

export const DUPLICATE_OUTCOMES = ['open', 'same', 'different'] as const;
export type DuplicateOutcome = (typeof DUPLICATE_OUTCOMES)[number];

export interface BookedDuplicate {
  readonly id: number;
  readonly person: string;
  readonly finger: string;
  /** Null: known at the terminal alone. */
  readonly other: string | null;
  readonly otherFinger: string;
  readonly falseMatchRate: number;
  /** Where it was found first. */
  readonly terminal: string;
  readonly foundMs: number;
  readonly outcome: DuplicateOutcome;
  readonly settled: { readonly by: string; readonly atMs: number } | null;
}

/** More would be looked at by nobody, and a terminal that makes them up has no end. Others come once some of these are settled. */
const MOST_OPEN = 10_000;

interface Side {
  readonly id: string;
  readonly finger: string;
}

export class DuplicateBook {
  readonly #db: Kysely<RegisterTables>;
  readonly #clock: Pick<Clock, 'nowMs'>;

  constructor(db: Kysely<RegisterTables>, clock: Pick<Clock, 'nowMs'>) {
    this.#db = db;
    this.#clock = clock;
  }

  /**
   * What several terminals find, and what is found from either side, is one; what was settled stays settled. Of whoever is not registered
   * nothing is kept: nobody could settle it.
   * @returns how many are new
   */
  async note({ terminal }: Place, found: readonly FoundDuplicate[]): Promise<number> {
    if (found.length === 0) return 0;
    const here = await this.#presentOf(found.flatMap(({ person, other }) => [person, other]));
    const rows = found
      .filter(({ person, other }) => person !== other && here.has(person) && (other === LOCAL || here.has(other)))
      .map((one) => ({
        ...{ ...sidesOf(one, terminal), false_match_rate: one.falseMatchRate, terminal },
        ...{ found_ms: this.#clock.nowMs(), outcome: 'open', settled_by: null, settled_ms: null },
      }));
    const open = await this.#db
      .selectFrom('duplicate')
      .select(({ fn }) => fn.countAll<number>().as('all'))
      .where('outcome', '=', 'open')
      .executeTakeFirstOrThrow();
    if (rows.length === 0 || Number(open.all) >= MOST_OPEN) return 0;
    const inserted = await this.#db
      .insertInto('duplicate')
      .values(rows)
      .onConflict((conflict) => conflict.columns(['person_id', 'other_id']).doNothing())
      .executeTakeFirstOrThrow();
    return Number(inserted.numInsertedOrUpdatedRows ?? 0);
  }

  /** The oldest first. */
  async all(): Promise<readonly BookedDuplicate[]> {
    return (await this.#db.selectFrom('duplicate').selectAll().orderBy('id').execute()).map(bookedOf);
  }

  /** Those that wait for somebody: of whoever has left nothing does. */
  async open(): Promise<readonly BookedDuplicate[]> {
    const rows = (await this.all()).filter(({ outcome }) => outcome === 'open');
    const here = await this.#presentOf(rows.flatMap(({ person, other }) => [person, other ?? person]));
    return rows.filter(({ person, other }) => here.has(person) && (other === null || here.has(other)));
  }

  /** @throws KioskError USAGE where there is none such */
  async byId(id: number): Promise<BookedDuplicate> {
    const row = await this.#db.selectFrom('duplicate').selectAll().where('id', '=', id).executeTakeFirst();
    if (!row) throw new KioskError('USAGE', { why: `there is no pair ${id} (ridgectl duplicates list --all)` });
    return bookedOf(row);
  }

  /** Not told again, whatever terminals find. Who settles it anew has changed their mind. @throws KioskError USAGE where there is none such */
  async settle(id: number, outcome: Exclude<DuplicateOutcome, 'open'>, by: string): Promise<BookedDuplicate> {
    await this.byId(id);
    const settled = { outcome, settled_by: by, settled_ms: this.#clock.nowMs() };
    await this.#db.updateTable('duplicate').set(settled).where('id', '=', id).execute();
    return await this.byId(id);
  }

  async #presentOf(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const here = new Set<string>();
    for (const page of pagesOf([...new Set(ids)], IDS_AT_ONCE)) {
      const rows = await this.#db
        .selectFrom('person')
        .select('id')
        .where('removed_ms', 'is', null)
        .where('id', 'in', page)
        .execute();
      for (const { id } of rows) here.add(id);
    }
    return here;
  }
}

const LOCAL_AT = 'local:';

/** In one order, from whichever side it was found. */
function sidesOf({ person, finger, other, otherFinger }: FoundDuplicate, terminal: string) {
  const own: Side = { id: person, finger };
  const theirs: Side = { id: other === LOCAL ? `${LOCAL_AT}${terminal}` : other, finger: otherFinger };
  const [first, second] = other === LOCAL || own.id < theirs.id ? [own, theirs] : [theirs, own];
  return { person_id: first.id, finger: first.finger, other_id: second.id, other_finger: second.finger };
}

const bookedOf = (row: Selectable<DuplicateTable>): BookedDuplicate => ({
  ...{ id: row.id, person: row.person_id, finger: row.finger, otherFinger: row.other_finger },
  other: row.other_id.startsWith(LOCAL_AT) ? null : row.other_id,
  ...{ falseMatchRate: row.false_match_rate, terminal: row.terminal, foundMs: row.found_ms },
  outcome: DUPLICATE_OUTCOMES.find((outcome) => outcome === row.outcome) ?? 'open',
  settled: row.settled_by === null || row.settled_ms === null ? null : { by: row.settled_by, atMs: row.settled_ms },
});
