// Time as a parameter: whoever needs it takes a Clock, so that a test or the bench can move it.
import { abortable, Deadline } from './deadline.ts';

export interface Clock {
  /** UTC, milliseconds since 1970-01-01. May jump in both directions. */
  nowMs(): number;
  /** Milliseconds since an arbitrary start. Never goes back. */
  monotonicMs(): number;
  /** Resolves after `ms`; rejects with the signal's reason when it aborts. The only sleep there is. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

class SleepOver extends Error {}

async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  using deadline = new Deadline(signal, ms, () => new SleepOver());
  try {
    await abortable(new Promise<never>(() => undefined), deadline.signal);
  } catch (reason) {
    if (!(reason instanceof SleepOver)) throw reason;
  }
}

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  sleep,
};
