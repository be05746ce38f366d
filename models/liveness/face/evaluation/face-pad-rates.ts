// Error rates of presentation attack detection of the face as ISO/IEC 30107-3 names them, with bounds. Pure arithmetic.
import type { FaceLiveness, LivenessReason } from '../types.ts';
import { type CountedRate, countedRate } from './binomial-bounds.ts';

export const LIVING = 'simulated-living';

export interface JudgedFace {
  /** `LIVING`, or the name of the attack. */
  readonly kind: string;
  readonly person: string;
  /** Undefined where no face was found. */
  readonly liveness: FaceLiveness | undefined;
  readonly performed: boolean;
}

export interface KindRates {
  readonly kind: string;
  readonly presentations: number;
  /** Of an attack: passed as living by networks, cues and stream. Of the living: not passed. */
  readonly passive: CountedRate;
  /** The same where the challenge, too, must be performed. */
  readonly withChallenge: CountedRate;
  /** No face found. */
  readonly notAcquired: number;
  /** What it was refused for, and how often; one may count for several. */
  readonly refusedFor: Readonly<Partial<Record<LivenessReason | 'challenge', number>>>;
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
  return {
    kind,
    presentations: judged.length,
    passive: countedRate(errors(isLive), acquired.length),
    withChallenge: countedRate(
      errors((one) => isLive(one) && one.performed),
      acquired.length,
    ),
    notAcquired: judged.length - acquired.length,
    refusedFor: countReasons(acquired),
  };
}

function countReasons(judged: readonly JudgedFace[]): KindRates['refusedFor'] {
  const counts: Partial<Record<LivenessReason | 'challenge', number>> = {};
  const count = (reason: LivenessReason | 'challenge'): void => {
    counts[reason] = (counts[reason] ?? 0) + 1;
  };
  for (const { liveness, performed } of judged) {
    liveness?.reasons.forEach(count);
    if (!performed) count('challenge');
  }
  return counts;
}
