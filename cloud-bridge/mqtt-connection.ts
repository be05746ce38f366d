// One connection to the broker, while it lasts: what is sent and asked over it is answered, or it is lost.
import type { MqttClient } from 'mqtt';
import { abortable, Deadline, KioskError } from '../protocol/index.ts';
import type { Connection, Publication, SubscribeOptions } from './connection.ts';
import { Patience } from './patience.ts';
import { Slots } from './slots.ts';
import { tlsWords } from './tls-words.ts';

const GOODBYE_LIMIT_MS = 2000;
/** Of the keep-alive: as long as a broker bears a client that says nothing (MQTT 5.0, 3.1.2.10) we bear that it answers nobody, */
const SILENT_FOR = 1.5;
/** and so long that it answers others, and one never. */
const ONE_UNANSWERED_FOR = 20;

const NO_ANSWER = new Error('no answer to what was sent');

export const unreachable = (where: string, cause: unknown): KioskError =>
  new KioskError('FLEET_UNREACHABLE', { where, why: wordsOf(cause) }, cause);

/** Where both addresses of a name refuse, Node's error has a code and no words. */
const wordsOf = (cause: unknown): string => {
  if (!(cause instanceof Error)) return String(cause);
  return tlsWords(cause.message) || ('code' in cause ? String(cause.code) : cause.name);
};

export interface Connected {
  readonly client: MqttClient;
  readonly lost: AbortSignal;
  readonly inFlight: number;
  readonly where: string;
  readonly keepaliveMs: number;
  readonly lose: (cause: unknown) => void;
}

export class MqttConnection implements Connection {
  readonly lost: AbortSignal;
  readonly #client: MqttClient;
  readonly #slots: Slots;
  readonly #made: Connected;
  readonly #patience: Patience;

  constructor(made: Connected) {
    this.#patience = new Patience(SILENT_FOR * made.keepaliveMs, () => made.lose(NO_ANSWER));
    // A ping that is answered says nothing of what was asked.
    made.client.on('packetreceive', ({ cmd }) => cmd === 'publish' && this.#patience.heard());
    this.#client = made.client;
    this.lost = made.lost;
    this.#slots = new Slots(made.inFlight);
    this.#made = made;
  }

  async publish({ topic, payload, qos, retain = false }: Publication): Promise<void> {
    const release = await this.#slots.take(this.lost);
    try {
      const sent = this.#client.publishAsync(topic, payload, { qos, retain });
      // Nobody answers the other kind: it is on its way once what was written before it is.
      await (qos === 0 ? this.#orLost(sent, this.lost) : this.#answered(sent));
    } finally {
      release();
    }
  }

  async subscribe(topics: readonly string[], { keepsRetained = false }: SubscribeOptions = {}): Promise<void> {
    const granted = await this.#answered(this.#client.subscribeAsync([...topics], { qos: 1, rap: keepsRetained }));
    const refused = granted.find(({ qos }) => qos >= 0x80);
    if (refused) throw unreachable(refused.topic, 'the broker does not allow this subscription');
  }

  async close(): Promise<void> {
    using deadline = new Deadline(new AbortController().signal, GOODBYE_LIMIT_MS, () => new Error('no goodbye'));
    const version5 = this.#client.options.protocolVersion === 5;
    // An orderly end leaves no session behind.
    const farewell = this.#client.endAsync(false, version5 ? { properties: { sessionExpiryInterval: 0 } } : {});
    await abortable(farewell, deadline.signal).catch(() => this.cut());
  }

  cut(): void {
    this.#client.end(true);
    this.#client.stream.destroy();
  }

  /** MQTT.js leaves what waits for an answer waiting for ever where a broker gives none. */
  async #answered<T>(work: Promise<T>): Promise<T> {
    const { keepaliveMs, lose } = this.#made;
    using limit = new Deadline(this.lost, ONE_UNANSWERED_FOR * keepaliveMs, () => NO_ANSWER);
    try {
      return await this.#patience.with(this.#orLost(work, limit.signal));
    } finally {
      if (limit.signal.aborted) lose(NO_ANSWER);
    }
  }

  /** And when the connection goes. */
  async #orLost<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
    try {
      return await abortable(work, signal);
    } catch (cause) {
      throw cause instanceof KioskError ? cause : unreachable(this.#made.where, cause);
    }
  }
}
