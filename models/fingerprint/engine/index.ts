// The fingerprint engine of a device.
export type { Candidate, FingerEngineOptions, FingerRecords, Identification, Verification } from './finger-engine.ts';
export { FingerEngine } from './finger-engine.ts';
export type { FingerKey } from './gallery.ts';
