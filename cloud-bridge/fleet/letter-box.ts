// What terminals send, over one connection of the fleet's: a bounded few are kept, and the broker is read no further until they are dealt with.
import {
  type Clock,
  type FleetChannel,
  filterOf,
  parseTopic,
  sharedFilterOf,
  type TerminalAddress,
} from '../../protocol/index.ts';
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
  /** MQTT 5: whoever subscribes under the same name shares the messages, each for one of them. */
  readonly share?: string;
  readonly clock: Clock;
}

interface WaitingLetter extends Letter {
  readonly done: () => void;
}

/** The latest of each terminal is kept by the broker. */
const KEPT: ReadonlySet<FleetChannel> = new Set(['status']);
/** Read and not yet dealt with. */
const MOST_WAITING = 64;
const KEEPALIVE_S = 30;
const FEW = 16;
const IDLE_MS = 60_000;

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
    const { url, tls, login, protocolVersion = 5, clientId } = this.#options;
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
      await this.#subscribe(connection);
      return connection;
    } catch (reason) {
      connection.cut();
      throw reason;
    }
  }

  /** One after the other, until the signal aborts. @throws what `work` throws; the signal's reason */
  async dealAll(work: (letter: Letter) => Promise<void>, signal: AbortSignal): Promise<void> {
    const few = { atMost: FEW, withinMs: IDLE_MS };
    while (!signal.aborted)
      await this.deal(
        async (letters) => {
          for (const letter of letters) await work(letter);
        },
        few,
        signal,
      );
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

  /**
   * Who shares is not given what was kept before (MQTT 5.0, 4.8.2), so it is asked for apart. What has just been published
   * comes both ways then, and counts once: shared it is marked as kept, apart it is not.
   */
  async #subscribe(connection: Connection): Promise<void> {
    const { channels, share } = this.#options;
    if (share === undefined) return await connection.subscribe(channels.map(filterOf));
    await connection.subscribe(
      channels.map((channel) => sharedFilterOf(share, channel)),
      { keepsRetained: true },
    );
    await connection.subscribe(channels.filter((channel) => KEPT.has(channel)).map(filterOf));
  }

  async #receive({ topic, payload, retained }: InboundMessage, lost: AbortSignal | undefined): Promise<void> {
    const parsed = parseTopic(topic);
    if (!parsed || !lost || lost.aborted) return;
    const { channel, ...address } = parsed;
    if (this.#options.share !== undefined && KEPT.has(channel) && !retained) return;
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
