// Faces: found, judged, compared.
export { type FaceCalibration, type StrangerSpread, scoreAt, spreadOf } from './comparison/calibration.ts';
export { CALIBRATIONS } from './comparison/calibration-table.ts';
export type { FaceComparison } from './comparison/compare-faces.ts';
export type { FaceTemplate } from './comparison/face-template.ts';
export { FaceEngine, type LookOptions, type ModelName } from './engine/face-engine.ts';
export type { FaceModels } from './engine/face-networks.ts';
export type { FaceLook } from './engine/face-tasks.ts';
export type { FaceReference, UnusableReference } from './engine/reference-photo.ts';
export type { Face, FaceBox, FaceLandmarks, Point } from './face.ts';
export { cutOut } from './picture/cut-out.ts';
export { decodePhoto, type PhotoLimits } from './picture/decode-photo.ts';
export { resampled, type SizePx } from './picture/resample.ts';
export type { CheckName, Limit, QualityCheck, Requirement } from './quality/check.ts';
export { type Head, headOf } from './quality/head.ts';
export type { FaceAdvice, FaceQuality } from './quality/judge-face.ts';
export { type Crop, portraitCrop } from './quality/portrait-crop.ts';
export type { HeadCover } from './quality/seen-face.ts';
export { SENTENCES } from './quality/sentences.ts';
