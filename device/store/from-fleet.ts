// Somebody as the fleet sends them, in the words of the stores.
import type { DesiredFinger } from '../../protocol/index.ts';
import type { NewPerson } from './people/person.ts';
import type { PlannedPerson } from './plan-change.ts';
import type { NewFinger } from './templates/stored-finger.ts';

export const fingerOf = (
  { finger, consentId, impressions, duress }: DesiredFinger,
  purpose: string,
): NewFinger & { readonly consentId: string } => ({
  ...{ finger, consentId, purpose, ...(duress && { duress }) },
  impressions: impressions.map(({ record, ...impression }) => ({
    ...impression,
    record: Uint8Array.from(Buffer.from(record, 'base64')),
  })),
});

export function recordOf({ person: sent, pseudonym }: PlannedPerson, enrolledAtMs: number): NewPerson {
  const { id, fingers: _, ...person } = sent;
  return { ...person, fleetId: id, pseudonym, enrolledAtMs, enroller: 'fleet' };
}
