// What managers have settled for the whole fleet.
import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { RegisterTables } from './tables.ts';

const DAY_MS = 86_400_000;
/** Long enough for the holidays, short enough that a stolen terminal lets nobody in for ever. */
const DEFAULT_OFFLINE_MS = 30 * DAY_MS;
const OFFLINE = 'offline-for-ms';
const offlineSchema = z
  .int()
  .min(60_000)
  .max(3650 * DAY_MS)
  .nullable();

export class SettingsBook {
  readonly #db: Kysely<RegisterTables>;

  constructor(db: Kysely<RegisterTables>) {
    this.#db = db;
  }

  /** Without a word of the fleet for so long a terminal lets in nobody whom the fleet has sent; null: however long. */
  async offlineForMs(): Promise<number | null> {
    const row = await this.#db.selectFrom('setting').selectAll().where('name', '=', OFFLINE).executeTakeFirst();
    return row ? offlineSchema.parse(JSON.parse(row.value)) : DEFAULT_OFFLINE_MS;
  }

  /** @throws ZodError where it is less than a minute or more than ten years */
  async setOfflineForMs(offlineForMs: number | null): Promise<void> {
    const value = JSON.stringify(offlineSchema.parse(offlineForMs));
    await this.#db
      .insertInto('setting')
      .values({ name: OFFLINE, value })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
      .execute();
  }
}
