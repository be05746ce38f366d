// What terminals send, over one connection of the fleet's: a bounded few are kept, and the broker is read no further until they are dealt with.
import {
  abortable,
  type Clock,
  type FleetChannel,
  filterOf,
  parseTopic,
  sharedFilterOf,
  terminalName,
} from '../../protocol/index.ts';
import { accessIn } from '../broker-access.ts';
import type { BrokerAccess, Connection, InboundMessage, MqttVersion } from '../connection.ts';
import { Slots } from '../slots.ts';
import { together } from '../together.ts';
import { openTwoWay } from '../two-way.ts';
import { type Letter, LetterLane } from './letter-lane.ts';

/** The broker, and who we are to it. */
export interface FleetBroker extends BrokerAccess {
  readonly protocolVersion?: MqttVersion;
}

export interface LetterBoxOptions extends FleetBroker {
  readonly clientId: string;
  /** Of all terminals. */
  readonly channels: readonly FleetChannel[];
  /** MQTT 5: whoever subscribes under the same name shares the messages, each for one of them. */
  readonly share?: string;
  /** So many are dealt with side by side; a terminal is always in the same one. */
  readonly lanes?: number;
  readonly clock: Clock;
}

/** The latest of each terminal is kept by the broker. */
const KEPT: ReadonlySet<FleetChannel> = new Set(['status']);
/** Read and not yet dealt with. */
const MOST_WAITING = 128;
const KEEPALIVE_S = 30;

export class LetterBox {
  readonly lanes: readonly LetterLane[];
  readonly #options: LetterBoxOptions;
  readonly #places = new Slots(MOST_WAITING);

  constructor(options: LetterBoxOptions) {
    this.#options = options;
    this.lanes = Array.from({ length: options.lanes ?? 1 }, () => new LetterLane(options.clock));
  }

  /** Connected, and subscribed. @throws KioskError FLEET_UNREACHABLE; the signal's reason */
  async open(signal: AbortSignal): Promise<Connection> {
    const { protocolVersion = 5, clientId } = this.#options;
    let connection: Connection | undefined;
    connection = await openTwoWay(
      {
        // What was not dealt with is not acknowledged, and comes again: the broker need not keep it.
        ...{ ...accessIn(this.#options), clientId, protocolVersion, keepaliveS: KEEPALIVE_S, sessionExpiryS: 0 },
        receive: (message) => this.#receive(message, connection?.lost),
      },
      signal,
    );
    try {
      // Who is told to end does not wait for a broker that answers nothing.
      await abortable(this.#subscribe(connection), signal);
      return connection;
    } catch (reason) {
      connection.cut();
      throw reason;
    }
  }

  /** One after the other of each terminal, until the signal aborts. @throws what `work` throws; the signal's reason */
  async dealAll(work: (letter: Letter) => Promise<void>, signal: AbortSignal): Promise<void> {
    await together(
      signal,
      this.lanes.map((lane) => (until) => lane.dealAll(work, until)),
    );
  }

  /**
   * Who shares is not given what was kept before (MQTT 5.0, 4.8.2), so it is asked for apart. What has just been published
   * comes both ways then, and counts once: shared it is marked as kept, apart it is not.
   */
  async #subscribe(connection: Connection): Promise<void> {
    const { channels, share } = this.#options;
    if (share === undefined) return await connection.subscribe(channels.map(filterOf));
    // At once: the answer to a second question would stand behind letters for which there is no place before they are dealt with.
    await Promise.all([
      connection.subscribe(
        channels.map((channel) => sharedFilterOf(share, channel)),
        { keepsRetained: true },
      ),
      connection.subscribe(channels.filter((channel) => KEPT.has(channel)).map(filterOf)),
    ]);
  }

  async #receive({ topic, payload, retained }: InboundMessage, lost: AbortSignal | undefined): Promise<void> {
    const parsed = parseTopic(topic);
    if (!parsed || !lost || lost.aborted) return;
    const { channel, ...address } = parsed;
    if (this.#options.share !== undefined && KEPT.has(channel) && !retained) return;
    const done = await this.#place(lost);
    if (!done) return;
    this.lanes[laneOf(terminalName(address), this.lanes.length)]?.add({ address, channel, payload, done });
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

const laneOf = (terminal: string, lanes: number): number =>
  Buffer.from(terminal).reduce((sum, byte) => sum + byte, 0) % lanes;
