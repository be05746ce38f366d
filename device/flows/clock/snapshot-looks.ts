// One look at whoever clocks: the camera is switched on at the touch, for one frame, and off again. One visit after the other.
import { bytesOfFrame, type Frame, type FrameStream, type Touch } from '../../../hal/index.ts';
import { abortable, type Clock, Deadline, isFault, KioskError, type Sensitive } from '../../../protocol/index.ts';

export interface GuestCamera {
  /** Undefined where somebody else has it. @throws KioskError of the camera; the signal's reason */
  lend<T>(
    glance: (stream: FrameStream, signal: AbortSignal) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T | undefined>;
}

/** `busy`: somebody else had the camera. */
export type Look =
  | { readonly kind: 'taken'; readonly frame: Sensitive<Frame>; readonly takenMs: number }
  | { readonly kind: 'busy' }
  | { readonly kind: 'failed'; readonly fault: KioskError };

export interface SnapshotLooksParts {
  readonly camera: GuestCamera;
  readonly clock: Clock;
  readonly withinMs: number;
}

/** A camera that was just switched on has found its exposure by then. */
const SETTLED_FRAME = 3;

class TimeIsUp extends Error {}

export class SnapshotLooks {
  readonly #parts: SnapshotLooksParts;
  #turn: Promise<void> = Promise.resolve();

  constructor(parts: SnapshotLooksParts) {
    this.#parts = parts;
  }

  /** The frame is the caller's, who wipes it. @throws the signal's reason, or a bug */
  take(touch: Touch, signal: AbortSignal): Promise<Look> {
    const before = this.#turn;
    const taking = this.#takeAfter(before, touch, signal);
    this.#turn = Promise.allSettled([before, taking]).then(() => undefined);
    return taking;
  }

  async #takeAfter(before: Promise<void>, { atMs }: Touch, signal: AbortSignal): Promise<Look> {
    const { camera, clock, withinMs } = this.#parts;
    const leftMs = Math.max(0, withinMs - (clock.monotonicMs() - atMs));
    using limit = new Deadline(signal, leftMs, () => new TimeIsUp());
    try {
      await abortable(before, limit.signal);
      const frame = await camera.lend(settledFrame, limit.signal);
      if (!frame) return { kind: 'busy' };
      return { kind: 'taken', frame, takenMs: clock.nowMs() - (clock.monotonicMs() - frame.reveal().atMs) };
    } catch (reason) {
      if (reason instanceof TimeIsUp)
        return {
          kind: 'failed',
          fault: new KioskError('HAL_TIMEOUT', { device: 'camera', doing: 'a snapshot', limitMs: withinMs }),
        };
      if (isFault(reason)) return { kind: 'failed', fault: reason };
      throw reason;
    }
  }
}

/** Or the newest there is, where the camera is slow. */
async function settledFrame(stream: FrameStream, signal: AbortSignal): Promise<Sensitive<Frame>> {
  let newest: Sensitive<Frame> | undefined;
  try {
    for (;;) {
      const frame = await stream.next(signal);
      newest?.wipe(bytesOfFrame);
      newest = frame;
      if (frame.reveal().number >= SETTLED_FRAME) return frame;
    }
  } catch (reason) {
    if (newest && reason instanceof TimeIsUp) return newest;
    newest?.wipe(bytesOfFrame);
    throw reason;
  }
}
