// Error rates of presentation attack detection of the face as ISO/IEC 30107-3 names them, with bounds. Pure arithmetic.
import type { ChallengeFailure } from '../challenge/challenge-watch.ts';
import type { ChallengeName } from '../challenge/challenges.ts';
import type { FaceLiveness, LivenessReason } from '../types.ts';
import { type CountedRate, countedRate } from './counted-rate.ts';

export const LIVING = 'simulated-living';

export interface JudgedFace {
  /** `LIVING`, or the name of the attack. */
  readonly kind: string;
  readonly person: string;
  /** Of the burst, and with the stream of the challenge's frames too. Undefined where no face was found. */
  readonly liveness: FaceLiveness | undefined;
  readonly course: FaceLiveness | undefined;
  /** The first that was asked for. */
  readonly challenge: ChallengeName;
  readonly gestured: boolean;
  /** All that was asked for; why not, where it was not. */
  readonly performed: true | ChallengeFailure;
}

export type RefusedFor = LivenessReason | `challenge: ${ChallengeFailure}`;

export interface KindRates {
  readonly kind: string;
  readonly presentations: number;
  /** Of an attack: passed as living by networks, cues and stream. Of the living: not passed. */
  readonly passive: CountedRate;
  /** The same where all that was asked for must be performed, too, and the stream is judged to its end. */
  readonly withChallenge: CountedRate;
  /** No face found. */
  readonly notAcquired: number;
  /** Of each challenge that was asked for first, how many performed it, whatever else was found and came after it. */
  readonly performed: Readonly<Partial<Record<ChallengeName, readonly [performed: number, of: number]>>>;
  /** What it was refused for, and how often; one may count for several. */
  readonly refusedFor: Readonly<Partial<Record<RefusedFor, number>>>;
}

export interface FacePadRates {
  readonly bonaFide: KindRates | undefined;
  /** The worst first, by its rate with the challenge, then without. */
  readonly attacks: readonly KindRates[];
  readonly people: number;
}

export function facePadRates(judged: readonly JudgedFace[]): FacePadRates {
  const kinds = [...new Set(judged.map(({ kind }) => kind))].map((kind) =>
    ratesOf(
      kind,
      judged.filter((one) => one.kind === kind),
    ),
  );
  const worst = (one: KindRates, other: KindRates): number =>
    (other.withChallenge.rate ?? 0) - (one.withChallenge.rate ?? 0) ||
    (other.passive.rate ?? 0) - (one.passive.rate ?? 0);
  return {
    bonaFide: kinds.find(({ kind }) => kind === LIVING),
    attacks: kinds.filter(({ kind }) => kind !== LIVING).sort(worst),
    people: new Set(judged.map(({ person }) => person)).size,
  };
}

function ratesOf(kind: string, judged: readonly JudgedFace[]): KindRates {
  const acquired = judged.filter(({ liveness }) => liveness !== undefined);
  const isError = (passes: boolean): boolean => (kind === LIVING ? !passes : passes);
  const errors = (passes: (one: JudgedFace) => boolean): number =>
    acquired.filter((one) => isError(passes(one))).length;
  const isLive = ({ liveness }: JudgedFace): boolean => liveness?.result === 'live';
  const isLiveToTheEnd = ({ course, performed }: JudgedFace): boolean =>
    course?.result === 'live' && performed === true;
  return {
    kind,
    presentations: judged.length,
    passive: countedRate(errors(isLive), acquired.length),
    withChallenge: countedRate(errors(isLiveToTheEnd), acquired.length),
    notAcquired: judged.length - acquired.length,
    performed: countPerformed(judged),
    refusedFor: countReasons(acquired),
  };
}

function countPerformed(judged: readonly JudgedFace[]): KindRates['performed'] {
  const counts: Partial<Record<ChallengeName, readonly [number, number]>> = {};
  for (const { challenge, gestured } of judged) {
    const [done, of] = counts[challenge] ?? [0, 0];
    counts[challenge] = [done + (gestured ? 1 : 0), of + 1];
  }
  return counts;
}

function countReasons(judged: readonly JudgedFace[]): KindRates['refusedFor'] {
  const counts: Partial<Record<RefusedFor, number>> = {};
  const count = (reason: RefusedFor): void => {
    counts[reason] = (counts[reason] ?? 0) + 1;
  };
  for (const { course, performed } of judged) {
    course?.reasons.forEach(count);
    if (performed !== true) count(`challenge: ${performed}`);
  }
  return counts;
}
