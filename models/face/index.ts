// Faces: found, judged, compared.
export { type FaceCalibration, rateOf, type StrangerSpread, scoreAt, spreadOf } from './comparison/calibration.ts';
export { CALIBRATIONS } from './comparison/calibration-table.ts';
export type { FaceComparison } from './comparison/compare-faces.ts';
export { bytesOfTemplate, type FaceTemplate } from './comparison/face-template.ts';
export { type RateBounds, rateBounds } from './comparison/rate-bounds.ts';
export { FaceEngine, type FaceLook, type ModelName } from './engine/face-engine.ts';
export type { FaceModels } from './engine/face-networks.ts';
export type { FaceReference, UnusableReference } from './engine/reference-photo.ts';
export type { Face, FaceBox, FaceLandmarks, Point } from './face.ts';
export { decodePhoto, type PhotoLimits } from './picture/decode-photo.ts';
export { resampled, type SizePx } from './picture/resample.ts';
