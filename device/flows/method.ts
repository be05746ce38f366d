// By what somebody clocks today, and whether what they have shown is that. Pure: the terminal's zone says which day it is.
import type { ClaimBy, ClaimWay, ClockMethod, OtherMethod, OutcomeCode } from '../../protocol/index.ts';
import type { Person } from '../store/index.ts';
import { localTime } from './local-time.ts';
import { hasLostTime, type RightsMoment } from './rights.ts';

/** `finger`: of whom nothing else is said; by whatever shows who they are. */
export type TodaysMethod = OtherMethod | 'finger';

/** A terminal that has lost its time cannot judge by it: then it is as if nothing were said. */
export function methodOn(
  { methods }: Pick<Person, 'methods'>,
  { nowMs, timeZone, clockState }: Omit<RightsMoment, 'heldUntilMs'>,
): TodaysMethod {
  if (methods.length === 0 || hasLostTime({ nowMs, clockState })) return 'finger';
  const { date } = localTime(nowMs, timeZone);
  return methods.find(({ from, until }) => from <= date && date <= until)?.method ?? 'finger';
}

interface MethodRule {
  /** What lets them in. Card and number are worth the same where something else is shown as well. */
  readonly letsIn: readonly ClockMethod[];
  /** What is asked for once they have said who they are. */
  readonly shownBy: readonly ClaimWay[];
}

const CLAIM_AND_FINGER: MethodRule = { letsIn: ['card-finger', 'number-finger'], shownBy: ['finger'] };
const CLAIM_AND_FACE: MethodRule = { letsIn: ['card-face', 'number-face'], shownBy: ['face'] };

const METHOD_RULES: Readonly<Record<TodaysMethod, MethodRule>> = {
  finger: {
    letsIn: ['finger', ...CLAIM_AND_FINGER.letsIn, ...CLAIM_AND_FACE.letsIn],
    shownBy: ['finger', 'face'],
  },
  'card-finger': CLAIM_AND_FINGER,
  'number-finger': CLAIM_AND_FINGER,
  'card-face': CLAIM_AND_FACE,
  'number-face': CLAIM_AND_FACE,
  card: { letsIn: ['card'], shownBy: [] },
  number: { letsIn: ['number'], shownBy: [] },
  supervised: { letsIn: [], shownBy: [] },
};

/** Why somebody is not let in who has shown by `shown` that it is them; undefined where they are. */
export function objectionToMethod(today: TodaysMethod, shown: ClockMethod): OutcomeCode | undefined {
  if (METHOD_RULES[today].letsIn.includes(shown)) return undefined;
  return today === 'supervised' ? 'staff-needed' : 'claim-first';
}

export type ClaimRuling =
  /** Nothing else is asked for. */
  | { readonly is: 'enough' }
  /** One of these is, or, where there is none of it here, this is why not. */
  | { readonly is: 'shown-by'; readonly ways: readonly ClaimWay[]; readonly otherwise: OutcomeCode }
  | { readonly is: 'refused'; readonly code: OutcomeCode };

/** What becomes of a claim. */
export function rulingOn(today: TodaysMethod, by: ClaimBy): ClaimRuling {
  if (today === 'supervised') return { is: 'refused', code: 'staff-needed' };
  if (today === by) return { is: 'enough' };
  const { shownBy: ways } = METHOD_RULES[today];
  if (ways.length === 0) return { is: 'refused', code: 'other-claim' };
  return { is: 'shown-by', ways, otherwise: ways.includes('finger') ? 'nothing-enrolled' : 'face-unavailable' };
}
