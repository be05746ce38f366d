// One camera, two that want it: a citizen who is proved, and whoever wants a glance at a clock visit, who gives way at once.
import type { Camera, CameraInfo, CameraState, FrameStream } from '../../hal/index.ts';
import { abortable, type KioskError, type Listenable } from '../../protocol/index.ts';

/** A guest's look at what is before the camera. */
export type Glance<T> = (stream: FrameStream, signal: AbortSignal) => Promise<T>;

class GaveWay extends Error {}

interface Guest {
  readonly stop: AbortController;
  readonly gone: Promise<unknown>;
}

/** As a camera it is the citizens': what a guest does with it shows neither in its state nor in its preview. */
export class SharedCamera implements Camera {
  readonly preview: Listenable<Uint8Array>;
  readonly #camera: Camera;
  #guest: Guest | undefined;
  /** Visits that are about to open it. */
  #opening = 0;
  #isReserved = false;

  constructor(camera: Camera) {
    this.#camera = camera;
    this.preview = {
      listen: (listener) =>
        camera.preview.listen((jpeg) => {
          if (!this.#guest) listener(jpeg);
        }),
    };
  }

  get info(): CameraInfo {
    return this.#camera.info;
  }

  get state(): CameraState {
    return this.#guest ? 'off' : this.#camera.state;
  }

  get states(): Listenable<CameraState> {
    return this.#camera.states;
  }

  get lastFault(): KioskError | undefined {
    return this.#camera.lastFault;
  }

  async open(signal: AbortSignal): Promise<FrameStream> {
    this.#opening += 1;
    try {
      this.#dismiss();
      await abortable(Promise.resolve(this.#guest?.gone), signal);
      return await this.#camera.open(signal);
    } finally {
      this.#opening -= 1;
    }
  }

  /** From a citizen's card until their visit is over: whoever stands there has consented to no picture but the visit's own. */
  reserve(): void {
    this.#isReserved = true;
    this.#dismiss();
  }

  release(): void {
    this.#isReserved = false;
  }

  /**
   * Switches the camera on for one look, and off again. Undefined where it is not to be had, or was taken away.
   * @throws KioskError as `open` and `glance` do; the signal's reason
   */
  async lend<T>(glance: Glance<T>, signal: AbortSignal): Promise<T | undefined> {
    if (this.#isReserved || this.#opening > 0 || this.#guest || this.#camera.state !== 'off') return undefined;
    const stop = new AbortController();
    const follow = (): void => stop.abort(signal.reason);
    signal.addEventListener('abort', follow, { once: true });
    if (signal.aborted) follow();
    const looked = this.#look(glance, stop.signal);
    this.#guest = { stop, gone: looked.catch(() => undefined) };
    try {
      return await looked;
    } catch (reason) {
      if (reason instanceof GaveWay) return undefined;
      throw reason;
    } finally {
      this.#guest = undefined;
      signal.removeEventListener('abort', follow);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#dismiss();
    await this.#guest?.gone;
    await this.#camera[Symbol.asyncDispose]();
  }

  async #look<T>(glance: Glance<T>, signal: AbortSignal): Promise<T> {
    await using stream = await this.#camera.open(signal);
    return await glance(stream, signal);
  }

  #dismiss(): void {
    this.#guest?.stop.abort(new GaveWay('a citizen has the camera'));
  }
}
