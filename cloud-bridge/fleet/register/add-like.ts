// Somebody new, with all that a colleague may: registered and granted in one moment, so that no right is forgotten.
import type { Kysely } from 'kysely';
import type { Clock } from '../../../protocol/index.ts';
import { grantsLike } from './compare-rights.ts';
import { everybodyMustFit, grantsIn, insertGrant } from './grant-book.ts';
import { type NewRegistered, PeopleRegister, type RegisteredPerson } from './people-register.ts';
import type { RegisterTables } from './tables.ts';

export interface LikeOptions {
  /** Whose own grants and exceptions they are given too. */
  readonly like: string;
  readonly by: string;
}

/** @throws KioskError PERSON_EXISTS; USAGE where they would have more rights than a terminal takes; STORE_* */
export async function addLike(
  db: Kysely<RegisterTables>,
  clock: Pick<Clock, 'nowMs'>,
  given: NewRegistered,
  { like, by }: LikeOptions,
): Promise<RegisteredPerson> {
  return await db.transaction().execute(async (inside) => {
    const person = await new PeopleRegister(inside, clock).add(given);
    for (const grant of grantsLike(await grantsIn(inside), like, person.id))
      await insertGrant(inside, grant, { by, atMs: clock.nowMs() });
    await everybodyMustFit(inside, clock);
    return person;
  });
}
