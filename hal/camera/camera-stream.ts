// A camera that is on: keeps its run going, and gives its newest frame.
import { abortable, isFault, KioskError, type Listenable, type Sensitive } from '../../protocol/index.ts';
import type { Frame, FrameStream } from '../ports/camera.ts';
import { SupervisedLink, type SupervisionParts } from '../supervise/supervised-link.ts';
import type { FrameBuffers } from './frame-buffers.ts';
import type { FrameRun, StreamTally } from './frame-run.ts';

export interface CameraStreamParts {
  readonly openRun: (tally: StreamTally, signal: AbortSignal) => Promise<FrameRun>;
  readonly supervision: SupervisionParts;
  readonly buffers: Pick<FrameBuffers, 'lend'>;
  /** Called once, when nothing of it is left. */
  readonly onEnd: () => void;
}

export class CameraStream implements FrameStream {
  readonly #parts: CameraStreamParts;
  readonly #link: SupervisedLink<FrameRun>;
  readonly #tally: StreamTally = { arrived: 0, dropped: 0 };
  #opening: Promise<unknown> = Promise.resolve();
  /** The run that the reader saw last. */
  #seen: FrameRun | undefined;
  #ending: Promise<void> | undefined;

  constructor(parts: CameraStreamParts) {
    this.#parts = parts;
    this.#link = new SupervisedLink((signal) => this.#open(signal), parts.supervision);
  }

  get dropped(): number {
    return this.#tally.dropped;
  }

  get state(): SupervisedLink<FrameRun>['state'] {
    return this.#link.state;
  }

  get states(): Listenable<SupervisedLink<FrameRun>['state']> {
    return this.#link.states;
  }

  get lastFault(): KioskError | undefined {
    return this.#link.lastFault;
  }

  /** Resolves with the first frame there. @throws KioskError why the first attempt failed; the signal's reason */
  async start(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const tried = new Promise<void>((resolve) => {
      this.#link.states.listen((state) => {
        if (state !== 'opening') resolve();
      });
    });
    this.#link.start();
    await abortable(tried, signal);
    if (this.#link.state !== 'ready') throw this.#link.lastFault ?? new KioskError('HAL_DISCONNECTED');
    this.#seen = this.#link.device;
  }

  async next(signal: AbortSignal): Promise<Sensitive<Frame>> {
    this.#tellOfLoss();
    try {
      const frame = await this.#link.use((run) => {
        this.#seen = run;
        return run.next(signal);
      }, signal);
      return this.#parts.buffers.lend(frame);
    } catch (error) {
      if (isFault(error)) this.#seen = undefined;
      throw error;
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#ending ??= this.#end();
    return this.#ending;
  }

  /** What comes after a loss is another run: whoever follows a face must know, also when nobody was reading. */
  #tellOfLoss(): void {
    const fault = this.#seen?.fault;
    if (!fault) return;
    this.#seen = undefined;
    throw fault;
  }

  async #end(): Promise<void> {
    await this.#link[Symbol.asyncDispose]();
    // The link does not wait for an opening that was called off, and its child is to be gone as well.
    await this.#opening;
    this.#parts.onEnd();
  }

  #open(signal: AbortSignal): Promise<FrameRun> {
    const opening = this.#parts.openRun(this.#tally, signal);
    this.#opening = opening.catch(() => undefined);
    return opening;
  }
}
