// One way in which a visit can end.
import type { LightName } from '../hid/light-looks.ts';

/** `either`: any visit; `request`: somebody asks about their own data. */
export type VisitKind = 'clock' | 'enrol' | 'prove' | 'request' | 'either';

export interface Outcome {
  readonly visit: VisitKind;
  readonly accepted: boolean;
  readonly light: LightName;
  /** Whether it is a failed attempt for the retry limits. What the person was not given a fair chance at is not. */
  readonly counts: boolean;
  /** Whether the same person is asked to place a finger again: the key that they pressed still holds. */
  readonly again: boolean;
  /** Nobody is named beside it: whoever stands behind them need not learn by what this person clocks. */
  readonly unnamed?: true;
  /** What happened. `{name}`, `{time}` and `{wait}` are filled in; a part in [ ] goes where it has no value. */
  readonly th: string;
  readonly en: string;
  /** What to do now. */
  readonly doTh: string;
  readonly doEn: string;
}

/** Keeps the codes of a table as a union. */
export const outcomes = <C extends string>(table: Readonly<Record<C, Outcome>>): Readonly<Record<C, Outcome>> => table;
