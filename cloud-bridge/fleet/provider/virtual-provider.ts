// An identity provider with its gateway, for the demo, the bench and tests: answers about invented cards, takes evidence in.
import { createHash, randomUUID } from 'node:crypto';
import {
  type BodyOf,
  Broadcast,
  type CardStatus,
  type Clock,
  type DownwardChannel,
  type Evidence,
  evidenceSchema,
  type FleetChannel,
  filterOf,
  type GatewayAnswer,
  type GatewayRequest,
  type GatewayService,
  gatewayServices,
  isFault,
  type Listenable,
  openAsProvider,
  parseGatewayRequest,
  parseTopic,
  signCommand,
  type TerminalAddress,
  topicOf,
  topicRoot,
  untilAborted,
} from '../../../protocol/index.ts';
import { type Connection, type InboundMessage, type MqttVersion, openConnection } from '../../connection.ts';
import { Link } from '../../link.ts';
import type { LinkState } from '../../link-state.ts';
import type { Log } from '../../log.ts';
import { Slots } from '../../slots.ts';
import type { FleetKeys } from '../fleet-keys.ts';

export interface VirtualProviderOptions {
  readonly url: string;
  /** Of the role `provider`. */
  readonly keys: FleetKeys;
  readonly clock: Clock;
  readonly log: Log;
  readonly protocolVersion?: MqttVersion;
}

/** What it says, by citizen number; whoever it does not name has a normal card and lives. */
export interface ProviderScript {
  readonly cards?: Readonly<Record<string, CardStatus>>;
  readonly dataWrong?: readonly string[];
  /** Percent of the national face service; null: it has no picture of this person. */
  readonly facePercent?: number | null;
  /** The service is busy, and says for how long. */
  readonly faceBusyMs?: number;
  /** The code that was "sent" to any telephone. */
  readonly mobileCode?: string;
  /** App sessions that wait for a result. */
  readonly appSessions?: readonly string[];
  readonly expiredSessions?: readonly string[];
  readonly answersAfterMs?: number;
  /** It hears and says nothing. */
  readonly isSilent?: boolean;
}

/** A provider keeps what it is given; this one forgets the oldest. */
const MOST_KEPT = 200;
/** Questions that are known again; a real provider keeps them for as long as their time stamp is good. */
const MOST_ASKED = 10_000;
const MOST_AT_ONCE = 8;
const KEEPALIVE_S = 30;

type Answerers = {
  readonly [S in GatewayService]: (request: GatewayRequest<S>) => Omit<GatewayAnswer<S>, keyof Stamp>;
};
interface Stamp {
  readonly id: string;
  readonly transactionId: string;
  readonly answeredAtMs: number;
}

export class VirtualProvider implements AsyncDisposable {
  script: ProviderScript = {};
  readonly #options: VirtualProviderOptions;
  readonly #link: Link;
  readonly #evidence: Evidence[] = [];
  readonly #taken = new Broadcast<Evidence>();
  readonly #asked = new Set<string>();
  readonly #places = new Slots(MOST_AT_ONCE);
  #connection: Connection | undefined;

