// What the camera sees now: one picture, and whoever stands there is told.
import { bytesOfFrame, type FrameStream } from '../../../hal/index.ts';
import { Deadline, KioskError, MOST_SNAPSHOT_BYTES, type OutcomeMessage } from '../../../protocol/index.ts';
import { PHOTOGRAPHED } from '../../flows/prompts.ts';
import { snapshotJpeg } from '../../images/snapshot-jpeg.ts';
import type { SharedCamera } from '../../kiosk/shared-camera.ts';
import { done, failed, type JobKind, jobKind } from '../job-kind.ts';

export interface SnapshotParts {
  /** Undefined where there is none. */
  readonly camera: Pick<SharedCamera, 'lend'> | undefined;
  /** The screen and the lamp say so as long as the work takes, and the screen a little longer. */
  readonly noticing: <T>(message: OutcomeMessage, forMs: number, work: () => Promise<T>) => Promise<T>;
}

const NOTICE_MS = 8000;
const LIMIT_MS = 15_000;
/** By then the exposure has settled. */
const FRAME = 3;
const WIDTH_PX = 1280;
/** The best that fits. */
const QUALITIES = [85, 60, 35];

export const snapshotKind = ({ camera, noticing }: SnapshotParts): JobKind =>
  jobKind('snapshot', { needs: 'quiet', waitsForClock: true, isAnswerPersonal: true }, async (_what, { signal }) => {
    if (!camera) return failed('no-camera', 'this terminal has no camera; set camera.driver where one is plugged in');
    const late = (): Error => new KioskError('HAL_TIMEOUT', { device: 'camera', limitMs: LIMIT_MS });
    using limit = new Deadline(signal, LIMIT_MS, late);
    const jpeg = await noticing(PHOTOGRAPHED, NOTICE_MS, () => camera.lend(picture, limit.signal));
    if (jpeg === undefined) return failed('camera-busy', 'somebody is before the camera; order it again later');
    return done('snapshot', { jpeg });
  });

/** Base64. The frame is zeroed whatever comes of it. */
async function picture(stream: FrameStream, signal: AbortSignal): Promise<string> {
  for (let skipped = 1; skipped < FRAME; skipped += 1) (await stream.next(signal)).wipe(bytesOfFrame);
  const frame = await stream.next(signal);
  try {
    for (const quality of QUALITIES) {
      const jpeg = await snapshotJpeg(frame.reveal().image, { widthPx: WIDTH_PX, quality });
      try {
        if (jpeg.reveal().length <= MOST_SNAPSHOT_BYTES) return Buffer.from(jpeg.reveal()).toString('base64');
      } finally {
        jpeg.wipe((bytes) => [bytes]);
      }
    }
    throw new KioskError('IMAGE_SIZE', { doing: 'encode a snapshot', mostBytes: MOST_SNAPSHOT_BYTES });
  } finally {
    frame.wipe(bytesOfFrame);
  }
}
