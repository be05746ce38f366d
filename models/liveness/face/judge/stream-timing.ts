// Whether frames came as a camera gives them: each later than the one before, not too close, not too far apart, never to the beat.
import { TIMING } from '../parameters.ts';
import type { FrameEvidence } from '../types.ts';

type Timed = Pick<FrameEvidence, 'number' | 'atMs'>;

export function isTimedByCamera(frames: readonly Timed[]): boolean {
  const intervals = frames.slice(1).map((frame, at) => {
    const before = frames[at];
    return { ms: frame.atMs - (before?.atMs ?? 0), counted: frame.number - (before?.number ?? 0) };
  });
  const isPossible = intervals.every(
    ({ ms, counted }) => counted >= 1 && ms >= TIMING.leastMs * counted && ms <= TIMING.mostMs,
  );
  return isPossible && !isOnTheBeat(intervals.map(({ ms, counted }) => ms / counted));
}

/** Clocks that count whole milliseconds hide what a camera's arrival varies by. */
function isOnTheBeat(intervals: readonly number[]): boolean {
  if (intervals.length < TIMING.beats || intervals.every(Number.isInteger)) return false;
  return Math.max(...intervals) - Math.min(...intervals) < TIMING.beatMs;
}
