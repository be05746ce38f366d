// The fingerprint engine of a device.
export type { Candidate, EnrolledFinger, FingerEngineOptions, Identification, Verification } from './finger-engine.ts';
export { FingerEngine } from './finger-engine.ts';
export type { FingerKey } from './gallery.ts';
