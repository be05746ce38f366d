// Learns what makes the poorer of two impressions fail, when nobody has said which is the poorer. Pure arithmetic.
import { fitLogistic, type LogisticModel, logOdds, type Observation } from './logistic.ts';

/** A comparison of mates, and the signs of either impression. */
export interface Lesson {
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly succeeds: boolean;
  readonly weight: number;
}

/** The weights say which impression is the poorer, and the poorer ones what the weights are: a few rounds settle it. */
const ROUNDS = 6;
/** Failures are few: weights are held tamer than those of the score. */
const RIDGE = 10;

/** Log odds of success. Needs lessons of both kinds. */
export function fitPoorer(lessons: readonly Lesson[]): LogisticModel {
  // At first either may be it.
  let model = fit(lessons.flatMap((lesson) => [observed(lesson, lesson.a), observed(lesson, lesson.b)]));
  for (let round = 1; round < ROUNDS; round += 1) {
    const before = model;
    const poorer = ({ a, b }: Lesson): readonly number[] => (logOdds(before, a) < logOdds(before, b) ? a : b);
    model = fit(lessons.map((lesson) => observed(lesson, poorer(lesson))));
  }
  return model;
}

const fit = (observations: readonly Observation[]): LogisticModel => fitLogistic(observations, { ridge: RIDGE });

const observed = ({ succeeds, weight }: Lesson, values: readonly number[]): Observation => ({
  values,
  isGenuine: succeeds,
  weight,
});
