// The fleet's ear: stores what terminals send, then, and only then, says so.
import { randomUUID } from 'node:crypto';
import { type Clock, type FleetChannel, filterOf, type Listenable, parseTopic } from '../../protocol/index.ts';
import { Bell } from '../bell.ts';
import {
  type Connection,
  type InboundMessage,
  type MqttVersion,
  openConnection,
  type TlsFiles,
} from '../connection.ts';
import { Link } from '../link.ts';
import type { LinkState } from '../link-state.ts';
import type { Log } from '../log.ts';
import { Slots } from '../slots.ts';
import { together } from '../together.ts';
import { Answers } from './answers.ts';
import type { FleetKeys } from './fleet-keys.ts';
import type { FleetStore, JournalStanding } from './fleet-store.ts';
import { Intake, type Letter } from './intake.ts';

export interface IngestOptions {
  readonly url: string;
  readonly store: FleetStore;
  readonly keys: FleetKeys;
  readonly clock: Clock;
  readonly random?: () => number;
  readonly log: Log;
  readonly protocolVersion?: MqttVersion;
  readonly tls?: TlsFiles;
  readonly login?: { readonly username: string; readonly password: string };
  readonly clientId?: string;
}

export interface Ingest extends AsyncDisposable {
  readonly state: LinkState;
  readonly states: Listenable<LinkState>;
  /** After each commit: where the journals stand that it touched. */
  readonly stored: Listenable<readonly JournalStanding[]>;
}

interface WaitingLetter extends Letter {
  readonly done: () => void;
}

const CHANNELS: readonly FleetChannel[] = ['journal', 'status', 'health'];
/** Batches read and not yet stored; then the broker is read no further. */
const MOST_WAITING = 64;
const MOST_AT_ONCE = 16;
const GAP_CHECK_MS = 5000;
const KEEPALIVE_S = 30;

/** Connects in the background and again whenever it must; stores until the signal aborts or it is disposed. */
export function startIngest(options: IngestOptions, signal: AbortSignal): Ingest {
  const ingest = new MqttIngest(options);
  ingest.start(signal);
  return ingest;
}

class MqttIngest implements Ingest {
  readonly #options: IngestOptions;
  readonly #link: Link;
  readonly #letters: WaitingLetter[] = [];
  readonly #places = new Slots(MOST_WAITING);
  readonly #intake: Intake;
  readonly #bell = new Bell();

  constructor(options: IngestOptions) {
    this.#options = options;
    const { clock, log, keys, random = Math.random } = options;
    const answers = new Answers(keys, clock);
    this.#intake = new Intake(options, answers);
    this.#link = new Link(
      {
        open: (signal) => this.#open(signal),
        use: (connection, signal) =>
          together(signal, [(until) => this.#work(until), (until) => answers.run(connection, until)]),
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

  get stored(): Listenable<readonly JournalStanding[]> {
    return this.#intake.stored;
  }

  start(signal: AbortSignal): void {
    this.#link.start(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#link[Symbol.asyncDispose]();
  }

  async #open(signal: AbortSignal): Promise<Connection> {
    const { url, tls, login, protocolVersion = 5, clientId = `ridged-ingest-${randomUUID()}` } = this.#options;
    let connection: Connection | undefined;
    connection = await openConnection(
      {
        // What it has not read is not acknowledged, and comes again: the broker need not keep it.
        ...{ url, clientId, protocolVersion, keepaliveS: KEEPALIVE_S, sessionExpiryS: 0 },
        ...(tls && { tls }),
        ...(login && { login }),
        receive: (message) => this.#receive(message, connection?.lost),
      },
      signal,
    );
    try {
      await connection.subscribe(CHANNELS.map(filterOf));
      return connection;
    } catch (reason) {
      connection.cut();
      throw reason;
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

  /** Undefined where the connection went while we waited: what nobody stored comes again. */
  async #place(lost: AbortSignal): Promise<(() => void) | undefined> {
    try {
      return await this.#places.take(lost);
    } catch (reason) {
      if (lost.aborted) return undefined;
      throw reason;
    }
  }

  async #work(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    while (!signal.aborted) {
      if (this.#letters.length === 0) await this.#bell.wait(clock, GAP_CHECK_MS, signal);
      const letters = this.#letters.splice(0, MOST_AT_ONCE);
      try {
        await this.#intake.take(letters);
      } finally {
        for (const { done } of letters) done();
      }
      this.#intake.remind();
    }
  }
}
