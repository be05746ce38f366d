// What an enrolment needs before it begins, and which fingers it takes: thumbs where an index finger stays below the gate.

import { type FingerPosition, KioskError, type MarkedFinger, objectionToDuress } from '../../../protocol/index.ts';
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

/** All that is to be taken: the everyday ones first. */
export const plannedFingers = ({
  fingers,
  duressFingers = [],
}: Pick<EnrolRequest, 'fingers' | 'duressFingers'>): readonly MarkedFinger[] => [
  ...fingers.map((finger) => ({ finger })),
  ...duressFingers.map((finger) => ({ finger, duress: true as const })),
];

/**
 * Nobody lays a finger down in vain.
 * @throws KioskError CONSENT_MISSING; USAGE where no finger is asked for, one twice, none but duress fingers, or an override by one person alone
 */
export function mustBeInOrder(request: EnrolRequest): void {
  const { consentId, override, enroller } = request;
  if (consentId.trim() === '') throw new KioskError('CONSENT_MISSING');
  const planned = plannedFingers(request);
  const why = objectionToDuress(planned);
  if (why !== undefined) throw new KioskError('USAGE', { why });
  if (planned.length === 0 || new Set(planned.map(({ finger }) => finger)).size < planned.length)
    throw new KioskError('USAGE', { why: 'at least one finger is due, and each once' });
  if (override === null) return;
  const { reason, secondPerson } = override;
  if (reason.trim() === '' || secondPerson.trim() === '' || secondPerson === enroller)
    throw new KioskError('USAGE', { why: 'an override needs a reason and a second person who is not the enroller' });
}
