// The fleet's ear: stores what terminals send, then, and only then, says so.
import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  Broadcast,
  type Clock,
  type FleetChannel,
  filterOf,
  healthSchema,
  isFault,
  type Listenable,
  openBatch,
  parseTopic,
  statusSchema,
  type TerminalAddress,
  terminalName,
  topicRoot,
} from '../../protocol/index.ts';
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
import type { FleetStore, Incident, JournalStanding, ReceivedBatch } from './fleet-store.ts';
import { type Ask, GapWatch } from './gap-watch.ts';

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

interface Letter {
  readonly address: TerminalAddress;
  readonly channel: FleetChannel;
  readonly payload: Uint8Array;
  readonly done: () => void;
}

const CHANNELS: readonly FleetChannel[] = ['journal', 'status', 'health'];
/** Batches read and not yet stored; then the broker is read no further. */
const MOST_WAITING = 64;
const MOST_AT_ONCE = 16;
/** So many entries share one transaction: one fsync for all, and still no long pause of the event loop. */
const MOST_ENTRIES_AT_ONCE = 250;
const MAX_PLAIN_BYTES = 64 * 1024;
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
  readonly #stored = new Broadcast<readonly JournalStanding[]>();
  readonly #gaps = new GapWatch();
  readonly #letters: Letter[] = [];
  readonly #places = new Slots(MOST_WAITING);
  readonly #answers: Answers;
  readonly #bell = new Bell();

  constructor(options: IngestOptions) {
    this.#options = options;
    const { clock, log, keys, random = Math.random } = options;
    this.#answers = new Answers(keys, clock);
    this.#link = new Link(
      {
        open: (signal) => this.#open(signal),
        use: (connection, signal) =>
          together(signal, [(until) => this.#work(until), (until) => this.#answers.run(connection, until)]),
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
    return this.#stored;
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
        ...{ url, clientId, protocolVersion, keepaliveS: KEEPALIVE_S },
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
        await this.#take(letters);
      } finally {
        for (const { done } of letters) done();
      }
      for (const ask of this.#gaps.overdue(clock.monotonicMs())) this.#ask(ask);
    }
  }

  async #take(letters: readonly Letter[]): Promise<void> {
    try {
      await this.#takeBatches(letters.filter(({ channel }) => channel === 'journal'));
      for (const letter of letters) {
        if (letter.channel === 'status') await this.#takeStatus(letter);
        if (letter.channel === 'health') await this.#takeHealth(letter);
      }
    } catch (error) {
      // Not stored, so not acknowledged: the terminals keep it and send it again.
      if (!isFault(error)) throw error;
      this.#options.log.warn({ code: error.code, ...error.context, letters: letters.length }, 'could not be stored');
    }
  }

  async #takeBatches(letters: readonly Letter[]): Promise<void> {
    if (letters.length === 0) return;
    const { store, clock } = this.#options;
    const opened = await Promise.all(letters.map((letter) => this.#openLetter(letter)));
    const batches = opened.filter((batch) => batch !== undefined);
    for (const group of groupsOf(batches)) {
      const standings = await store.storeBatches(group);
      for (const [at, standing] of standings.entries()) {
        this.#answers.acknowledge(standing);
        const batch = group[at]?.batch;
        if (batch) this.#ask(this.#gaps.afterBatch(standing, batch, clock.monotonicMs()));
      }
      this.#stored.send(standings);
      // A store may work without ever giving way; this one shares its process with a kiosk in `make run`.
      await nextTurn();
    }
  }

  async #takeStatus({ address, payload }: Letter): Promise<void> {
    const { store, clock } = this.#options;
    // An empty retained status is how a terminal is taken off the list: nothing to complain of.
    if (payload.length === 0) return;
    const status = statusSchema.safeParse(readJson(payload));
    if (!status.success) return await this.#complain('status-refused', address, 'not a status message');
    if (status.data.state === 'offline') {
      await store.noteDeath(address, status.data, clock.nowMs());
      return;
    }
    const standing = await store.noteBirth(address, status.data, clock.nowMs());
    this.#answers.acknowledge(standing);
    this.#ask(this.#gaps.afterBirth(standing, status.data.journal.acknowledgedSeq, clock.monotonicMs()));
  }

  async #takeHealth({ address, payload }: Letter): Promise<void> {
    const { store, clock } = this.#options;
    const health = healthSchema.safeParse(readJson(payload));
    if (health.success) await store.noteHealth(address, health.data, clock.nowMs());
    else await this.#complain('health-refused', address, 'not a health message');
  }

  #ask(ask: Ask | undefined): void {
    if (!ask) return;
    const terminal = terminalName(ask.standing.address);
    this.#options.log.info({ terminal, ...ask.range }, 'asks for entries again');
    this.#answers.ask(ask);
  }

  async #openLetter({ address, payload }: Letter): Promise<ReceivedBatch | undefined> {
    const { keys, clock } = this.#options;
    try {
      const batch = await openBatch(payload, (kid) => keys.unsealKey(kid));
      if (batch.from === topicRoot(address)) return { address, batch, receivedMs: clock.nowMs() };
      await this.#complain('batch-refused', address, 'a batch of another terminal');
    } catch (error) {
      if (!isFault(error)) throw error;
      await this.#complain('batch-refused', address, error.message);
    }
    return undefined;
  }

  async #complain(kind: Incident['kind'], address: TerminalAddress, detail: string): Promise<void> {
    const terminal = terminalName(address);
    this.#options.log.warn({ terminal, kind, detail }, 'a message was refused');
    await this.#options.store.report({ kind, terminal, detail, atMs: this.#options.clock.nowMs() });
  }
}

/** In order, each as large as one transaction may be, or a single batch. */
function groupsOf(batches: readonly ReceivedBatch[]): readonly (readonly ReceivedBatch[])[] {
  const groups: ReceivedBatch[][] = [];
  let room = 0;
  for (const received of batches) {
    const { length } = received.batch.entries;
    if (length > room || groups.length === 0) {
      groups.push([]);
      room = MOST_ENTRIES_AT_ONCE;
    }
    groups.at(-1)?.push(received);
    room -= length;
  }
  return groups;
}

/** Undefined for what is not JSON, or too long to be one of ours. */
function readJson(payload: Uint8Array): unknown {
  if (payload.length > MAX_PLAIN_BYTES) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(payload));
  } catch {
    return undefined;
  }
}
