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
    (interval, at) => isInOrder(interval) && interval.ms <= TIMING.mostMs && !isTooFast(interval, intervals[at - 1]),
  );
  return isPossible && !isOnTheBeat(intervals.map(({ ms, counted }) => ms / counted));
}

interface Interval {
  readonly ms: number;
  readonly counted: number;
}

const isInOrder = ({ ms, counted }: Interval): boolean => counted >= 1 && ms > 0;

/**
 * A frame has the time at which its last byte was read. A reader that was held up finds the ones that came meanwhile all at once:
 * what it waited for the one before counts too. Frames that are too many stay too many.
 */
function isTooFast({ ms, counted }: Interval, before: Interval = { ms: 0, counted: 0 }): boolean {
  return ms < TIMING.leastMs * counted && ms + before.ms < TIMING.leastMs * (counted + before.counted);
}

/** Clocks that count whole milliseconds hide what a camera's arrival varies by. */
function isOnTheBeat(intervals: readonly number[]): boolean {
  if (intervals.length < TIMING.beats || intervals.every(Number.isInteger)) return false;
  return Math.max(...intervals) - Math.min(...intervals) < TIMING.beatMs;
}
