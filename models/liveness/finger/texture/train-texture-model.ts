// Fits the texture model: what skin looks like on each sensor, then how copies differ from it, alike for all of them.
import { fitLogistic, type RegressionSample } from '../../../learning/index.ts';
import { MODEL } from '../parameters.ts';
import { STATISTICS } from './statistics.ts';
import { type SkinScale, standardised, type TextureWeights } from './texture-model.ts';

export const BONA_FIDE = 'bona-fide';

export interface TextureSample {
  /** `bona-fide`, or the name of the attack. */
  readonly class: string;
  /** Whose skin is measured together: the sensor, and how its picture was handed on. */
  readonly sensor: string;
  /** In the order of `STATISTICS`. */
  readonly values: readonly number[];
  /** False where the texture is skin's own, such as a replayed picture's: it is judged, never learnt from. */
  readonly trains: boolean;
}

export type SkinScales = ReadonlyMap<string, SkinScale>;

/** For each sensor of which there are living fingers. */
export function skinScales(samples: readonly TextureSample[]): SkinScales {
  const live = samples.filter((sample) => sample.class === BONA_FIDE);
  const sensors = new Set(live.map(({ sensor }) => sensor));
  return new Map([...sensors].map((name) => [name, scaleOf(live.filter(({ sensor }) => sensor === name))]));
}

function scaleOf(live: readonly TextureSample[]): SkinScale {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const means = STATISTICS.map((_, index) => mean(live.map(({ values }) => values[index] ?? 0)));
  const deviations = means.map((middle, index) =>
    Math.max(MODEL.leastDeviation, Math.sqrt(mean(live.map(({ values }) => ((values[index] ?? 0) - middle) ** 2)))),
  );
  return { means, deviations };
}

/** Samples of sensors without a scale are left out. */
export function trainTextureWeights(all: readonly TextureSample[], scales: SkinScales): TextureWeights {
  const samples = all.filter(({ trains }) => trains);
  const weightOf = sampleWeights(samples);
  const measured = samples.flatMap((sample): RegressionSample[] => {
    const scale = scales.get(sample.sensor);
    if (!scale) return [];
    const away = standardised(sample.values, scale);
    const label = sample.class === BONA_FIDE ? 0 : 1;
    return [{ terms: [1, ...away, ...away.map((value) => value * value)], label, weight: weightOf(sample) }];
  });
  const fitted = fitLogistic(measured, { ridge: MODEL.ridge * measured.length, rounds: MODEL.rounds });
  const weights = STATISTICS.map((name, index) => ({
    name,
    weight: fitted[1 + index] ?? 0,
    square: fitted[1 + STATISTICS.length + index] ?? 0,
  }));
  return { bias: fitted[0] ?? 0, weights };
}

/** Half of the weight for living fingers, half for attacks, of that the same for each class. They sum to the number of samples. */
function sampleWeights(samples: readonly TextureSample[]): (sample: TextureSample) => number {
  const counts = new Map<string, number>();
  for (const sample of samples) counts.set(sample.class, (counts.get(sample.class) ?? 0) + 1);
  const attacks = Math.max(1, counts.size - (counts.has(BONA_FIDE) ? 1 : 0));
  return (sample) => {
    const side = sample.class === BONA_FIDE ? 0.5 : 0.5 / attacks;
    return (side * samples.length) / (counts.get(sample.class) ?? 1);
  };
}
