// Judges every sample by a model that never saw its finger, its sensor, or its kind of attack.
import { MODEL } from '../parameters.ts';
import { standardised, type TextureWeights, textureScore } from '../texture/texture-model.ts';
import type { TextureFinding } from '../texture/texture-pad.ts';
import {
  BONA_FIDE,
  type SkinScales,
  skinScales,
  type TextureSample,
  trainTextureWeights,
} from '../texture/train-texture-model.ts';

export interface GroupedSample extends TextureSample {
  /** Unique over all devices. */
  readonly finger: string;
  /** The sensor itself, however its pictures were handed on. */
  readonly device: string;
}

/** What is kept from training in turn. */
export const GROUPINGS = ['finger', 'sensor', 'class'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** A finding for each sample, in their order. */
export const crossValidated = (samples: readonly GroupedSample[], by: Grouping): readonly TextureFinding[] =>
  VALIDATIONS[by](samples);

const VALIDATIONS: Readonly<Record<Grouping, (samples: readonly GroupedSample[]) => readonly TextureFinding[]>> = {
  finger: byFinger,
  sensor: bySensor,
  class: byClass,
};

/** The threshold of a model that is trained on all of them: from scores of each by a model that had not seen its finger. */
export const crossValidatedThreshold = (samples: readonly GroupedSample[]): number =>
  thresholdFor(liveScores(samples, fingerScores(samples)));

/** The lowest threshold that refuses at most `bpcer` of the living fingers. */
function thresholdFor(liveScores: readonly number[], bpcer: number = MODEL.targetBpcer): number {
  const sorted = liveScores.toSorted((a, b) => a - b);
  return sorted[sorted.length - 1 - Math.floor(bpcer * sorted.length)] ?? 1;
}

/** Neither the weights nor the threshold have seen the finger. */
function byFinger(samples: readonly GroupedSample[]): readonly TextureFinding[] {
  const scores = fingerScores(samples);
  const live = scores.filter((_, index) => samples[index]?.class === BONA_FIDE);
  return scores.map(({ score, fold }) => {
    const others = live.filter((other) => other.fold !== fold);
    return scored(score, thresholdFor(others.map((other) => other.score)));
  });
}

interface FoldScore {
  readonly score: number;
  readonly fold: number;
}

/** `trainsOn`: which of the samples of other fingers the weights are fitted on. */
function fingerScores(
  samples: readonly GroupedSample[],
  trainsOn: (sample: GroupedSample) => boolean = () => true,
): readonly FoldScore[] {
  const fingers = [...new Set(samples.map(({ finger }) => finger))].sort();
  const foldOf = new Map(fingers.map((finger, index) => [finger, index % MODEL.folds]));
  const scores = samples.map(({ finger }) => ({ score: 1, fold: foldOf.get(finger) ?? 0 }));
  for (let fold = 0; fold < Math.min(MODEL.folds, fingers.length); fold += 1) {
    const seen = samples.filter((sample) => foldOf.get(sample.finger) !== fold && trainsOn(sample));
    const scales = skinScales(seen);
    const weights = trainTextureWeights(seen, scales);
    samples.forEach((sample, index) => {
      if (foldOf.get(sample.finger) === fold) scores[index] = { score: scoreOf(sample, weights, scales), fold };
    });
  }
  return scores;
}

/** The weights have never seen the sensor; what skin looks like on it is taken from one half of its fingers, the other half is judged. */
function bySensor(samples: readonly GroupedSample[]): readonly TextureFinding[] {
  const findings = samples.map((): TextureFinding => ({ kind: 'unknown-sensor' }));
  for (const device of new Set(samples.map((sample) => sample.device))) {
    const others = samples.filter((sample) => sample.device !== device);
    const weights = trainTextureWeights(others, skinScales(others));
    const pooled = thresholdFor(liveScores(others, fingerScores(others)));
    const own = samples.filter((sample) => sample.device === device);
    const fingers = [...new Set(own.map(({ finger }) => finger))].sort();
    for (const half of [0, 1]) {
      const isKnown = ({ finger }: GroupedSample): boolean => fingers.indexOf(finger) % 2 !== half;
      const adapted = adaptTo(own.filter(isKnown), weights, pooled);
      samples.forEach((sample, index) => {
        if (sample.device === device && !isKnown(sample))
          findings[index] = scored(scoreOf(sample, weights, adapted.scales), adapted.threshold);
      });
    }
  }
  return findings;
}

/** A new sensor by its living fingers alone: their scale, and a threshold that lets them pass. */
export function adaptTo(
  samples: readonly TextureSample[],
  weights: TextureWeights,
  leastThreshold: number,
): { readonly scales: SkinScales; readonly threshold: number } {
  const scales = skinScales(samples);
  const live = samples.filter((sample) => sample.class === BONA_FIDE);
  const own = thresholdFor(live.map((sample) => scoreOf(sample, weights, scales)));
  return { scales, threshold: Math.max(leastThreshold, own) };
}

/** Each attack by weights that know only the others, and of other fingers. */
function byClass(samples: readonly GroupedSample[]): readonly TextureFinding[] {
  const findings = [...byFinger(samples)];
  for (const unknown of new Set(samples.map((sample) => sample.class))) {
    if (unknown === BONA_FIDE) continue;
    const scores = fingerScores(samples, (sample) => sample.class !== unknown);
    const threshold = thresholdFor(liveScores(samples, scores));
    samples.forEach((sample, index) => {
      if (sample.class === unknown) findings[index] = scored(scores[index]?.score ?? 1, threshold);
    });
  }
  return findings;
}

const scored = (score: number, threshold: number): TextureFinding => ({ kind: 'scored', score, threshold });

const liveScores = (samples: readonly TextureSample[], scores: readonly FoldScore[]): readonly number[] =>
  scores.filter((_, index) => samples[index]?.class === BONA_FIDE).map(({ score }) => score);

/** 1 on a sensor without a scale. */
function scoreOf(sample: TextureSample, weights: TextureWeights, scales: SkinScales): number {
  const scale = scales.get(sample.sensor);
  return scale ? textureScore(weights, standardised(sample.values, scale)) : 1;
}
