// The fingerprint engine of a device.
export type {
  Candidate,
  FingerEngineOptions,
  FingerRecords,
  Identification,
  NotLoaded,
  Verification,
} from './finger-engine.ts';
export { FingerEngine } from './finger-engine.ts';
export type { FingerKey } from './gallery.ts';
