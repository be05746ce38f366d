// One frame more of somebody who has begun: still the same face, alone, and what the detector keeps of it.
import type { Frame } from '../../../hal/index.ts';
import type { Face } from '../../../models/index.ts';
import type { FaceAttackDetection, FrameTrace } from './face-parts.ts';
import type { FaceTrack } from './face-track.ts';

export interface SeenOn {
  readonly face: Face;
  readonly trace: FrameTrace;
}

/** Undefined where the face cannot be made out just now. @throws VisitEnd face-left, face-changed, second-person; what the detector throws */
export async function seeOn(
  { image, number, atMs }: Frame,
  found: readonly Face[],
  { track, pad }: { readonly track: FaceTrack; readonly pad: Pick<FaceAttackDetection, 'follow'> },
  signal: AbortSignal,
): Promise<SeenOn | undefined> {
  const face = track.see(found, atMs, true);
  return face && { face, trace: await pad.follow({ image, face, number, atMs }, signal) };
}
