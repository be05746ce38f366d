// Since 1.29 onnxruntime keeps an identity of the machine in the home folder, and tells its maker of each network and run, unless the
// environment of the process forbids it before the library is loaded (microsoft/onnxruntime, docs/Privacy.md). A terminal tells nobody.
import { isMainThread } from 'node:worker_threads';

const FORBIDS = 'ORT_DISABLE_TELEMETRY';

/** Only the main thread's environment is that of the process; its threads begin with a copy. */
export function forbidTelemetry(): void {
  if (isMainThread && process.env[FORBIDS] !== '1') process.env[FORBIDS] = '1';
}

/** @throws Error in a thread that was started before it was forbidden: the library would tell */
export function expectNoTelemetry(): void {
  forbidTelemetry();
  if (process.env[FORBIDS] !== '1') throw new Error(`${FORBIDS} is not set: onnxruntime would tell its maker`);
}
