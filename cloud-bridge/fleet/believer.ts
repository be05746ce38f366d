// Believes of a terminal only what its own pinned key has signed: its reports, whoever was enrolled there, whom it asks for, how far its jobs are, and that it wants another certificate.
import {
  type CapturedPerson,
  type CertificateRequest,
  type Clock,
  isFault,
  type JobReport,
  openCaptured,
  openCertificateRequest,
  openJobReport,
  openReport,
  openWanted,
  type PeopleReport,
  type TerminalAddress,
  terminalName,
  topicRoot,
  type WantedPerson,
} from '../../protocol/index.ts';
import type { Log } from '../log.ts';
import type { FleetKeys } from './fleet-keys.ts';
import type { Letter } from './letter-lane.ts';

export interface BelieverParts {
  /** Opens what was sealed to the operator. */
  readonly keys: Pick<FleetKeys, 'unsealKey'>;
  /** Thumbprint of the key that is pinned for a terminal; only what it has signed is believed. */
  readonly keyOf: (terminal: string) => Promise<string | null>;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly log: Log;
  readonly onRefused: (address: TerminalAddress, why: string) => void;
}

export type Believed =
  | { readonly what: 'report'; readonly report: PeopleReport }
  | { readonly what: 'captured'; readonly person: CapturedPerson }
  | { readonly what: 'job'; readonly report: JobReport }
  | { readonly what: 'wanted'; readonly wanted: WantedPerson }
  | { readonly what: 'renewal'; readonly request: CertificateRequest; readonly signedBy: string };

interface Opened {
  readonly believed: Believed;
  readonly from: string;
  readonly signedBy: string;
}

interface Stranger {
  readonly letter: Letter;
  readonly sinceMs: number;
}

const MOST_STRANGERS = 1000;
const STRANGER_FOR_MS = 120_000;

export class Believer {
  readonly #parts: BelieverParts;
  /** Reports of terminals whose key is not known yet: their journal makes it known at any moment. What else there is they send again. */
  readonly #strangers = new Map<string, Stranger>();

  constructor(parts: BelieverParts) {
    this.#parts = parts;
  }

  /** Undefined of what is not believed, or not yet. @throws KioskError STORE_* */
  async open(letter: Letter): Promise<Believed | undefined> {
    const { address, channel } = letter;
    try {
      const { believed, from, signedBy } = await this.#opened(letter);
      const pinned = await this.#parts.keyOf(terminalName(address));
      if (pinned === null) return channel === 'people/reported' ? this.#keep(letter) : undefined;
      if (signedBy !== pinned) return this.#refuse(address, 'signed by another key than its own');
      return from === topicRoot(address) ? believed : this.#refuse(address, 'shown as that of another terminal');
    } catch (fault) {
      if (!isFault(fault)) throw fault;
      return this.#refuse(address, fault.code);
    }
  }

  /** Letters of those whose key has become known meanwhile; whoever stays a stranger is let go. @throws KioskError STORE_* */
  async nowKnown(): Promise<readonly Letter[]> {
    const nowMs = this.#parts.clock.monotonicMs();
    const known: Letter[] = [];
    for (const [terminal, { letter, sinceMs }] of this.#strangers) {
      const isKnown = (await this.#parts.keyOf(terminal)) !== null;
      if (!isKnown && nowMs - sinceMs < STRANGER_FOR_MS) continue;
      this.#strangers.delete(terminal);
      if (isKnown) known.push(letter);
      else this.#refuse(letter.address, 'no key is known of this terminal: it has sent no entry');
    }
    return known;
  }

  async #opened({ channel, payload }: Letter): Promise<Opened> {
    if (channel === 'people/captured') {
      const { person, signedBy } = await openCaptured(payload, (kid) => this.#parts.keys.unsealKey(kid));
      return { believed: { what: 'captured', person }, from: person.from, signedBy };
    }
    if (channel === 'command/result') {
      const { report, signedBy } = await openJobReport(payload, (kid) => this.#parts.keys.unsealKey(kid));
      return { believed: { what: 'job', report }, from: report.from, signedBy };
    }
    if (channel === 'people/wanted') {
      const { wanted, signedBy } = await openWanted(payload, (kid) => this.#parts.keys.unsealKey(kid));
      return { believed: { what: 'wanted', wanted }, from: wanted.from, signedBy };
    }
    if (channel === 'certificate/request') {
      const { request, signedBy } = await openCertificateRequest(payload);
      return { believed: { what: 'renewal', request, signedBy }, from: request.from, signedBy };
    }
    const { report, signedBy } = await openReport(payload);
    return { believed: { what: 'report', report }, from: report.from, signedBy };
  }

  #keep(letter: Letter): undefined {
    const terminal = terminalName(letter.address);
    const known = this.#strangers.get(terminal);
    if (!known && this.#strangers.size >= MOST_STRANGERS) return;
    const { sinceMs = this.#parts.clock.monotonicMs() } = known ?? {};
    this.#strangers.set(terminal, { letter, sinceMs });
  }

  #refuse(address: TerminalAddress, why: string): undefined {
    this.#parts.log.warn({ terminal: terminalName(address), why }, 'a word of a terminal was refused');
    this.#parts.onRefused(address, why);
  }
}
