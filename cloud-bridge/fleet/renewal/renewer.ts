// Answers terminals that ask for another certificate: each in its turn, and none too often.
import { randomUUID } from 'node:crypto';
import {
  type CertificateResponse,
  type Clock,
  signCommand,
  type TerminalAddress,
  terminalName,
  topicOf,
  topicRoot,
} from '../../../protocol/index.ts';
import type { Connection } from '../../connection.ts';
import { Believer, type BelieverParts } from '../believer.ts';
import type { FleetKeys } from '../fleet-keys.ts';
import type { Letter } from '../letter-lane.ts';
import { QuestionLine } from '../question-line.ts';
import { type AskedRenewal, type RenewalParts, renewCertificate } from '../trust/index.ts';

export interface RenewerParts extends Omit<BelieverParts, 'onRefused'>, RenewalParts {
  /** Of an operator whom the terminals trust: signs the answers. */
  readonly keys: Pick<FleetKeys, 'signer' | 'unsealKey'>;
  readonly clock: Clock;
}

interface Question extends AskedRenewal {
  readonly address: TerminalAddress;
}

/** Of one terminal: it asks once an hour at most. */
const RATE = { perSecond: 1 / 60, burst: 5 };
/** Whoever finds no place asks again in an hour. */
const LIMITS = { rate: RATE, mostWaiting: 1000 };

export class Renewer {
  readonly #parts: RenewerParts;
  readonly #believer: Believer;
  readonly #line: QuestionLine<Question>;

  constructor(parts: RenewerParts) {
    this.#parts = parts;
    this.#believer = new Believer({ ...parts, onRefused: () => undefined });
    this.#line = new QuestionLine(LIMITS, parts.clock);
  }

  /** What another key than the terminal's own has signed is not answered. @throws KioskError STORE_* */
  async hear(letter: Letter): Promise<void> {
    const believed = await this.#believer.open(letter);
    if (believed?.what !== 'renewal') return;
    const { address } = letter;
    const terminal = terminalName(address);
    const question = { address, terminal, key: believed.signedBy, request: believed.request };
    if (this.#line.add(terminal, question)) return;
    this.#parts.log.warn({ terminal, waiting: this.#line.waiting }, 'a terminal asks for certificates too often');
  }

  /** Until the signal aborts, whose reason it rejects with. @throws KioskError FLEET_UNREACHABLE, STORE_* */
  run(connection: Connection, signal: AbortSignal): Promise<never> {
    return this.#line.answerEach((question) => this.#answer(question, connection), signal);
  }

  async #answer({ address, ...asked }: Question, connection: Connection): Promise<void> {
    const { keys, clock, log } = this.#parts;
    const body: CertificateResponse = await renewCertificate(asked, this.#parts);
    const { terminal } = asked;
    if ('refused' in body) log.warn({ terminal, why: body.refused }, 'a terminal gets no other certificate');
    else log.info({ terminal }, 'a terminal was given another certificate');
    const command = { audience: topicRoot(address), channel: 'certificate/response', body, id: randomUUID() } as const;
    const payload = await signCommand(command, keys.signer, clock);
    await connection.publish({ topic: topicOf(address, 'certificate/response'), payload, qos: 1 });
  }
}
