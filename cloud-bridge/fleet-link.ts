// The device's whole side of the wire: presence, health, and a journal that empties itself into the fleet.
import { randomUUID } from 'node:crypto';
import {
  abortable,
  type BatchSigner,
  type Birth,
  type Clock,
  type Death,
  DOWNWARD,
  type DownwardChannel,
  isFault,
  type Listenable,
  type TerminalAddress,
  type TerminalHealth,
  TrustedKeys,
  terminalAddress,
  terminalName,
  topicOf,
} from '../protocol/index.ts';
import { accessIn } from './broker-access.ts';
import { CertificateRoad, type TerminalCertificate } from './certificate/certificate-road.ts';
import {
  type BrokerAccess,
  type Connection,
  type MqttVersion,
  type OpenConnection,
  openConnection,
} from './connection.ts';
import { DownwardEar, type DownwardHandlers, type EarSurroundings } from './downward-ear.ts';
import { DRAIN_LIMITS, type DrainLimits } from './drain-plan.ts';
import { HEALTH_EVERY_MS, reportHealth } from './health-report.ts';
import { JobRoad } from './jobs/job-road.ts';
import type { TerminalJobs } from './jobs/terminal-jobs.ts';
import { JournalDrain } from './journal-drain.ts';
import { Link } from './link.ts';
import type { LinkState } from './link-state.ts';
import type { Log } from './log.ts';
import type { Outbox } from './outbox.ts';
import { PeopleRoad, type TerminalPeople } from './people/people-road.ts';
import type { SearchOutcome } from './people/people-search.ts';
import type { EvidenceOutbox } from './provider/evidence-outbox.ts';
import type { GatewayExchange } from './provider/gateway-exchange.ts';
import { ProviderRoad } from './provider/provider-road.ts';
import { Refusals } from './refusals.ts';
import { together } from './together.ts';

/** What the terminal says of itself when it comes on line. */
export type BirthInfo = Pick<Birth, 'bootId' | 'versions' | 'capabilities' | 'clockState'>;

export interface FleetLinkOptions extends BrokerAccess {
  readonly site: string;
  readonly terminal: string;
  /** 5, or 4 (MQTT 3.1.1) for a broker that knows no other. */
  readonly protocolVersion?: MqttVersion;
  readonly keepaliveS?: number;
  /** MQTT 5: a loss shorter than this is nobody's business. */
  readonly willDelayS?: number;
  /** JWKS with the ingest's keys, as `ridgectl trust` prints it. */
  readonly trust: unknown;
  readonly outbox: Outbox;
  /** Where people are proved: evidence that waits for its provider. */
  readonly evidence?: EvidenceOutbox;
  /** Where the fleet says who is known here. */
  readonly people?: TerminalPeople;
  /** Where the terminal's own certificate lies, to be renewed: read at each connection, in the place of `tls.cert` and `tls.key`. */
  readonly certificate?: TerminalCertificate;
  /** Where officers of the fleet may order something. */
  readonly jobs?: TerminalJobs;
  /** The terminal's own key, asked for at each connection. Rejects with a KioskError where the vault is shut. */
  readonly signer: () => Promise<BatchSigner>;
  readonly drain?: Partial<DrainLimits>;
  readonly healthEveryMs?: number;
  readonly describe: () => BirthInfo;
  readonly health: () => TerminalHealth;
  readonly clock: Clock;
  /** Whether the wall clock can be believed now. Only then the expiry of messages is enforced. */
  readonly clockIsTrusted: () => boolean;
  /** When what was signed by a trusted key was issued and runs out, also of what comes too late. */
  readonly onTimes?: EarSurroundings['onTimes'];
  readonly random: () => number;
  readonly log: Log;
  /** A message that no trusted key has signed for us: for the security journal. */
  readonly onRefused: (topic: string, why: string) => void;
  readonly open?: OpenConnection;
}

const WILL_DELAY_S = 15;
const KEEPALIVE_S = 30;
/** A will's delay ends with the session, so the session must outlast it; and no acknowledgement is lost in a blink. */
const SESSION_EXPIRY_S = 300;
const JOURNAL_CHANNELS: readonly DownwardChannel[] = ['journal/ack', 'journal/resend'];

