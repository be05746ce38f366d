// What the end of a visit says about recognition: which refusals are decisions of it, and which are something else.
import { isOutcomeCode, type OutcomeCode } from '../visit/index.ts';

/**
 * `attack`: refused by presentation attack detection. `not-acquired`: no sample that could be compared (failure to acquire).
 * `undecided`: neither accepted nor refused yet, by this terminal. `not-permitted`: recognised, and refused for a right or a card.
 * `not-presented`: nothing was shown to a sensor, or nobody was there to be compared with. `fault`: the terminal's own.
 */
export const DECISIONS = [
  ...['accepted', 'rejected', 'attack', 'not-acquired', 'undecided', 'not-permitted', 'not-presented', 'fault'],
] as const;
export type Decision =
  | 'accepted'
  | 'rejected'
  | 'attack'
  | 'not-acquired'
  | 'undecided'
  | 'not-permitted'
  | 'not-presented'
  | 'fault';

const DECISION_OF = {
  accepted: 'accepted',
  'accepted-repeated': 'accepted',
  proved: 'accepted',
  enrolled: 'accepted',

  'not-recognised': 'rejected',
  ambiguous: 'rejected',
  'finger-mismatch': 'rejected',
  'claimed-face-mismatch': 'rejected',
  'face-mismatch': 'rejected',

  'attack-suspected': 'attack',
  'face-not-live': 'attack',
  'face-changed': 'attack',
  'challenge-failed': 'attack',

  'poor-image': 'not-acquired',
  'too-dry': 'not-acquired',
  'too-wet': 'not-acquired',
  partial: 'not-acquired',
  'off-centre': 'not-acquired',
  smeared: 'not-acquired',
  residue: 'not-acquired',
  'too-few-minutiae': 'not-acquired',
  'too-short': 'not-acquired',
  'image-failed': 'not-acquired',
  'face-not-captured': 'not-acquired',
  'face-left': 'not-acquired',
  'second-person': 'not-acquired',
  'photo-unusable': 'not-acquired',
  'poor-quality': 'not-acquired',

  'another-finger': 'undecided',
  'proof-pending': 'undecided',
  'face-to-be-reviewed': 'undecided',
  'help-asked': 'undecided',

  'no-right-here': 'not-permitted',
  'fleet-silent': 'not-permitted',
  'outside-schedule': 'not-permitted',
  'not-yet-valid': 'not-permitted',
  expired: 'not-permitted',
  disabled: 'not-permitted',
  'claim-first': 'not-permitted',
  'other-claim': 'not-permitted',
  'face-unavailable': 'not-permitted',
  'staff-needed': 'not-permitted',
  'service-unavailable': 'not-permitted',
  'card-expired': 'not-permitted',
  'card-not-in-use': 'not-permitted',
  'card-number-invalid': 'not-permitted',
  'data-disagree': 'not-permitted',
  duplicate: 'not-permitted',
  'person-exists': 'not-permitted',
  'verification-failed': 'rejected',

  'no-finger': 'not-presented',
  'timed-out': 'not-presented',
  'too-many-attempts': 'not-presented',
  'claim-unknown': 'not-presented',
  'nothing-enrolled': 'not-presented',
  'claim-cancelled': 'not-presented',
  'claim-locked': 'not-presented',
  'prove-locked': 'not-presented',
  'consent-declined': 'not-presented',
  cancelled: 'not-presented',
  'card-removed': 'not-presented',
  'card-upside-down': 'not-presented',
  'card-silent': 'not-presented',
  'not-a-thai-id': 'not-presented',
  'card-unreadable': 'not-presented',
  'session-over': 'not-presented',
  'nobody-there': 'not-presented',
  'request-taken': 'accepted',
  'request-known': 'accepted',
  'request-at-counter': 'accepted',
  'request-counter-only': 'not-presented',
  'request-visit-unknown': 'not-presented',
  'request-paused': 'not-presented',
  'request-not-now': 'not-presented',
  'request-not-confirmed': 'not-presented',

  'device-fault': 'fault',
  'sensor-lost': 'fault',
  'stage-late': 'fault',
  'storage-full': 'fault',
  'storage-fault': 'fault',
  'prove-late': 'fault',
  'reader-lost': 'fault',
  'camera-lost': 'fault',
  'camera-busy': 'fault',
  tampered: 'fault',
} as const satisfies Readonly<Record<OutcomeCode, Decision>>;

/** Undefined for a reason that is none of ours: of a later version, perhaps. @param reason null where a visit was accepted */
export function decisionOf(reason: string | null, isAccepted: boolean): Decision | undefined {
  if (isAccepted) return 'accepted';
  return reason !== null && isOutcomeCode(reason) ? DECISION_OF[reason] : undefined;
}
