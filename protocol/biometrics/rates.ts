// Error rates as the report form of the Bank of Thailand (circular 760/2563, enclosure 2) has them, each with how sure it is.
import { ONE_SIDED, rateBounds } from './rate-bounds.ts';
import type { Truth } from './truth.ts';

export interface Rate {
  /** A fraction; null where nothing was counted: never 0. */
  readonly rate: number | null;
  readonly count: number;
  readonly of: number;
  /** Between which it lies with 95 % (Clopper and Pearson), were the trials independent; null without any. */
  readonly low: number | null;
  readonly high: number | null;
  /** Why there is none. */
  readonly why: string | null;
}

export function rateOf(count: number, of: number, whyNone: string): Rate {
  if (of === 0) return noRate(whyNone);
  return { rate: count / of, count, of, ...rateBounds(count, of), why: null };
}

export const noRate = (why: string): Rate => ({ rate: null, count: 0, of: 0, low: null, high: null, why });

export type TruthCounts = Readonly<Record<Truth, number>>;

export interface ErrorRates {
  readonly accuracy: Rate;
  readonly falseAcceptRate: Rate;
  readonly falseRejectRate: Rate;
}

/** (TA+TR)/(TA+TR+FA+FR), FA/(FA+TR) and FR/(FR+TA). */
export function errorRatesOf(counts: TruthCounts): ErrorRates {
  const { 'true-accept': ta, 'true-reject': tr, 'false-accept': fa, 'false-reject': fr } = counts;
  return {
    accuracy: rateOf(ta + tr, ta + tr + fa + fr, 'nothing is labelled'),
    falseAcceptRate: rateOf(fa, fa + tr, 'no visit is labelled as one of somebody who was not who they seemed'),
    falseRejectRate: rateOf(fr, fr + ta, 'no visit is labelled as one of the genuine person'),
  };
}

/** The guideline's footnote 3, for verification (1:1); it has none for identification. */
export const GUIDELINE_LIMITS = { falseAcceptRate: 0.001, falseRejectRate: 0.03 } as const;

export interface Judged {
  readonly limit: number;
  readonly verdict: 'met' | 'not-met' | 'not-known';
  /** Empty where the verdict says it all. */
  readonly why: string;
}

/**
 * With a confidence of 95 %, one-sided: without an error 2,995 trials show a rate of 0.1 % at most, and 99 one of 3 %.
 * @param sampled counted over entries that were drawn at random: of those that somebody chose nothing follows for the others
 */
export function judged({ count, of }: Pick<Rate, 'count' | 'of'>, limit: number): Judged {
  if (of === 0) return { limit, verdict: 'not-known', why: 'nothing that was drawn at random is labelled' };
  const { low, high } = rateBounds(count, of, ONE_SIDED);
  if (high <= limit) return { limit, verdict: 'met', why: '' };
  if (low > limit) return { limit, verdict: 'not-met', why: '' };
  return { limit, verdict: 'not-known', why: 'too few are labelled to tell' };
}
