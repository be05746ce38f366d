// What a camera must be able to do. It is off until somebody has consented to be seen.
import type { ColourImage, KioskError, Listenable, Sensitive } from '../../protocol/index.ts';

export interface Frame {
  readonly image: ColourImage;
  /** Counts from 1 within a stream; what is missing in between was dropped for newer ones. */
  readonly number: number;
  /** Monotonic milliseconds at which its last byte was here. */
  readonly atMs: number;
}

/** The bytes of a frame, to be zeroed. */
export const bytesOfFrame = ({ image }: Frame): readonly Uint8Array[] => [image.pixels];

/** The camera is on as long as this is not disposed of. One reader; calls never overlap. */
export interface FrameStream extends AsyncDisposable {
  /**
   * The newest frame that was not given yet; waits for the next where there is none. It is the caller's, who wipes it.
   * A loss is told once, also one that nobody waited through; the call after it waits for the camera to be back.
   * @throws KioskError HAL_TIMEOUT where no frame comes, HAL_DISCONNECTED; when aborted, the signal's reason.
   */
  next(signal: AbortSignal): Promise<Sensitive<Frame>>;
  /** So many were given up for newer ones. */
  readonly dropped: number;
}

export interface CameraInfo {
  readonly model: string;
  /** What carries the frames: "v4l2 /dev/video0", "rtsp://10.0.0.5", "virtual: through ffmpeg". Never a login. */
  readonly bus: string;
  readonly isVirtual: boolean;
  /** As asked for until a frame came, then as delivered: never enlarged, so it may be smaller. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** As asked for, then as measured over the last frames. */
  readonly framesPerSecond: number;
}

export type CameraState = 'closed' | 'off' | 'opening' | 'on' | 'waiting';

export interface Camera extends AsyncDisposable {
  readonly info: CameraInfo;
  readonly state: CameraState;
  readonly states: Listenable<CameraState>;
  /** Why no frames came, the last time it was on; undefined once they come. */
  readonly lastFault: KioskError | undefined;
  /**
   * Switches the camera on; resolves with its first frame under way. One stream at a time.
   * @throws KioskError HAL_UNAVAILABLE, HAL_DISCONNECTED, HAL_TIMEOUT, HAL_REFUSED (in use); when aborted, the signal's reason.
   */
  open(signal: AbortSignal): Promise<FrameStream>;
  /** JPEG pictures of what an open stream sees, for the screen, at most `PREVIEW_PER_SECOND`; none while the camera is off. */
  readonly preview: Listenable<Uint8Array>;
}

/** Enough to see oneself move. */
export const PREVIEW_PER_SECOND = 12;
