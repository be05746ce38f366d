// Faces: found, judged, compared.
export type { Face, FaceBox, FaceLandmarks, Point } from './face.ts';
