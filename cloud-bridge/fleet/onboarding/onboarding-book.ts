// When each person came how far, as it was noticed: from what the register and the terminals' proofs say.
import { type Kysely, sql } from 'kysely';
import type { Clock } from '../../../protocol/index.ts';
import type { RegisterTables } from '../register/tables.ts';
import type { OnboardingTimes } from './stages.ts';

export interface FirstVisit {
  readonly person: string;
  /** UTC: when its capture began. */
  readonly atMs: number;
  /** SITE.TERMINAL. */
  readonly terminal: string;
}

export interface BookedOnboarding extends OnboardingTimes {
  readonly person: string;
  readonly firstTerminal: string | null;
}

/** Ids of one statement. */
const AT_ONCE = 500;

export class OnboardingBook {
  readonly #db: Kysely<RegisterTables>;
  readonly #clock: Pick<Clock, 'nowMs'>;

  constructor(db: Kysely<RegisterTables>, clock: Pick<Clock, 'nowMs'>) {
    this.#db = db;
    this.#clock = clock;
  }

  /** @param enrolled ids of those of whom the fleet has a finger. @throws KioskError STORE_* */
  async note(enrolled: Iterable<string>): Promise<void> {
    const now = this.#clock.nowMs();
    await sql`INSERT INTO onboarding (person_id)
      SELECT id FROM person WHERE removed_ms IS NULL AND id NOT IN (SELECT person_id FROM onboarding)`.execute(
      this.#db,
    );
    await this.#noteEnrolled([...enrolled], now);
    await sql`UPDATE onboarding SET granted_ms = ${now}
      WHERE granted_ms IS NULL AND person_id IN (SELECT person_id FROM desired)`.execute(this.#db);
    await sql`UPDATE onboarding SET delivered_ms = ${now} WHERE delivered_ms IS NULL AND person_id IN (
      SELECT d.person_id FROM desired d
        JOIN confirmed c ON c.terminal = d.terminal AND c.person_id = d.person_id AND c.digest = d.digest)`.execute(
      this.#db,
    );
  }

  async #noteEnrolled(ids: readonly string[], now: number): Promise<void> {
    for (let from = 0; from < ids.length; from += AT_ONCE)
      await this.#db
        .updateTable('onboarding')
        .set({ enrolled_ms: now })
        .where('enrolled_ms', 'is', null)
        .where('person_id', 'in', ids.slice(from, from + AT_ONCE))
        .execute();
  }

  /** The earliest counts, in whatever order they are heard of. @throws KioskError STORE_* */
  async noteFirst(visits: readonly FirstVisit[]): Promise<void> {
    for (const { person, atMs, terminal } of visits)
      await this.#db
        .updateTable('onboarding')
        .set({ first_ms: atMs, first_terminal: terminal })
        .where('person_id', '=', person)
        .where((where) => where.or([where('first_ms', 'is', null), where('first_ms', '>', atMs)]))
        .execute();
  }

  /** Of those who are registered now. */
  async all(): Promise<ReadonlyMap<string, BookedOnboarding>> {
    const rows = await this.#db
      .selectFrom('person')
      .leftJoin('onboarding', 'onboarding.person_id', 'person.id')
      .select(['person.id', 'person.added_ms'])
      .select(['enrolled_ms', 'granted_ms', 'delivered_ms', 'first_ms', 'first_terminal'])
      .where('removed_ms', 'is', null)
      .execute();
    return new Map(
      rows.map((row) => [
        row.id,
        {
          ...{ person: row.id, receivedMs: row.added_ms, enrolledMs: row.enrolled_ms, grantedMs: row.granted_ms },
          ...{ deliveredMs: row.delivered_ms, firstMs: row.first_ms, firstTerminal: row.first_terminal },
        },
      ]),
    );
  }
}
