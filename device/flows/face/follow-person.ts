// Between the neutral frames and the movement, while a slow card is still read: the face is not lost sight of, so that nobody else steps in.
import { bytesOfFrame, type FrameStream } from '../../../hal/index.ts';
import type { Face } from '../../../models/index.ts';
import type { Clock } from '../../../protocol/index.ts';
import type { FaceAttackDetection, FaceRecognition, FrameTrace } from './face-parts.ts';
import type { FaceTrack } from './face-track.ts';
import { framesInTurn } from './frames-in-turn.ts';
import { seeOn } from './see-on.ts';

export interface FollowParts {
  readonly stream: FrameStream;
  readonly faces: Pick<FaceRecognition, 'find'>;
  readonly pad: Pick<FaceAttackDetection, 'follow'>;
  readonly track: FaceTrack;
  readonly clock: Pick<Clock, 'sleep'>;
}

/** Often enough that an absence shows; the processor is wanted for the card's photo meanwhile. */
const EVERY_MS = 200;

/**
 * What was seen of the person until `over` aborts; nothing, and no frame taken, where it has already.
 * @throws VisitEnd face-left, face-changed, second-person; what camera and networks throw; the signal's reason
 */
export async function followPerson(
  over: AbortSignal,
  { stream, faces, pad, track, clock }: FollowParts,
  signal: AbortSignal,
): Promise<readonly FrameTrace[]> {
  const traces: FrameTrace[] = [];
  if (over.aborted) return traces;
  const end = new AbortController();
  const stop = (): void => end.abort(signal.aborted ? signal.reason : over.reason);
  for (const either of [over, signal]) either.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    await framesInTurn<readonly Face[]>(
      {
        stream,
        look: ({ image }, until) => faces.find(image, until),
        deal: async (frame, found, until) => {
          const seen = await seeOn(frame.reveal(), found, { track, pad }, until);
          if (seen) traces.push(seen.trace);
          await clock.sleep(EVERY_MS, until);
          return false;
        },
        release: (frame) => frame.wipe(bytesOfFrame),
      },
      end.signal,
    );
  } catch (reason) {
    if (signal.aborted || !over.aborted || reason !== over.reason) throw reason;
  } finally {
    for (const either of [over, signal]) either.removeEventListener('abort', stop);
  }
  return traces;
}
