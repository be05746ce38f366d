// Two templates compared: how alike, and how often strangers are.
import { KioskError } from '../../../protocol/computing.ts';
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

/** @throws KioskError MODEL_UNFIT where the templates are not of the recogniser that was calibrated */
export function compareFaces(a: FaceTemplate, b: FaceTemplate, calibration: FaceCalibration): FaceComparison {
  const score = likenessOf(a, b, calibration);
  return { score, ...rateOf(calibration, score) };
}

/** The score alone. @throws KioskError MODEL_UNFIT where the templates are not of this recogniser */
export function likenessOf(
  a: FaceTemplate,
  b: FaceTemplate,
  { model, version }: { readonly model: string; readonly version: string },
): number {
  for (const template of [a, b])
    if (template.model !== model || template.version !== version || template.values.length !== a.values.length)
      throw new KioskError('MODEL_UNFIT', {
        wanted: `${model} ${version}`,
        got: `${template.model} ${template.version}`,
      });
  return a.values.reduce((sum, value, at) => sum + value * (b.values[at] ?? 0), 0);
}
