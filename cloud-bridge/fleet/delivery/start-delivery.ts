// The fleet's delivery service: hears the reports of all terminals over one connection, and sends each what it lacks.
import { randomUUID } from 'node:crypto';
import { filterOf, type Listenable, parseTopic, type TerminalAddress } from '../../../protocol/index.ts';
import { Bell } from '../../bell.ts';
import {
  type Connection,
  type InboundMessage,
  type MqttVersion,
  openConnection,
  type TlsFiles,
} from '../../connection.ts';
import { Link } from '../../link.ts';
import type { LinkState } from '../../link-state.ts';
import { Slots } from '../../slots.ts';
import { together } from '../../together.ts';
import { Deliverer, type DelivererParts, type DeliveryStep } from './deliverer.ts';

export interface DeliveryOptions extends DelivererParts {
  readonly url: string;
  readonly random?: () => number;
  readonly protocolVersion?: MqttVersion;
  readonly tls?: TlsFiles;
  readonly login?: { readonly username: string; readonly password: string };
}

export interface DeliveryService extends AsyncDisposable {
  readonly state: LinkState;
  readonly states: Listenable<LinkState>;
  readonly steps: Listenable<DeliveryStep>;
  /** Counts anew whom these terminals are to have, and sends what they lack. @throws KioskError STORE_* */
  refresh(places: readonly (TerminalAddress & { readonly name: string })[]): Promise<void>;
}

interface Letter {
  readonly address: TerminalAddress;
  readonly payload: Uint8Array;
  readonly done: () => void;
}

const MOST_WAITING = 64;
const IDLE_MS = 60_000;
const KEEPALIVE_S = 30;

/** Connects in the background and again whenever it must; until the signal aborts or it is disposed. */
export function startDelivery(options: DeliveryOptions, signal: AbortSignal): DeliveryService {
  const delivery = new MqttDelivery(options);
  delivery.start(signal);
  return delivery;
}

class MqttDelivery implements DeliveryService {
  readonly #options: DeliveryOptions;
  readonly #deliverer: Deliverer;
  readonly #link: Link;
  readonly #letters: Letter[] = [];
  readonly #places = new Slots(MOST_WAITING);
  readonly #bell = new Bell();

  constructor(options: DeliveryOptions) {
    this.#options = options;
    const { clock, log, random = Math.random } = options;
    this.#deliverer = new Deliverer(options);
    this.#link = new Link(
      {
        open: (signal) => this.#open(signal),
        use: (connection, signal) =>
          together(signal, [(until) => this.#hearAll(until), (until) => this.#deliverer.run(connection, until)]),
        farewell: async () => undefined,
      },
      { clock, log, random },
    );
  }

  get state(): LinkState {
    return this.#link.state;
  }

  get states(): Listenable<LinkState> {
    return this.#link.states;
  }

  get steps(): Listenable<DeliveryStep> {
    return this.#deliverer.steps;
  }

  start(signal: AbortSignal): void {
    this.#link.start(signal);
  }

  async refresh(places: Parameters<DeliveryService['refresh']>[0]): Promise<void> {
    const { tables } = this.#options.register;
    await tables.refresh(places.map(({ site, name: terminal }) => ({ site, terminal })));
    for (const address of places) await this.#deliverer.changed(address);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#link[Symbol.asyncDispose]();
  }

  async #open(signal: AbortSignal): Promise<Connection> {
    const { url, tls, login, protocolVersion = 5 } = this.#options;
    let connection: Connection | undefined;
    connection = await openConnection(
      {
        ...{ url, clientId: `ridged-delivery-${randomUUID()}`, protocolVersion, keepaliveS: KEEPALIVE_S },
        // Terminals tell again how they stand; the broker need not keep it.
        sessionExpiryS: 0,
        ...(tls && { tls }),
        ...(login && { login }),
        receive: (message) => this.#receive(message, connection?.lost),
      },
      signal,
    );
    try {
      await connection.subscribe([filterOf('people/reported')]);
      return connection;
    } catch (reason) {
      connection.cut();
      throw reason;
    }
  }

  /** More than are dealt with wait at the broker. */
  async #receive({ topic, payload }: InboundMessage, lost: AbortSignal | undefined): Promise<void> {
    const parsed = parseTopic(topic);
    if (parsed?.channel !== 'people/reported' || !lost || lost.aborted) return;
    const { site, terminal } = parsed;
    const done = await this.#places.take(lost).catch((reason: unknown) => {
      if (!lost.aborted) throw reason;
    });
    if (!done) return;
    this.#letters.push({ address: { site, terminal }, payload, done });
    this.#bell.ring();
  }

  async #hearAll(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const letter = this.#letters.shift();
      if (!letter) {
        await this.#bell.wait(this.#options.clock, IDLE_MS, signal);
        continue;
      }
      try {
        await this.#deliverer.hear(letter.address, letter.payload);
      } finally {
        letter.done();
      }
    }
  }
}
