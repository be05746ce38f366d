// Whoever was enrolled at a terminal: the fleet's at once, or for a manager to decide. Pure.
import { isDeepStrictEqual } from 'node:util';
import type { DesiredFinger } from '../../../protocol/index.ts';

export const HOLD_REASONS = ['unknown-code', 'has-fingers'] as const;
/** `unknown-code`: nobody has registered them; `has-fingers`: the fleet knows them by others. */
export type HoldReason = (typeof HOLD_REASONS)[number];

export interface CaptureCase {
  /** Whether somebody of this code is registered. */
  readonly isRegistered: boolean;
  /** Of the fleet. */
  readonly known: readonly DesiredFinger[];
  readonly captured: readonly DesiredFinger[];
}

/** Undefined: it is taken. A finger that would take the place of another is never taken unseen: it might be somebody else's. */
export function whyHeld({ isRegistered, known, captured }: CaptureCase): HoldReason | undefined {
  if (!isRegistered) return 'unknown-code';
  const isNothingNew = captured.every((finger) => known.some((own) => isDeepStrictEqual(own, finger)));
  return known.length === 0 || isNothingNew ? undefined : 'has-fingers';
}
