// What an enrolment needs before it begins, and which fingers it takes: thumbs where an index finger stays below the gate.

import { type FingerPosition, KioskError } from '../../../protocol/index.ts';
import type { EnrolRequest } from './enrol-parts.ts';

/** The order of the manual: right and left index first. */
export const DEFAULT_FINGERS: readonly FingerPosition[] = ['right-index', 'left-index'];

const SUBSTITUTES: Partial<Record<FingerPosition, FingerPosition>> = {
  'right-index': 'right-thumb',
  'left-index': 'left-thumb',
};

/** The finger to take instead of one that stays too poor; undefined where there is none, or it is being taken anyway. */
export function substituteFor(finger: FingerPosition, taken: readonly FingerPosition[]): FingerPosition | undefined {
  const thumb = SUBSTITUTES[finger];
  return thumb && !taken.includes(thumb) ? thumb : undefined;
}

/**
 * Nobody lays a finger down in vain.
 * @throws KioskError CONSENT_MISSING; USAGE where no finger is asked for, one twice, or an override by one person alone
 */
export function mustBeInOrder({ consentId, fingers, override, enroller }: EnrolRequest): void {
  if (consentId.trim() === '') throw new KioskError('CONSENT_MISSING');
  if (fingers.length === 0 || new Set(fingers).size < fingers.length)
    throw new KioskError('USAGE', { why: 'at least one finger is due, and each once' });
  if (override === null) return;
  const { reason, secondPerson } = override;
  if (reason.trim() === '' || secondPerson.trim() === '' || secondPerson === enroller)
    throw new KioskError('USAGE', { why: 'an override needs a reason and a second person who is not the enroller' });
}
