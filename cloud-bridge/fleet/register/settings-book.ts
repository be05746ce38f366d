// What managers have settled for the whole fleet, and how far its own work has come.
import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { RegisterTables } from './tables.ts';

const DAY_MS = 86_400_000;
const OFFLINE = 'offline-for-ms';
const TEMPLATES = 'templates-identity';
const ONBOARDING = 'onboarding-seen';
const OFFICERS = 'has-officers';
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
    const value = await this.#get(OFFLINE);
    // Without somebody who has said so it would shut everybody out where people are pushed by hand alone.
    return value === undefined ? null : offlineSchema.parse(value);
  }

  /** @throws ZodError where it is less than a minute or more than ten years */
  async setOfflineForMs(offlineForMs: number | null): Promise<void> {
    await this.#set(OFFLINE, offlineSchema.parse(offlineForMs));
  }

  /** The entry, in the order of arrival, up to which first visits were looked for. */
  async onboardingSeen(): Promise<number> {
    return z.int().parse((await this.#get(ONBOARDING)) ?? 0);
  }

  async noteOnboardingSeen(entry: number): Promise<void> {
    await this.#set(ONBOARDING, entry);
  }

  /** Of the templates that belong to this register; null before they have met. */
  async templatesIdentity(): Promise<string | null> {
    return z.string().parse((await this.#get(TEMPLATES)) ?? '') || null;
  }

  async noteTemplatesIdentity(id: string): Promise<void> {
    await this.#set(TEMPLATES, id);
  }

  /** Whether the fleet has officers: who they are lies elsewhere, and must not be lost unseen. Null: nobody was told yet that it has none. */
  async hasOfficers(): Promise<boolean | null> {
    return z
      .boolean()
      .nullable()
      .parse((await this.#get(OFFICERS)) ?? null);
  }

  async noteOfficers(hasOfficers: boolean): Promise<void> {
    await this.#set(OFFICERS, hasOfficers);
  }

  async #get(name: string): Promise<unknown> {
    const row = await this.#db.selectFrom('setting').selectAll().where('name', '=', name).executeTakeFirst();
    return row && JSON.parse(row.value);
  }

  async #set(name: string, given: number | string | boolean | null): Promise<void> {
    const value = JSON.stringify(given);
    await this.#db
      .insertInto('setting')
      .values({ name, value })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
      .execute();
  }
}
