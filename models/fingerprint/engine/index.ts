// The fingerprint engine of a device.
export type {
  Candidate,
  FingerEngineOptions,
  Identification,
  RecognitionPool,
  Verification,
} from './finger-engine.ts';
export { FingerEngine, openRecognition } from './finger-engine.ts';
export type { FingerKey } from './gallery.ts';
export type { FingerRecords, NotLoaded } from './load-gallery.ts';
