// A camera that is off until it is opened, and comes back by itself while it is on.
import { Broadcast, type Clock, type ColourImage, KioskError, type Listenable } from '../../protocol/index.ts';
import type { Camera, CameraInfo, CameraState, FrameStream } from '../ports/camera.ts';
import type { Backoff } from '../supervise/backoff.ts';
import { CameraStream } from './camera-stream.ts';
import { FrameBuffers } from './frame-buffers.ts';
import { FrameRate } from './frame-rate.ts';
import { FrameRun, type StreamTally } from './frame-run.ts';
import type { PixmapSource } from './pixmap-line.ts';
import { Preview } from './preview.ts';

export interface CameraLimits {
  /** From the start of a run to its first frame. */
  readonly firstFrameMs: number;
  /** Between two frames. */
  readonly frameMs: number;
}

export interface CameraParts {
  readonly clock: Clock;
  /** Spreads the attempts to have it back. */
  readonly random?: () => number;
  readonly log?: (event: string, facts: Readonly<Record<string, unknown>>) => void;
  readonly limits?: Partial<CameraLimits>;
  readonly backoff?: Backoff;
}

/** A network camera sends a whole picture every few seconds only, and changes of it in between. */
const LIMITS: CameraLimits = { firstFrameMs: 10_000, frameMs: 2000 };

const stateOf = { closed: 'off', opening: 'opening', ready: 'on', waiting: 'waiting' } as const satisfies Readonly<
  Record<CameraStream['state'], CameraState>
>;

export class SupervisedCamera implements Camera {
  readonly states = new Broadcast<CameraState>();
  readonly preview: Listenable<Uint8Array>;
  readonly #source: PixmapSource;
  readonly #parts: CameraParts;
  readonly #limits: CameraLimits;
  readonly #preview: Preview;
  readonly #rate = new FrameRate();
  readonly #buffers = new FrameBuffers();
  #delivered: Pick<ColourImage, 'widthPx' | 'heightPx'> | undefined;
  #stream: CameraStream | undefined;
  #lastFault: KioskError | undefined;
  #isClosed = false;

  constructor(source: PixmapSource, parts: CameraParts) {
    this.#source = source;
    this.#parts = parts;
    this.#limits = { ...LIMITS, ...parts.limits };
    this.#preview = new Preview(parts);
    this.preview = this.#preview;
  }

  get info(): CameraInfo {
    const { model, bus, isVirtual, wish } = this.#source;
    const { widthPx, heightPx } = this.#delivered ?? wish;
    const framesPerSecond = this.#rate.perSecond ?? wish.framesPerSecond;
    return { model, bus, isVirtual, widthPx, heightPx, framesPerSecond };
  }

  get state(): CameraState {
    return this.#isClosed ? 'closed' : stateOf[this.#stream?.state ?? 'closed'];
  }

  get lastFault(): KioskError | undefined {
    return this.#stream?.state === 'ready' ? undefined : (this.#stream?.lastFault ?? this.#lastFault);
  }

  async open(signal: AbortSignal): Promise<FrameStream> {
    signal.throwIfAborted();
    const { bus } = this.#source;
    if (this.#isClosed) throw new KioskError('HAL_DISCONNECTED', { device: bus, closed: true });
    if (this.#stream) throw new KioskError('HAL_REFUSED', { device: bus, reason: 'it is on already' });
    const stream = this.#newStream();
    this.#stream = stream;
    try {
      await stream.start(signal);
      this.#lastFault = undefined;
      return stream;
    } catch (fault) {
      await stream[Symbol.asyncDispose]();
      throw fault;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stream?.[Symbol.asyncDispose]();
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.states.send('closed');
  }

  #newStream(): CameraStream {
    const { clock, random = Math.random, log, backoff } = this.#parts;
    const stream: CameraStream = new CameraStream({
      openRun: (tally, signal) => this.#openRun(tally, signal),
      buffers: this.#buffers,
      supervision: {
        clock,
        random,
        openLimitMs: this.#limits.firstFrameMs,
        ...(backoff && { backoff }),
        ...(log && { log }),
      },
      onEnd: () => {
        this.#lastFault = stream.lastFault ?? this.#lastFault;
        this.#stream = undefined;
        this.#preview.end();
        this.#rate.clear();
      },
    });
    stream.states.listen((state) => {
      if (state === 'waiting') this.#note(stream.lastFault);
      this.states.send(stateOf[state]);
    });
    return stream;
  }

  async #openRun(tally: StreamTally, signal: AbortSignal): Promise<FrameRun> {
    const { clock } = this.#parts;
    const line = await this.#source.open(signal);
    this.#rate.clear();
    const onFrame = (image: ColourImage, atMs: number): void => {
      this.#delivered = { widthPx: image.widthPx, heightPx: image.heightPx };
      this.#rate.add(atMs);
      this.#preview.offer(image, atMs);
    };
    const { bus } = this.#source;
    const frameLimitMs = this.#limits.frameMs;
    return await FrameRun.open({ line, bus, clock, tally, buffers: this.#buffers, frameLimitMs, onFrame }, signal);
  }

  #note(fault: KioskError | undefined): void {
    if (fault) this.#parts.log?.('the camera gives no frames', { ...fault.context, code: fault.code });
  }
}
