// Faces: found, judged, compared.
export { FaceEngine, type FaceLook, type ModelName } from './engine/face-engine.ts';
export type { FaceModels } from './engine/face-networks.ts';
export type { Face, FaceBox, FaceLandmarks, Point } from './face.ts';
export { decodePhoto, type PhotoLimits } from './picture/decode-photo.ts';
export { resampled, type SizePx } from './picture/resample.ts';
