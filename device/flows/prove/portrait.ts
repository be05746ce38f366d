// The picture of the person for whoever may have it: made once, and zeroed with all that the visit holds.
import type { FaceRecognition, KeptFrame } from '../face/index.ts';
import type { ProveVisit } from './prove-visit.ts';

/** A JPEG. The first call makes it, which takes a tenth of a second. */
export type Portrait = () => Promise<Uint8Array>;

export function portraitOf(
  { frame, face }: KeptFrame,
  { holdings }: Pick<ProveVisit, 'holdings'>,
  faces: Pick<FaceRecognition, 'portrait'>,
): Portrait {
  let made: Promise<Uint8Array> | undefined;
  return () => {
    made ??= faces.portrait(frame.reveal().image, face).then((jpeg) => holdings.bytes(jpeg));
    return made;
  };
}
