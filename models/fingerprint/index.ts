// The door of the fingerprint engine.
export {
  type CalibratedRate,
  type CalibrationTable,
  calibratedRate,
  falseMatchRate,
  perComparison,
  scoreAtFalseMatchRate,
} from './calibration.ts';
export { Comparator, compareTemplates, MATCHER_VERSION } from './compare.ts';
export { FUSION } from './comparison/parameters.ts';
export { percentile } from './evaluation/percentile.ts';
export {
  decideTogether,
  expectedFalseCandidates,
  type JointDecision,
  type TwoTouches,
  type WeighedTouch,
} from './fusion.ts';
export { type PackedTemplate, prepare, qualityOf } from './pack.ts';
export { recordOf } from './record.ts';
export type { Extraction, FingerQuality, QualityReason } from './types.ts';
