// Keeps a connection to the broker: opens it, lets it be used, and opens it again after a growing, jittered delay.
import { abortable, Broadcast, type Clock, Deadline, isFault, KioskError, type Listenable } from '../protocol/index.ts';
import type { Connection } from './connection.ts';
import { type LinkEvent, type LinkPlace, type LinkState, nextLinkState, reconnectDelayMs } from './link-state.ts';
import type { Log } from './log.ts';

export interface LinkWork {
  /** Connects and says hello. @throws KioskError */
  open(signal: AbortSignal): Promise<Connection>;
  /** Lives off the connection until the signal aborts. @throws KioskError where the connection is of no use */
  use(connection: Connection, signal: AbortSignal): Promise<void>;
  /** Before an orderly end, while the connection still stands. */
  farewell(connection: Connection): Promise<void>;
  /** How much has been done for good, in whatever it is counted: a connection on which it grew was of use. */
  done?(): number;
}

export interface LinkSurroundings {
  readonly clock: Clock;
  /** 0 to 1, as Math.random. */
  readonly random: () => number;
  readonly log: Log;
}

/** A connection that lasted this long was a good one: the next failure starts the delays anew. */
const SETTLED_MS = 30_000;
const FAREWELL_LIMIT_MS = 2000;

export class Link implements AsyncDisposable {
  readonly #work: LinkWork;
  readonly #surroundings: LinkSurroundings;
  readonly #states = new Broadcast<LinkState>();
  #state: LinkState = { at: 'stopped', attempt: 0 };
  /** Ends what is going on in the present state. */
  #step = new AbortController();
  #stop: () => void = () => undefined;
  #connection: Connection | undefined;
  #running: Promise<void> | undefined;

  constructor(work: LinkWork, surroundings: LinkSurroundings) {
    this.#work = work;
    this.#surroundings = surroundings;
  }

  get state(): LinkState {
    return this.#state;
  }

  get states(): Listenable<LinkState> {
    return this.#states;
  }

  start(signal: AbortSignal): void {
    this.#running ??= this.#run(signal);
  }

  /** The network goes, as when its cable is pulled: nobody is told. */
  pause(): void {
    this.#happen('pause');
    this.#connection?.cut();
    this.#connection = undefined;
    this.#step.abort(new Error('the network was pulled'));
  }

  resume(): void {
    if (this.#state.at !== 'paused') return;
    this.#happen('resume');
    this.#step.abort(new Error('the network is back'));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop();
    await this.#running;
  }

  async #run(parent: AbortSignal): Promise<void> {
    const ended = new AbortController();
    const stop = (): void => {
      ended.abort(parent.reason);
      this.#step.abort(parent.reason);
    };
    this.#stop = stop;
    parent.addEventListener('abort', stop, { once: true });
    if (parent.aborted) stop();
    this.#happen('start');
    while (!ended.signal.aborted) await this.#live();
    parent.removeEventListener('abort', stop);
    await this.#end();
  }

  /** One state, and the event that ends it. A pause that came meanwhile has changed the state already: it counts. */
  async #live(): Promise<void> {
    this.#step = new AbortController();
    const { at } = this.#state;
    const event = await this.#steps[at](this.#step.signal);
    if (event && this.#state.at === at) this.#happen(event);
  }

  readonly #steps: Readonly<Record<LinkPlace, (signal: AbortSignal) => Promise<LinkEvent | undefined>>> = {
    stopped: async () => undefined,
    connecting: (signal) => this.#connect(signal),
    online: (signal) => this.#use(signal),
    waiting: async (signal) => {
      const delayMs = reconnectDelayMs(this.#state.attempt, this.#surroundings.random);
      return (await this.#sleep(delayMs, signal)) ? 'delay-over' : undefined;
    },
    paused: async (signal) => {
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      return undefined;
    },
  };

  async #connect(signal: AbortSignal): Promise<LinkEvent | undefined> {
    try {
      this.#connection = await this.#work.open(signal);
      if (this.#state.at !== 'paused') return 'opened';
      this.#connection.cut();
      return undefined;
    } catch (error) {
      return this.#survive(error, signal, 'failed');
    }
  }

  async #use(signal: AbortSignal): Promise<LinkEvent | undefined> {
    const connection = this.#connection;
    if (!connection) return 'lost';
    const { clock } = this.#surroundings;
    const [sinceMs, doneBefore] = [clock.monotonicMs(), this.#done()];
    const step = this.#step;
    const lose = (): void => step.abort(connection.lost.reason);
    connection.lost.addEventListener('abort', lose, { once: true });
    if (connection.lost.aborted) lose();
    try {
      await this.#work.use(connection, signal);
    } catch (error) {
      this.#survive(error, signal, 'lost');
    } finally {
      connection.lost.removeEventListener('abort', lose);
    }
    if (signal.aborted && !connection.lost.aborted) return undefined;
    connection.cut();
    this.#connection = undefined;
    if (clock.monotonicMs() - sinceMs >= SETTLED_MS) return 'lost';
    return this.#done() > doneBefore ? 'lost-useful' : 'lost-early';
  }

  #done(): number {
    return this.#work.done?.() ?? 0;
  }

  /** A fault is logged and lived with; the end of a step is no fault; anything else is a bug. */
  #survive(error: unknown, signal: AbortSignal, event: LinkEvent): LinkEvent | undefined {
    if (isFault(error)) {
      this.#surroundings.log.warn(
        { ...error.context, code: error.code, attempt: this.#state.attempt },
        `link ${event}`,
      );
      return event;
    }
    if (!signal.aborted) throw error;
    return undefined;
  }

  async #sleep(ms: number, signal: AbortSignal): Promise<boolean> {
    try {
      await this.#surroundings.clock.sleep(ms, signal);
      return true;
    } catch (reason) {
      if (!signal.aborted) throw reason;
      return false;
    }
  }

  async #end(): Promise<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    if (connection && !connection.lost.aborted) {
      await this.#sayFarewell(connection);
      await connection.close();
    }
    this.#show({ at: 'stopped', attempt: 0 });
  }

  async #sayFarewell(connection: Connection): Promise<void> {
    using deadline = new Deadline(connection.lost, FAREWELL_LIMIT_MS, () => new KioskError('FLEET_UNREACHABLE'));
    try {
      await abortable(this.#work.farewell(connection), deadline.signal);
    } catch (error) {
      if (!isFault(error)) throw error;
    }
  }

  #happen(event: LinkEvent): void {
    this.#show(nextLinkState(this.#state, event));
  }

  #show(state: LinkState): void {
    if (state.at === this.#state.at && state.attempt === this.#state.attempt) return;
    this.#state = state;
    this.#states.send(state);
  }
}
