// Which fingers an enrolment takes: what was asked for, thumbs where an index finger stays below the gate.

import type { FingerPosition } from '../../../protocol/index.ts';

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
