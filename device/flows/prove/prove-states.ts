// The course of a prove visit as a table: no step can be skipped, and every step has its way out.

import type { ProveState } from '../../../protocol/index.ts';

export type ProveStep =
  | 'card'
  /** A profile of a service was found that may be served here. */
  | 'profile-fits'
  | 'agreed'
  /** The text fields are read, checked, and nobody is locked out. */
  | 'card-read'
  | 'neutral-taken'
  | 'challenge-over'
  /** What the profile asks of others once the decision here is a match. */
  | 'to-face-service'
  | 'to-mobile'
  /** Whatever the outcome: from here on only the answer follows. */
  | 'ended'
  | 'wiped';

const transitions: Readonly<Record<ProveState, Partial<Record<ProveStep, ProveState>>>> = {
  idle: { card: 'card-detected' },
  'card-detected': { 'profile-fits': 'notice', ended: 'answered' },
  notice: { agreed: 'reading', ended: 'answered' },
  reading: { 'card-read': 'capturing', ended: 'answered' },
  capturing: { 'neutral-taken': 'challenge', ended: 'answered' },
  challenge: { 'challenge-over': 'deciding', ended: 'answered' },
  deciding: { 'to-face-service': 'face-service', 'to-mobile': 'mobile', ended: 'answered' },
  'face-service': { 'to-mobile': 'mobile', ended: 'answered' },
  mobile: { ended: 'answered' },
  answered: { wiped: 'idle' },
};

/** Undefined where this step may not come now. */
export const nextProveState = (state: ProveState, step: ProveStep): ProveState | undefined => transitions[state][step];
