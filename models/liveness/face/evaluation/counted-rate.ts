// A count of errors, its rate, and between which rates the truth lies with 95 %, were the trials independent.
import { rateBounds } from '../../../../protocol/index.ts';

export interface CountedRate {
  readonly errors: number;
  readonly of: number;
  /** Null where nothing was counted. */
  readonly rate: number | null;
  readonly low: number;
  readonly high: number;
}

export const countedRate = (errors: number, of: number): CountedRate => ({
  errors,
  of,
  rate: of === 0 ? null : errors / of,
  ...rateBounds(errors, of),
});