  constructor(options: VirtualProviderOptions) {
    this.#options = options;
    const { clock, log } = options;
    this.#link = new Link(
      {
        open: (signal) => this.#open(signal),
        use: (_, signal) => untilAborted(signal),
        farewell: async () => undefined,
      },
      { clock, log, random: Math.random },
    );
  }

  start(signal: AbortSignal): void {
    this.#link.start(signal);
  }

  get state(): LinkState {
    return this.#link.state;
  }

  get states(): Listenable<LinkState> {
    return this.#link.states;
  }

  /** The newest last. */
  get evidence(): readonly Evidence[] {
    return this.#evidence;
  }

  get taken(): Listenable<Evidence> {
    return this.#taken;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#link[Symbol.asyncDispose]();
  }

  async #open(signal: AbortSignal): Promise<Connection> {
    const { url, protocolVersion = 5 } = this.#options;
    const connection = await openConnection(
      {
        ...{
          url,
          protocolVersion,
          keepaliveS: KEEPALIVE_S,
          sessionExpiryS: 0,
          clientId: `ridged-provider-${randomUUID()}`,
        },
        receive: (message) => this.#receive(message, signal),
      },
      signal,
    );
    this.#connection = connection;
    const channels: readonly FleetChannel[] = [
      'evidence',
      ...gatewayServices.map((service) => `gateway/${service}/request` as const),
    ];
    await connection.subscribe(channels.map(filterOf));
    return connection;
  }

  /** What it says goes over the stream that it reads: whoever waited here for the broker's word would wait for ever. */
  async #receive(message: InboundMessage, signal: AbortSignal): Promise<void> {
    const done = await this.#places.take(signal);
    void this.#hear(message).finally(done);
  }

  async #hear({ topic, payload }: InboundMessage): Promise<void> {
    const parsed = parseTopic(topic);
    if (!parsed || this.script.isSilent) return;
    const { channel, ...address } = parsed;
    try {
      if (channel === 'evidence') return await this.#take(address, payload);
      const service = gatewayServices.find((name) => channel === `gateway/${name}/request`);
      if (service) await this.#answer(address, service, payload);
    } catch (error) {
      if (!isFault(error)) throw error;
      this.#options.log.warn({ topic, code: error.code, ...error.context }, 'the provider cannot read this');
    }
  }

  async #take(address: TerminalAddress, sealed: Uint8Array): Promise<void> {
    const reading = { parse: (value: unknown) => evidenceSchema.parse(value), keyOf: this.#keyOf };
    const { content } = await openAsProvider(sealed, 'ridged-evidence+jws', reading);
    const { id } = content.record;
    if (!this.#evidence.some(({ record }) => record.id === id)) {
      this.#evidence.push(content);
      this.#evidence.splice(0, this.#evidence.length - MOST_KEPT);
      this.#taken.send(content);
    }
    await this.#say(address, 'evidence/ack', { id, sha256: createHash('sha256').update(sealed).digest('hex') });
  }

  async #answer<S extends GatewayService>(address: TerminalAddress, service: S, sealed: Uint8Array): Promise<void> {
    const parse = (value: unknown): GatewayRequest<S> => parseGatewayRequest(service, value);
    const { content: request } = await openAsProvider(sealed, 'ridged-question+jws', { parse, keyOf: this.#keyOf });
    if (this.#asked.has(request.id)) return;
    if (this.#asked.size >= MOST_ASKED) this.#asked.clear();
    this.#asked.add(request.id);
    const { clock } = this.#options;
    const { answersAfterMs = 0 } = this.script;
    if (answersAfterMs > 0) await clock.sleep(answersAfterMs, new AbortController().signal);
    const stamp: Stamp = {
      id: request.id,
      transactionId: `virtual-${randomUUID()}`,
      answeredAtMs: Math.round(clock.nowMs()),
    };
    const answer = { ...this.#answerers[service](request), ...stamp };
    await this.#say(address, `gateway/${service}/response`, answer as BodyOf<`gateway/${S}/response`>); // by this service
  }

  readonly #keyOf = (kid: string) => this.#options.keys.unsealKey(kid);

  readonly #answerers: Answerers = {
    'card-status': ({ citizenNumber }) => ({
      status: this.script.cards?.[citizenNumber] ?? 'normal',
      dataCorrect: !this.script.dataWrong?.includes(citizenNumber),
      identityExists: true,
    }),
    'face-verification': () => {
      const { facePercent = 92, faceBusyMs: retryAfterMs } = this.script;
      if (retryAfterMs !== undefined) return { percent: null, refusedBecause: 'busy', retryAfterMs };
      return { percent: facePercent, refusedBecause: facePercent === null ? 'no-reference' : null, retryAfterMs: null };
    },
    'mobile-confirmation': ({ act }) => {
      const { mobileCode = '123456' } = this.script;
      if (act.step === 'send') return { result: 'sent' };
      return { result: act.code === mobileCode ? 'confirmed' : 'wrong-code' };
    },
    'level-up': ({ appSession }) => {
      const { appSessions = [], expiredSessions = [] } = this.script;
      if (expiredSessions.includes(appSession)) return { result: 'session-expired' };
      return { result: appSessions.includes(appSession) ? 'delivered' : 'session-unknown' };
    },
  };

  async #say<C extends DownwardChannel>(address: TerminalAddress, channel: C, body: BodyOf<C>): Promise<void> {
    const { keys, clock } = this.#options;
    const payload = await signCommand(
      { audience: topicRoot(address), channel, body, id: randomUUID() },
      keys.signer,
      clock,
    );
    await this.#connection?.publish({ topic: topicOf(address, channel), payload, qos: 1 });
  }
}
