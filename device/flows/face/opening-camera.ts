// A camera that is being switched on while something else goes on; switched off again whatever becomes of either.
import type { Camera, FrameStream } from '../../../hal/index.ts';

export class OpeningCamera implements AsyncDisposable {
  readonly #opening: Promise<FrameStream>;

  constructor(camera: Pick<Camera, 'open'>, signal: AbortSignal) {
    this.#opening = camera.open(signal);
    // Whoever asks for the stream hears of it; that nobody asked any more is no bug.
    this.#opening.catch(() => undefined);
  }

  get stream(): Promise<FrameStream> {
    return this.#opening;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const stream = await this.#opening.catch(() => undefined);
    await stream?.[Symbol.asyncDispose]();
  }
}
