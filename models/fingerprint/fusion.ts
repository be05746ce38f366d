// Two fingers of one person, neither decisive by itself: whether both together are too rare for chance.
import { perComparison } from './calibration.ts';

/** A touch against the finger of a subject that it is most like. */
export interface WeighedTouch<Finger = string> {
  readonly finger: Finger;
  /** Of one comparison with that finger, 0 to 1. */
  readonly falseMatchRate: number;
}

export interface TwoTouches<Finger = string> {
  readonly first: WeighedTouch<Finger>;
  readonly second: WeighedTouch<Finger>;
  /** Enrolled fingers of everybody, when the second was searched. */
  readonly fingers: number;
  /** Enrolled fingers of the subject whom both are compared with. */
  readonly ofSubject: number;
  /** Tolerated share of strangers' pairs of touches that find anybody. */
  readonly fpir: number;
  /** At which the second touch must be the subject's by itself, with all their fingers together. */
  readonly verificationFmr: number;
}

export interface JointDecision {
  readonly match: boolean;
  /** How probable two touches so alike are, where both are a stranger's. */
  readonly jointFalseMatchRate: number;
  /** `match` where the joint rate is no higher. */
  readonly threshold: number;
}

/** A calibrated tail is not followed further than this: `calibration.ts` refuses stricter thresholds. */
const LEAST_FMR = 1e-9;

/** How many enrolled fingers a stranger's touch is expected to resemble so much, or more. */
export const expectedFalseCandidates = (falseMatchRate: number, fingers: number): number => falseMatchRate * fingers;

/**
 * The probability that the product of two independent rates, each uniform under chance, is so small: x (1 - ln x). R. A. Fisher,
 * Statistical Methods for Research Workers, 4th edition, 1932, section 21.1, for two tests.
 */
export function jointFalseMatchRate(first: number, second: number): number {
  const product = Math.max(LEAST_FMR, Math.min(1, first)) * Math.max(LEAST_FMR, Math.min(1, second));
  return product * (1 - Math.log(product));
}

/**
 * What a stranger's two touches can hit by chance is any finger of anybody and then any other finger of the same person. The tolerated
 * rate is shared out among all fingers (Bonferroni), and of each finger among the others of its owner: with two fingers each, a
 * joint rate is held against what one comparison in the same gallery is. The rule takes the second touch to know nothing of the
 * first, which two impressions of one finger do: the same finger twice never matches.
 *
 * It also takes both touches to be a stranger's. Where the first is the subject's own, and nearly decided, whoever comes next would need
 * next to nothing: so the second must besides verify the subject as any claim is verified.
 */
export function decideTogether<Finger>(touches: TwoTouches<Finger>): JointDecision {
  const { first, second, fingers, ofSubject, fpir, verificationFmr } = touches;
  const threshold = perComparison(fpir, fingers * Math.max(1, ofSubject - 1));
  const joint = jointFalseMatchRate(first.falseMatchRate, second.falseMatchRate);
  const isOther = first.finger !== second.finger;
  const isVerified = second.falseMatchRate <= perComparison(verificationFmr, ofSubject);
  return { match: isOther && isVerified && joint <= threshold, jointFalseMatchRate: isOther ? joint : 1, threshold };
}
