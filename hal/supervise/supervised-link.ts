// Keeps one device open: opens it, notices when it is gone, waits, and opens it again until it is told to stop.
import {
  abortable,
  Broadcast,
  type Clock,
  Deadline,
  isFault,
  KioskError,
  type Listenable,
} from '../../protocol/index.ts';
import { type Backoff, delayMs, LOCAL_DEVICE } from './backoff.ts';
import { CLOSED, type LinkEvent, type LinkState, nextLinkState } from './link-life.ts';

/** A device that can tell by itself that it is gone is reopened even while nobody uses it. */
export type Supervisable = AsyncDisposable & { readonly lost?: Listenable<KioskError> };

export interface SupervisionParts {
  readonly clock: Clock;
  readonly random: () => number;
  readonly backoff?: Backoff;
  /** An opening that takes longer has hung. */
  readonly openLimitMs?: number;
  /** A close that takes longer has hung: it is given up, told to the log, and nobody waits for it. */
  readonly closeLimitMs?: number;
  readonly log?: (event: string, facts: Readonly<Record<string, unknown>>) => void;
}

/** Looking for a module at every baud there is takes up to five seconds. */
const OPEN_LIMIT_MS = 15_000;
/** A port is closed in milliseconds; a hung one must not keep the service from stopping, nor from opening it anew. */
const CLOSE_LIMIT_MS = 3000;

export class SupervisedLink<D extends Supervisable> implements AsyncDisposable {
  readonly #open: (signal: AbortSignal) => Promise<D>;
  readonly #parts: SupervisionParts;
  readonly #states = new Broadcast<LinkState['at']>();
  readonly #stop = new AbortController();
  #state = CLOSED;
  #device: D | undefined;
  #lastFault: KioskError | undefined;
  #life: Promise<void> | undefined;
  /** Ends the stay in `ready`. */
  #lose: (fault: KioskError) => void = () => undefined;

  constructor(open: (signal: AbortSignal) => Promise<D>, parts: SupervisionParts) {
    this.#open = open;
    this.#parts = parts;
  }

  get state(): LinkState['at'] {
    return this.#state.at;
  }

  get states(): Listenable<LinkState['at']> {
    return this.#states;
  }

  get device(): D | undefined {
    return this.#device;
  }

  get lastFault(): KioskError | undefined {
    return this.#lastFault;
  }

  start(): void {
    if (this.#life || this.#stop.signal.aborted) return;
    this.#go('start');
    this.#life = this.#live();
  }

  /**
   * Works with the device as soon as there is one. A fault ends the work at once; one that says that the link is gone
   * also makes the supervisor open it anew.
   */
  async use<T>(work: (device: D) => Promise<T>, signal: AbortSignal): Promise<T> {
    const device = await this.#opened(signal);
    try {
      return await work(device);
    } catch (error) {
      if (isFault(error) && endsTheLink(error) && device === this.#device) {
        // At once, so that the next call waits for the new device instead of meeting the dying one.
        this.#device = undefined;
        this.#lose(error);
      }
      throw error;
    }
  }

  /** Within the limit of a close, whatever the device does. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort(new KioskError('HAL_DISCONNECTED', { closed: true }));
    this.#go('stop');
    await this.#life;
  }

  async #live(): Promise<void> {
    const { clock, random, backoff = LOCAL_DEVICE } = this.#parts;
    while (this.#state.at !== 'closed') {
      const device = await this.#tryOpen();
      if (device) await this.#stay(device);
      else this.#go('failed');
      if (this.state !== 'waiting') continue;
      await clock.sleep(delayMs(this.#state.attempt, backoff, random), this.#stop.signal).catch(() => undefined);
      this.#go('delay-over');
    }
  }

  async #tryOpen(): Promise<D | undefined> {
    const limitMs = this.#parts.openLimitMs ?? OPEN_LIMIT_MS;
    const late = (): Error => new KioskError('HAL_TIMEOUT', { doing: 'open', limitMs });
    using deadline = new Deadline(this.#stop.signal, limitMs, late);
    const opening = this.#open(deadline.signal);
    try {
      return await abortable(opening, deadline.signal);
    } catch (error) {
      // Whoever did not heed the signal may still deliver: nobody waits for that device any more.
      if (deadline.signal.aborted) opening.then((late) => this.#close(late)).catch(() => undefined);
      // A fault is waited out; anything else is a bug and must end the process.
      if (!isFault(error)) throw error;
      this.#lastFault = error;
      return undefined;
    }
  }

  async #stay(device: D): Promise<void> {
    const gone = new Promise<KioskError>((resolve) => {
      this.#lose = resolve;
    });
    const unlisten = device.lost?.listen((fault) => this.#lose(fault));
    this.#device = device;
    this.#lastFault = undefined;
    this.#go('opened');
    try {
      this.#lastFault = await abortable(gone, this.#stop.signal);
    } catch (reason) {
      if (!this.#stop.signal.aborted) throw reason;
    } finally {
      unlisten?.();
      this.#device = undefined;
      // Say so first, close then: a hung bus may take its time.
      this.#go('lost');
      await this.#close(device);
    }
  }

  /** A device that cannot be closed is gone all the same. */
  async #close(device: D): Promise<void> {
    const { closeLimitMs = CLOSE_LIMIT_MS, log } = this.#parts;
    const late = (): Error => new KioskError('HAL_TIMEOUT', { doing: 'close', limitMs: closeLimitMs });
    // Not of the stop signal: at the end of the service there is still something to close.
    using limit = new Deadline(new AbortController().signal, closeLimitMs, late);
    try {
      await abortable(Promise.resolve(device[Symbol.asyncDispose]()), limit.signal);
    } catch (error) {
      if (!isFault(error)) throw error;
      log?.('device could not be closed and was given up', { ...error.context, code: error.code });
    }
  }

  async #opened(signal: AbortSignal): Promise<D> {
    for (;;) {
      signal.throwIfAborted();
      this.#stop.signal.throwIfAborted();
      if (this.#device) return this.#device;
      await this.#anyChange(signal);
    }
  }

  async #anyChange(signal: AbortSignal): Promise<void> {
    let unlisten = (): void => undefined;
    const changed = new Promise<void>((resolve) => {
      unlisten = this.#states.listen(() => resolve());
    });
    try {
      await abortable(changed, signal);
    } finally {
      unlisten();
    }
  }

  #go(event: LinkEvent): void {
    const before = this.#state;
    this.#state = nextLinkState(before, event);
    if (this.#state.at !== before.at) this.#states.send(this.#state.at);
  }
}

/** A damaged message is a moment on the wire: the driver is in step again by itself. Everything else needs a fresh start. */
const endsTheLink = (fault: KioskError): boolean => !fault.code.startsWith('PROTOCOL_');
