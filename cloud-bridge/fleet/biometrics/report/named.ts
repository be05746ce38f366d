// Whom an entry of a visit is about, as far as it says.
import { z } from 'zod';
import type { Named } from '../../attendance/facts/sighting.ts';
import type { StoredEntry } from '../../fleet-store.ts';

/** Of the payload only what is needed: one of a later version is read too. */
const namedPayload = z.object({
  person: z.string().nullish(),
  subject: z.string().nullish(),
  claimed: z.string().nullish(),
});

/** Whoever was claimed by a card or a number is meant, refused or not. */
export function namedIn({ payload }: Pick<StoredEntry, 'payload'>): Named {
  const { person, subject, claimed } = namedPayload.safeParse(payload).data ?? {};
  return { person: person ?? null, subject: subject ?? claimed ?? null };
}
