// A job waits for what others do, looking now and then.
import type { Clock } from '../../protocol/index.ts';
import type { JobRun } from './job-kind.ts';

const LOOK_EVERY_MS = 200;

/** @throws the signal's reason */
export async function during(
  clock: Clock,
  { signal }: Pick<JobRun, 'signal'>,
  { limitMs, goesOn }: { readonly limitMs: number; readonly goesOn: () => boolean },
): Promise<void> {
  const untilMs = clock.monotonicMs() + limitMs;
  while (goesOn() && clock.monotonicMs() < untilMs) await clock.sleep(LOOK_EVERY_MS, signal);
}
