// The certificate's part of a terminal's connection: it asks for another in time, looks at what comes, and connects anew by it.
import { randomBytes } from 'node:crypto';
import {
  type BatchSigner,
  type CertificateResponse,
  type Clock,
  isFault,
  signCertificateRequest,
  type TerminalAddress,
  topicOf,
  topicRoot,
  untilAborted,
} from '../../protocol/index.ts';
import { Bell } from '../bell.ts';
import type { BrokerAccess, Connection } from '../connection.ts';
import type { DownwardHandlers } from '../downward-ear.ts';
import type { Log } from '../log.ts';
import { Refusals, type TellRefused } from '../refusals.ts';
import type { CertificateFiles } from './certificate-files.ts';
import { type CertificateChange, TerminalCertificates } from './terminal-certificates.ts';

/** Where a terminal keeps who it is to its broker. */
export interface TerminalCertificate {
  readonly files: CertificateFiles;
  /** For the journal. */
  readonly note: (change: CertificateChange) => void;
}

export interface CertificateRoadParts {
  readonly address: TerminalAddress;
  /** Undefined where nothing is to be renewed: the terminal has none, or somebody else sees to it. */
  readonly certificate: TerminalCertificate | undefined;
  readonly clock: Clock;
  /** When a certificate ends is for the date to say. */
  readonly clockIsTrusted: () => boolean;
  readonly log: Log;
  /** A certificate that was not for us: for the security journal. */
  readonly onRefused: TellRefused;
}

/** So often it is looked at, and asked again where no answer came. */
const ASK_EVERY_MS = 3_600_000;
/** A person has to look meanwhile. */
/** What a network says that has nobody at its other end. */
const NOBODY_THERE = /ECONNREFUSED|ETIMEDOUT|EHOST|ENET|ENOTFOUND|EAI_AGAIN|no answer/;
const REFUSED_FOR_MS = 24 * ASK_EVERY_MS;

export class CertificateRoad {
  readonly #parts: CertificateRoadParts;
  readonly #certificates: TerminalCertificates | undefined;
  readonly #bell = new Bell();
  readonly #refusals: Refusals;
  #asked: string | undefined;
  #answered: string | undefined;
  #answer: CertificateResponse | undefined;
  /** Monotonic. */
  #notBeforeMs = Number.NEGATIVE_INFINITY;

  constructor(parts: CertificateRoadParts) {
    const { address, certificate, clock } = parts;
    this.#parts = parts;
    this.#certificates = certificate && new TerminalCertificates({ ...certificate, address, clock });
    this.#refusals = new Refusals(parts.onRefused, clock);
  }

  get channels(): readonly 'certificate/response'[] {
    return this.#certificates ? ['certificate/response'] : [];
  }

  readonly handlers: Pick<DownwardHandlers, 'certificate/response'> = {
    'certificate/response': (answer) => this.#hear(answer),
  };

  /** Who we are to the broker this time; where the files are gone, as it was at the start. */
  async accessBy(access: BrokerAccess): Promise<BrokerAccess> {
    const pair = await this.#certificates?.forConnection();
    return pair ? { ...access, tls: { ...access.tls, ...pair } } : access;
  }

  /** For the birth: by which certificate this connection stands. The fleet knows which it gave, not which arrived. */
  get versions(): { readonly certificate?: string } {
    const serial = this.#certificates?.serial;
    return serial === undefined ? {} : { certificate: serial };
  }

  /** What cannot be kept on disk now is tried at the next connection. */
  async letIn(): Promise<void> {
    await this.#orWarn(async () => this.#certificates?.letIn());
  }

  notLetIn(reason: unknown): void {
    const { why = '' } = isFault(reason) ? reason.context : {};
    this.#certificates?.notLetIn(!NOBODY_THERE.test(String(why)));
  }

  /** As long as the connection is used, which it cuts where there is a better certificate. Rejects with the signal's reason. */
  async run(connection: Connection, signer: BatchSigner, signal: AbortSignal): Promise<void> {
    const certificates = this.#certificates;
    if (!certificates) return await untilAborted(signal);
    for (;;) {
      await this.#orWarn(() => this.#look(certificates, connection, signer));
      await this.#bell.wait(this.#parts.clock, ASK_EVERY_MS, signal);
    }
  }

  async #look(certificates: TerminalCertificates, connection: Connection, signer: BatchSigner): Promise<void> {
    const { clock, clockIsTrusted } = this.#parts;
    const answer = this.#answer;
    this.#answer = undefined;
    if (answer) return await this.#take(answer, certificates, connection);
    if (!clockIsTrusted() || clock.monotonicMs() < this.#notBeforeMs) return;
    await this.#ask(certificates, connection, signer);
  }

  async #ask(certificates: TerminalCertificates, connection: Connection, signer: BatchSigner): Promise<void> {
    const { address, clock, log } = this.#parts;
    const due = await certificates.due();
    if (!due) return;
    this.#notBeforeMs = clock.monotonicMs() + ASK_EVERY_MS;
    const asked = randomBytes(16).toString('base64url');
    this.#asked = asked;
    const message = { from: topicRoot(address), asked, utcMs: Math.round(clock.nowMs()), ...due };
    const payload = await signCertificateRequest(message, signer);
    await connection.publish({ topic: topicOf(address, 'certificate/request'), payload, qos: 1 });
    log.info({ follows: due.follows }, 'the fleet was asked for another certificate');
  }

  #hear(answer: CertificateResponse): void {
    // Where two services of the fleet have heard the same request, both answer it.
    if (answer.asked === this.#answered) return;
    if (answer.asked !== this.#asked) {
      this.#refuse('nobody asked');
      return;
    }
    this.#asked = undefined;
    this.#answered = answer.asked;
    this.#answer = answer;
    this.#bell.ring();
  }

  async #take(answer: CertificateResponse, certificates: TerminalCertificates, connection: Connection): Promise<void> {
    if ('refused' in answer) {
      this.#notBeforeMs = this.#parts.clock.monotonicMs() + REFUSED_FOR_MS;
      await certificates.noteRefused(answer.refused);
      return;
    }
    try {
      await certificates.take(answer.certificate);
    } catch (fault) {
      if (!isFault(fault, 'FLEET_UNTRUSTED')) throw fault;
      this.#refuse(String(fault.context['why']));
      return;
    }
    this.#parts.log.info({}, 'the terminal connects anew by its new certificate');
    connection.cut();
  }

  #refuse(why: string): void {
    this.#refusals.tell(topicOf(this.#parts.address, 'certificate/response'), why);
  }

  /** A connection is not given up for it: it is tried again while the old one is good. */
  async #orWarn(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (fault) {
      if (!isFault(fault)) throw fault;
      this.#parts.log.warn({ ...fault.context, code: fault.code }, 'a certificate could not be renewed yet');
    }
  }
}
