// Notes how far everybody has come: what the register says, and the first accepted visits among the entries that have come since.
import { z } from 'zod';
import type { FleetStore, StoredEntry } from '../fleet-store.ts';
import type { FleetRegister } from '../register/open-register.ts';
import type { FirstVisit } from './onboarding-book.ts';

export interface FollowedFleet {
  readonly store: Pick<FleetStore, 'entriesAfter'>;
  readonly register: Pick<FleetRegister, 'onboarding' | 'settings' | 'templates'>;
}

const PAGE = 500;

/** Of the payload only what is needed: one of a later version is read too. */
const visitSchema = z.object({
  event: z.literal('clock'),
  outcome: z.literal('accepted'),
  person: z.string(),
  captureStartMs: z.number(),
});

/** @throws KioskError STORE_* */
export async function followOnboarding({ store, register }: FollowedFleet): Promise<void> {
  const { onboarding, settings, templates } = register;
  await onboarding.note((await templates.counts()).keys());
  for (;;) {
    const after = await settings.onboardingSeen();
    const entries = await store.entriesAfter(after, { limit: PAGE });
    const last = entries.at(-1);
    if (!last) return;
    await onboarding.noteFirst(firstVisits(entries));
    // After they are noted: what is cut off in between is noted again.
    await settings.noteOnboardingSeen(last.id);
  }
}

/** The earliest of each person. */
function firstVisits(entries: readonly StoredEntry[]): readonly FirstVisit[] {
  const visits = new Map<string, FirstVisit>();
  for (const { terminal, payload } of entries) {
    const { success, data } = visitSchema.safeParse(payload);
    if (!success) continue;
    const { person } = data;
    // Terminals measure fractions of milliseconds; the book has whole ones.
    const atMs = Math.floor(data.captureStartMs);
    if (atMs < (visits.get(person)?.atMs ?? Number.POSITIVE_INFINITY)) visits.set(person, { person, atMs, terminal });
  }
  return [...visits.values()];
}
