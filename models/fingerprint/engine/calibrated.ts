// What the engine asks of the calibration. Provisional: a straight line in the logarithm until the measured table takes its place.

interface Enrolled {
  /** With how many impressions the finger is enrolled; the best of them counts. */
  readonly impressions: number;
}

const SCORE_PER_DECADE = 20;

export const falseMatchRate = (score: number, { impressions }: Enrolled): number =>
  Math.min(1, impressions * 10 ** (-score / SCORE_PER_DECADE));

/** The score from which a finger is one of `fingers`, so that a stranger is taken for any of them at the rate `fpir`. */
export function identificationThreshold({ fingers, fpir, impressions }: Enrolled & IdentificationRate): number {
  const perFinger = 1 - (1 - fpir) ** (1 / Math.max(1, fingers));
  return -SCORE_PER_DECADE * Math.log10(perFinger / impressions);
}

interface IdentificationRate {
  readonly fingers: number;
  readonly fpir: number;
}
