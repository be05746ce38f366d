// A logistic regression over texture statistics and their squares: a print is suspect where it is too rough as where it is too smooth.
import { MODEL } from '../parameters.ts';
import type { STATISTICS } from './statistics.ts';
import type { TextureFinding } from './texture-pad.ts';

/** What is alike for all sensors. */
export interface TextureWeights {
  readonly bias: number;
  /** One for each of `STATISTICS`, in their order. */
  readonly weights: readonly StatisticWeight[];
}

export interface StatisticWeight {
  readonly name: (typeof STATISTICS)[number];
  readonly weight: number;
  /** Of the square of the distance from living fingers, in their deviations. */
  readonly square: number;
}

/** How living fingers look on one sensor, in the order of `STATISTICS`. */
export interface SkinScale {
  readonly means: readonly number[];
  readonly deviations: readonly number[];
}

export interface TextureModel extends TextureWeights {
  readonly version: string;
  /** What it was trained on, in words; `simulated` where no attack was real. */
  readonly data: string;
  readonly command: string;
  /** By name. On a sensor that is not here the model says nothing. An attack is a score above the threshold. */
  readonly sensors: Readonly<Record<string, SkinScale & { readonly threshold: number }>>;
}

/** `values` as `textureStatistics` gives them. */
export function textureFinding(
  model: TextureModel,
  sensor: string,
  values: readonly number[] | undefined,
): TextureFinding {
  const scale = model.sensors[sensor];
  if (!scale) return { kind: 'unknown-sensor' };
  if (!values) return { kind: 'too-little-ridge' };
  return { kind: 'scored', score: textureScore(model, standardised(values, scale)), threshold: scale.threshold };
}

/** In deviations from living fingers; bounded, so that one odd number never decides alone. */
export const standardised = (values: readonly number[], { means, deviations }: SkinScale): readonly number[] =>
  values.map((value, index) => {
    const away = (value - (means[index] ?? 0)) / (deviations[index] ?? 1);
    return Math.max(-MODEL.maxAway, Math.min(MODEL.maxAway, away));
  });

/** 0 as skin, 1 as a copy. */
export function textureScore({ bias, weights }: TextureWeights, away: readonly number[]): number {
  let sum = bias;
  weights.forEach(({ weight, square }, index) => {
    const value = away[index] ?? 0;
    sum += weight * value + square * value * value;
  });
  return 1 / (1 + Math.exp(-sum));
}
