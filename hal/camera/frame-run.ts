// The frames of one run of a camera, from its first whole picture until it is lost.
import { abortable, type Clock, type ColourImage, isFault, KioskError, type Listenable } from '../../protocol/index.ts';
import type { Frame } from '../ports/camera.ts';
import { Loss } from '../supervise/loss.ts';
import type { Supervisable } from '../supervise/supervised-link.ts';
import type { FrameBuffers } from './frame-buffers.ts';
import { FrameRing } from './frame-ring.ts';
import { PixmapReader } from './pixmap.ts';
import type { PixmapLine } from './pixmap-line.ts';

/** What goes on from one run of a stream to the next. */
export interface StreamTally {
  arrived: number;
  dropped: number;
}

export interface FrameRunParts {
  readonly line: PixmapLine;
  readonly bus: string;
  readonly clock: Clock;
  readonly tally: StreamTally;
  readonly buffers: FrameBuffers;
  /** No frame for so long is a fault. */
  readonly frameLimitMs: number;
  /** Each frame, also those that nobody will take. Its pixels are valid during the call alone. */
  readonly onFrame: (image: ColourImage, atMs: number) => void;
}

export class FrameRun implements Supervisable {
  readonly #parts: FrameRunParts;
  readonly #loss = new Loss();
  readonly #ring: FrameRing;
  readonly #reader = new PixmapReader((bytes) => this.#ring.bufferOf(bytes));
  readonly #end = new AbortController();
  readonly #stops: (() => void)[] = [];
  #lastFrameAtMs: number | undefined;
  #frameCame: () => void = () => undefined;

  constructor(parts: FrameRunParts) {
    this.#parts = parts;
    this.#ring = new FrameRing(parts.buffers);
  }

  /** Resolves with the first frame. @throws KioskError of the line; the signal's reason. The line is closed then. */
  static async open(parts: FrameRunParts, signal: AbortSignal): Promise<FrameRun> {
    const run = new FrameRun(parts);
    try {
      await run.#start(signal);
      return run;
    } catch (fault) {
      await run[Symbol.asyncDispose]();
      throw fault;
    }
  }

  get lost(): Listenable<KioskError> {
    return this.#loss;
  }

  /** Undefined while it goes on. */
  get fault(): KioskError | undefined {
    return this.#loss.fault;
  }

  async next(signal: AbortSignal): Promise<Frame> {
    for (;;) {
      signal.throwIfAborted();
      if (this.#loss.fault) throw this.#loss.fault;
      const frame = this.#ring.take();
      if (frame) return frame;
      await this.#anyFrame(signal);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort(new Error('the camera is off'));
    for (const stop of this.#stops.splice(0)) stop();
    this.#loss.lose(new KioskError('HAL_DISCONNECTED', { device: this.#parts.bus, closed: true }));
    await this.#parts.line[Symbol.asyncDispose]();
    this.#ring.wipe();
  }

  async #start(signal: AbortSignal): Promise<void> {
    const { line } = this.#parts;
    this.#stops.push(
      line.incoming.listen((bytes) => this.#take(bytes)),
      line.ended.listen((fault) => this.#loss.lose(fault)),
      this.#loss.listen(() => this.#frameCame()),
    );
    while (this.#lastFrameAtMs === undefined) {
      if (this.#loss.fault) throw this.#loss.fault;
      await this.#anyFrame(signal);
    }
    void this.#watch();
  }

  #take(bytes: Uint8Array): void {
    if (this.#loss.fault) return;
    try {
      for (const image of this.#reader.read(bytes)) this.#put(image);
    } catch (cause) {
      if (!isFault(cause)) throw cause;
      const { bus } = this.#parts;
      this.#loss.lose(new KioskError('HAL_DISCONNECTED', { device: bus, reason: 'sends what is no picture' }, cause));
    }
  }

  #put(image: ColourImage): void {
    const { clock, tally, onFrame } = this.#parts;
    const atMs = clock.monotonicMs();
    this.#lastFrameAtMs = atMs;
    tally.arrived += 1;
    if (this.#ring.put(image, { number: tally.arrived, atMs })) tally.dropped += 1;
    onFrame(image, atMs);
    this.#frameCame();
  }

  async #anyFrame(signal: AbortSignal): Promise<void> {
    const came = new Promise<void>((resolve) => {
      this.#frameCame = resolve;
    });
    await abortable(came, signal);
  }

  /** A camera may fall silent without ending. */
  async #watch(): Promise<void> {
    const { clock, frameLimitMs, bus } = this.#parts;
    while (!this.#loss.fault) {
      const waitMs = (this.#lastFrameAtMs ?? 0) + frameLimitMs - clock.monotonicMs();
      if (waitMs <= 0)
        this.#loss.lose(
          new KioskError('HAL_TIMEOUT', { device: bus, doing: 'wait for a frame', limitMs: frameLimitMs }),
        );
      else if (await isOver(clock.sleep(waitMs, this.#end.signal))) return;
    }
  }
}

const isOver = (sleep: Promise<void>): Promise<boolean> =>
  sleep.then(
    () => false,
    () => true,
  );
