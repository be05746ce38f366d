// Two templates compared: how alike, and how often strangers are.
import { KioskError } from '../../../protocol/index.ts';
import { type FaceCalibration, rateOf } from './calibration.ts';
import type { FaceTemplate } from './face-template.ts';

export interface FaceComparison {
  /** Cosine of the two, -1 to 1. */
  readonly score: number;
  /** How often two strangers are as alike. */
  readonly falseMatchRate: number;
  /** True where the rate lies beyond what was counted. */
  readonly extrapolated: boolean;
}

/** @throws KioskError MODEL_UNFIT where the templates are not of one recogniser, or not of the calibrated one */
export function compareFaces(a: FaceTemplate, b: FaceTemplate, calibration: FaceCalibration): FaceComparison {
  const { model, version } = calibration;
  for (const template of [a, b])
    if (template.model !== model || template.version !== version || template.values.length !== a.values.length)
      throw new KioskError('MODEL_UNFIT', {
        wanted: `${model} ${version}`,
        got: `${template.model} ${template.version}`,
      });
  const score = a.values.reduce((sum, value, at) => sum + value * (b.values[at] ?? 0), 0);
  return { score, ...rateOf(calibration, score) };
}