export class FleetLink implements AsyncDisposable {
  readonly #options: FleetLinkOptions;
  readonly #address: TerminalAddress;
  readonly #trust: TrustedKeys;
  readonly #ear: DownwardEar;
  readonly #link: Link;
  readonly #refusals: Refusals;
  readonly #provider: ProviderRoad;
  readonly #people: PeopleRoad;
  readonly #jobs: JobRoad;
  readonly #certificate: CertificateRoad;
  #connectionId = '';
  #drain: JournalDrain | undefined;
  #signer: BatchSigner | undefined;

  /** @throws KioskError CONFIG_INVALID, KEY_UNAVAILABLE */
  constructor(options: FleetLinkOptions) {
    this.#options = options;
    this.#address = terminalAddress(options.site, options.terminal);
    this.#trust = TrustedKeys.parse(options.trust);
    const { clock, clockIsTrusted, onTimes, random, log, onRefused } = options;
    const heard = { address: this.#address, trust: this.#trust, clock, clockIsTrusted, onTimes };
    this.#ear = new DownwardEar({ ...heard, log, onRefused });
    this.#refusals = new Refusals(onRefused, clock);
    this.#provider = new ProviderRoad({ address: this.#address, evidence: options.evidence, clock, log });
    const around = { address: this.#address, trust: this.#trust, clock, log };
    this.#people = new PeopleRoad({ ...around, people: options.people });
    this.#jobs = new JobRoad({ ...around, jobs: options.jobs, opener: options.people?.opener, onRefused });
    const { certificate } = options;
    this.#certificate = new CertificateRoad({ ...around, certificate, clockIsTrusted, onRefused });
    this.#link = new Link(
      {
        open: (signal) => this.#open(signal),
        use: (connection, signal) => this.#use(connection, signal),
        farewell: (connection) => this.#sayStatus(connection, this.#death('stopped')),
        done: () => options.outbox.acknowledgedSeq,
      },
      { clock, random, log },
    );
  }

  get state(): LinkState {
    return this.#link.state;
  }

  get states(): Listenable<LinkState> {
    return this.#link.states;
  }

  /** Questions to providers. */
  get gateway(): GatewayExchange {
    return this.#provider.gateway;
  }

  /**
   * Asks the fleet for somebody who says who they are and is not known here. At once `unanswered` off line; otherwise it may take until the
   * connection ends: how long to wait is for whoever asks to say. Never rejects.
   */
  askFor(code: string): Promise<SearchOutcome> {
    return this.#people.ask(code);
  }

  /** Returns at once; what cannot be reached is tried again until the signal aborts or the link is disposed. */
  start(signal: AbortSignal): void {
    this.#link.start(signal);
  }

  /** As if the network cable were pulled. */
  pause(): void {
    this.#link.pause();
  }

  resume(): void {
    this.#link.resume();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#link[Symbol.asyncDispose]();
  }

  async #open(signal: AbortSignal): Promise<Connection> {
    const access = await this.#certificate.accessBy(accessIn(this.#options));
    try {
      const connection = await this.#openBy(access, signal);
      connection.lost.addEventListener('abort', () => this.#noteMisbehaviour(connection.lost.reason), { once: true });
      await this.#certificate.letIn();
      return connection;
    } catch (reason) {
      this.#noteMisbehaviour(reason);
      if (!signal.aborted) this.#certificate.notLetIn(reason);
      throw reason;
    }
  }

  async #openBy(access: BrokerAccess, signal: AbortSignal): Promise<Connection> {
    const { protocolVersion = 5, keepaliveS = KEEPALIVE_S, open = openConnection } = this.#options;
    const { willDelayS = WILL_DELAY_S } = this.#options;
    this.#connectionId = randomUUID();
    let drain: JournalDrain | undefined;
    const connection = await open(
      {
        ...{ ...access, protocolVersion, keepaliveS, clientId: terminalName(this.#address) },
        sessionExpiryS: SESSION_EXPIRY_S,
        will: { topic: topicOf(this.#address, 'status'), payload: this.#death('lost'), delayS: willDelayS },
        receive: (message) =>
          this.#ear.hear(message, {
            ...journalHandlers(() => drain, this.#options.log),
            ...this.#provider.handlers,
            ...this.#people.handlers,
            ...this.#jobs.handlers,
            ...this.#certificate.handlers,
          }),
      },
      signal,
    );
    try {
      this.#signer = await this.#options.signer();
      drain = await this.#makeDrain(connection, this.#signer);
      this.#drain = drain;
      await this.#people.open(connection, this.#signer);
      await this.#jobs.open(connection, { id: this.#connectionId, signer: this.#signer });
      // Before the birth: the ingest answers it.
      const roads = [this.#provider, this.#people, this.#jobs, this.#certificate];
      const heard = [...JOURNAL_CHANNELS, ...roads.flatMap(({ channels }) => channels)];
      // Who is told to end does not wait for a broker that answers nothing.
      await abortable(connection.subscribe(heard.map((channel) => topicOf(this.#address, channel))), signal);
      await abortable(this.#sayStatus(connection, JSON.stringify(this.#birth())), signal);
      return connection;
    } catch (reason) {
      connection.cut();
      throw reason;
    }
  }

  /** For the security journal: no broker of the fleet's does that. */
  #noteMisbehaviour(reason: unknown): void {
    if (isFault(reason, 'FLEET_MISBEHAVED')) this.#refusals.tell('connection', String(reason.context['why']));
  }

  async #makeDrain(connection: Connection, signer: BatchSigner): Promise<JournalDrain> {
    const { outbox, clock, log, drain } = this.#options;
    const topic = topicOf(this.#address, 'journal');
    return new JournalDrain({
      ...{ outbox, clock, log, address: this.#address },
      limits: { ...DRAIN_LIMITS, ...drain },
      recipient: await this.#trust.recipient(DOWNWARD['journal/ack'].role),
      signer,
      publish: (payload) => connection.publish({ topic, payload, qos: 1 }),
    });
  }

  async #use(connection: Connection, signal: AbortSignal): Promise<void> {
    const { outbox, clock, health, healthEveryMs = HEALTH_EVERY_MS } = this.#options;
    const topic = topicOf(this.#address, 'health');
    const publish = (payload: string): Promise<void> => connection.publish({ topic, payload, qos: 0 });
    await together(signal, [
      async (until) => this.#drain?.run(until),
      async (until) => this.#signer && this.#provider.run(connection, this.#signer, until),
      (until) => this.#people.run(until),
      (until) => this.#jobs.run(until),
      async (until) => this.#signer && this.#certificate.run(connection, this.#signer, until),
      (until) => reportHealth({ outbox, clock, measure: health, everyMs: healthEveryMs, publish }, until),
    ]);
  }

  #sayStatus(connection: Connection, payload: string): Promise<void> {
    return connection.publish({ topic: topicOf(this.#address, 'status'), payload, qos: 1, retain: true });
  }

  #birth(): Birth {
    const { outbox, clock, describe } = this.#options;
    const { journalId, lastSeq, acknowledgedSeq } = outbox;
    const told = describe();
    return {
      state: 'online',
      connection: this.#connectionId,
      utcMs: clock.nowMs(),
      journal: { journalId, lastSeq, acknowledgedSeq },
      ...told,
      versions: { ...told.versions, ...this.#certificate.versions },
    };
  }

  #death(reason: Death['reason']): string {
    return JSON.stringify({ state: 'offline', connection: this.#connectionId, reason } satisfies Death);
  }
}

/** A store that fails now is asked again by the next acknowledgement. */
function journalHandlers(
  drain: () => JournalDrain | undefined,
  log: Log,
): Pick<DownwardHandlers, 'journal/ack' | 'journal/resend'> {
  return {
    'journal/ack': (ack) => {
      try {
        drain()?.acknowledge(ack);
      } catch (error) {
        if (!isFault(error)) throw error;
        log.warn({ ...error.context, code: error.code }, 'an acknowledgement could not be kept');
      }
    },
    'journal/resend': (range) => drain()?.resend(range),
  };
}
