// A finger that comes down touches more and more of the glass, ever more firmly; what is already there does not.
import { SEQUENCE } from '../parameters.ts';
import type { FingerPresentation, Frame } from '../types.ts';
import { cellSpreads, contactArea, contactLimit, contrastWithin } from './frame-contact.ts';

export type SequenceFinding = 'grows' | 'no-growth' | 'frozen-frames' | 'not-assessed';

export function judgeSequence({ frames, startsAt }: Pick<FingerPresentation, 'frames' | 'startsAt'>): SequenceFinding {
  const last = frames.at(-1);
  if (last === undefined || frames.length < SEQUENCE.minFrames) return 'not-assessed';
  if (frames.some((frame, index) => isSameAs(frame, frames[index + 1]))) return 'frozen-frames';
  if (startsAt === 'settled' || widestGapMs(frames) > SEQUENCE.maxIntervalMs) return 'not-assessed';
  return grows(frames.map(({ image }) => cellSpreads(image))) ? 'grows' : 'no-growth';
}

/** No two pictures of a sensor are equal to the last bit, least of all of living skin. */
const isSameAs = (frame: Frame, next: Frame | undefined): boolean =>
  next !== undefined && Buffer.compare(frame.image.pixels, next.image.pixels) === 0;

function widestGapMs(frames: readonly Frame[]): number {
  const gaps = frames.slice(1).map(({ atMs }, index) => atMs - (frames[index]?.atMs ?? 0));
  return Math.max(...gaps);
}

function grows(frames: readonly Float32Array[]): boolean {
  const [first, last] = [frames[0], frames.at(-1)];
  if (!first || !last) return false;
  const limit = contactLimit(last);
  const areas = frames.map((spreads) => contactArea(spreads, limit));
  const [firstArea = 0, lastArea = 0] = [areas[0], areas.at(-1)];
  const isWider = lastArea > 0 && firstArea <= SEQUENCE.maxFirstArea * lastArea;
  // Where the finger touched first: its middle shows stronger ridges than its rim, which is there only at the end.
  const [before, after] = [contrastWithin(first, first, limit), contrastWithin(last, first, limit)];
  return isWider && before <= SEQUENCE.maxFirstContrast * after && neverGoes(areas);
}

function neverGoes(areas: readonly number[]): boolean {
  let largest = 0;
  for (const area of areas) {
    if (area < SEQUENCE.minKeptArea * largest) return false;
    largest = Math.max(largest, area);
  }
  return true;
}
