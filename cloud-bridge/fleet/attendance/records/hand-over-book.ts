// What an HR system was given: each fact once, under one number, and the same file again whenever it is asked for.
import { createHash } from 'node:crypto';
import type { Kysely, Selectable } from 'kysely';
import { type Clock, canonicalJson, KioskError } from '../../../../protocol/index.ts';
import type { DateRange } from '../calendar.ts';
import type { AttendanceExportTable, AttendanceTables } from './tables.ts';

export interface Fact {
  /** TERMINAL/JOURNAL/SEQ, or correction/NUMBER. */
  readonly key: string;
  readonly row: Readonly<Record<string, string>>;
}

export interface HandOver extends DateRange {
  readonly number: number;
  readonly entries: number;
  /** SHA-256 of the canonical JSON (RFC 8785) of its rows, in hex. */
  readonly sha256: string;
  readonly madeBy: string;
  readonly madeMs: number;
}

const PAGE = 500;

export class HandOverBook {
  readonly #db: Kysely<AttendanceTables>;
  readonly #clock: Pick<Clock, 'nowMs'>;

  constructor(db: Kysely<AttendanceTables>, clock: Pick<Clock, 'nowMs'>) {
    this.#db = db;
    this.#clock = clock;
  }

  /** Those that were never handed over get a number together; undefined where there are none. All or nothing. */
  async add(facts: readonly Fact[], range: DateRange, by: string): Promise<HandOver | undefined> {
    return await this.#db.transaction().execute(async (inside) => {
      const known = await keysWithin(inside, facts);
      const fresh = facts.filter(({ key }) => !known.has(key));
      if (fresh.length === 0) return undefined;
      const { last } = await inside
        .selectFrom('attendance_export')
        .select(({ fn }) => fn.max('number').as('last'))
        .executeTakeFirstOrThrow();
      const row = {
        ...{ number: Number(last ?? 0) + 1, from_date: range.from, until_date: range.until, entries: fresh.length },
        ...{ sha256: checksumOf(fresh.map((fact) => fact.row)), made_by: by, made_ms: this.#clock.nowMs() },
      };
      await inside.insertInto('attendance_export').values(row).execute();
      for (let at = 0; at < fresh.length; at += PAGE) {
        const page = fresh.slice(at, at + PAGE).map((fact, place) => ({
          ...{ entry_key: fact.key, export_number: row.number, place: at + place, row: JSON.stringify(fact.row) },
        }));
        await inside.insertInto('attendance_exported').values(page).execute();
      }
      return handOverOf(row);
    });
  }

  async all(): Promise<readonly HandOver[]> {
    return (await this.#db.selectFrom('attendance_export').selectAll().orderBy('number').execute()).map(handOverOf);
  }

  /** As it was given then. @throws KioskError USAGE where there is no such number; STORE_CORRUPT where its rows are not those any more */
  async rowsOf(number: number): Promise<HandOver & { readonly rows: readonly Fact['row'][] }> {
    const found = (await this.all()).find((one) => one.number === number);
    if (!found) throw new KioskError('USAGE', { why: `nothing was handed over under the number ${number}` });
    const stored = await this.#db
      .selectFrom('attendance_exported')
      .select('row')
      .where('export_number', '=', number)
      .orderBy('place')
      .execute();
    const rows = stored.map(({ row }): Fact['row'] => JSON.parse(row));
    if (checksumOf(rows) !== found.sha256) throw new KioskError('STORE_CORRUPT', { what: `hand-over ${number}` });
    return { ...found, rows };
  }
}

async function keysWithin(db: Kysely<AttendanceTables>, facts: readonly Fact[]): Promise<ReadonlySet<string>> {
  const known = new Set<string>();
  for (let at = 0; at < facts.length; at += PAGE) {
    const keys = facts.slice(at, at + PAGE).map(({ key }) => key);
    const rows = await db
      .selectFrom('attendance_exported')
      .select('entry_key')
      .where('entry_key', 'in', keys)
      .execute();
    for (const { entry_key } of rows) known.add(entry_key);
  }
  return known;
}

function checksumOf(rows: readonly Fact['row'][]): string {
  const hash = createHash('sha256');
  for (const row of rows) hash.update(canonicalJson(row)).update('\n');
  return hash.digest('hex');
}

const handOverOf = (row: Selectable<AttendanceExportTable>): HandOver => ({
  ...{ number: row.number, from: row.from_date, until: row.until_date, entries: row.entries, sha256: row.sha256 },
  ...{ madeBy: row.made_by, madeMs: Number(row.made_ms) },
});
