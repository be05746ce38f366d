// What a clock visit ends with: for the person, the journal and whoever drives the bench.

import type { Direction, OutcomeCode } from '../../../protocol/index.ts';
import type { Person } from '../../store/index.ts';

/** What the visit found out, before it is journaled. */

export interface Finding {
  readonly code: OutcomeCode;
  readonly accepted: boolean;
  readonly person: Person | null;
  readonly direction: Direction | null;
  readonly directionSource: 'key' | 'proposal' | null;
  readonly repeated: boolean;
  readonly retryAfterMs: number | null;
}

export interface ClockAnswer extends Finding {
  readonly visit: number;
  /** Sequence number of the journal entry; null only where the journal itself could not be written. */
  readonly seq: number | null;
  /** UTC of the capture start: the time of the punch. */
  readonly punchedAtMs: number;
  /** From the touch to the answer being shown, in milliseconds. */
  readonly ms: number;
  readonly stages: Readonly<Record<string, number>>;
}

export const refusal = (code: OutcomeCode, more: Partial<Finding> = {}): Finding => ({
  code,
  accepted: false,
  person: null,
  direction: null,
  directionSource: null,
  repeated: false,
  retryAfterMs: null,
  ...more,
});
