// Whether two frames have the noise of one: no sensor gives the same twice, a file does.
import { CLIPPED } from '../observe/frame-trace.ts';
import { NOISE } from '../parameters.ts';

/** Share of the places that show noise in both frames at which it is the same; 0 where too few do. */
export function noiseLikeness(one: Int8Array, other: Int8Array): number {
  let [both, same] = [0, 0];
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at += 1) {
    if (one[at] === CLIPPED || other[at] === CLIPPED) continue;
    both += 1;
    if (one[at] === other[at]) same += 1;
  }
  return both < NOISE.leastPlaces ? 0 : same / both;
}

/** Of any two frames, however far apart: a loop comes back to where it was. */
export function mostAlike(noises: readonly Int8Array[]): number {
  let most = 0;
  noises.forEach((noise, at) => {
    for (let earlier = 0; earlier < at; earlier += 1)
      most = Math.max(most, noiseLikeness(noises[earlier] ?? EMPTY, noise));
  });
  return most;
}

const EMPTY = new Int8Array();
