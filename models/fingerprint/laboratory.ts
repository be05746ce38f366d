// The other door of the fingerprint engine: what measures, draws and tries it out, which a terminal that serves never loads.
export { fuseImpressions } from './comparison/fuse-impressions.ts';
export { EVIDENCE } from './comparison/score.ts';
export {
  type Axis,
  type Curve,
  type CurvePicture,
  type CurvePoint,
  curvePicture,
} from './evaluation/curve-picture.ts';
export { type DetPoint, detCurve } from './evaluation/det-curve.ts';
export { type ErrorRates, errorRates, thresholdAt } from './evaluation/error-rates.ts';
export { fitPoorer, type Lesson } from './evaluation/fit-poorer.ts';
export { type Bins, binsOver, sharesIn } from './evaluation/histogram.ts';
export { ksDistance } from './evaluation/ks-distance.ts';
export { fitLogistic, type LogisticModel, logOdds, type Observation } from './evaluation/logistic.ts';
export { fnmrAfter, type RatedPair, type RejectCurve, rejectCurve, unforeseen } from './evaluation/reject-curve.ts';
export { type FmrCurve, fitCurve, worstOf } from './evaluation/tail.ts';
export { extractTemplate } from './extract.ts';
export { QUALITY_SIGNS } from './stages/assess.ts';
export * from './synthesis/index.ts';
export { drawTraced, type Trace, type Traced } from './trace.ts';
