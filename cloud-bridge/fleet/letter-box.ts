// What terminals send, over one connection of the fleet's: a bounded few are kept, and the broker is read no further until they are dealt with.
import { type Clock, type FleetChannel, filterOf, parseTopic, type TerminalAddress } from '../../protocol/index.ts';
import { Bell } from '../bell.ts';
import {
  type Connection,
  type InboundMessage,
  type MqttVersion,
  openConnection,
  type TlsFiles,
} from '../connection.ts';
import { Slots } from '../slots.ts';

export interface Letter {
  readonly address: TerminalAddress;
  readonly channel: FleetChannel;
  readonly payload: Uint8Array;
}

/** The broker, and who we are to it. */
export interface FleetBroker {
  readonly url: string;
  readonly protocolVersion?: MqttVersion;
  readonly tls?: TlsFiles;
  readonly login?: { readonly username: string; readonly password: string };
}

export interface LetterBoxOptions extends FleetBroker {
  readonly clientId: string;
  /** Of all terminals. */
  readonly channels: readonly FleetChannel[];
  readonly clock: Clock;
}

interface WaitingLetter extends Letter {
  readonly done: () => void;
}

/** Read and not yet dealt with. */
const MOST_WAITING = 64;
const KEEPALIVE_S = 30;

export class LetterBox {
  readonly #options: LetterBoxOptions;
  readonly #letters: WaitingLetter[] = [];
  readonly #places = new Slots(MOST_WAITING);
  readonly #bell = new Bell();

  constructor(options: LetterBoxOptions) {
    this.#options = options;
  }

  /** Connected, and subscribed. @throws KioskError FLEET_UNREACHABLE; the signal's reason */
  async open(signal: AbortSignal): Promise<Connection> {
    const { url, tls, login, protocolVersion = 5, clientId, channels } = this.#options;
    let connection: Connection | undefined;
    connection = await openConnection(
      {
        // What was not dealt with is not acknowledged, and comes again: the broker need not keep it.
        ...{ url, clientId, protocolVersion, keepaliveS: KEEPALIVE_S, sessionExpiryS: 0 },
        ...(tls && { tls }),
        ...(login && { login }),
        receive: (message) => this.#receive(message, connection?.lost),
      },
      signal,
    );
    try {
      await connection.subscribe(channels.map(filterOf));
      return connection;
    } catch (reason) {
      connection.cut();
      throw reason;
    }
  }

  /** The next few, as soon as there is one; none where nothing has come within the time. @throws what `work` throws; the signal's reason */
  async deal(
    work: (letters: readonly Letter[]) => Promise<void>,
    { atMost, withinMs }: { readonly atMost: number; readonly withinMs: number },
    signal: AbortSignal,
  ): Promise<void> {
    if (this.#letters.length === 0) await this.#bell.wait(this.#options.clock, withinMs, signal);
    const letters = this.#letters.splice(0, atMost);
    try {
      await work(letters);
    } finally {
      for (const { done } of letters) done();
    }
  }

  async #receive({ topic, payload }: InboundMessage, lost: AbortSignal | undefined): Promise<void> {
    const parsed = parseTopic(topic);
    if (!parsed || !lost || lost.aborted) return;
    const { channel, ...address } = parsed;
    const done = await this.#place(lost);
    if (!done) return;
    this.#letters.push({ address, channel, payload, done });
    this.#bell.ring();
  }

  /** Undefined where the connection went while we waited: what nobody dealt with comes again. */
  async #place(lost: AbortSignal): Promise<(() => void) | undefined> {
    try {
      return await this.#places.take(lost);
    } catch (reason) {
      if (lost.aborted) return undefined;
      throw reason;
    }
  }
}
