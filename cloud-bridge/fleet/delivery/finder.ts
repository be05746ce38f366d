// Answers a terminal before which somebody stands who is not known there: with that person where they are to be there, out of turn.
import {
  type Clock,
  type FoundPerson,
  isFault,
  type SealingJwk,
  sealFound,
  type TerminalAddress,
  terminalName,
  type WantedPerson,
} from '../../../protocol/index.ts';
import type { Connection } from '../../connection.ts';
import type { Log } from '../../log.ts';
import { QuestionLine } from '../question-line.ts';
import { placeOf } from '../register/grants.ts';
import type { FleetRegister } from '../register/open-register.ts';
import { type SendingParts, sendDown } from './send-down.ts';

export interface FinderParts extends SendingParts {
  readonly register: Pick<FleetRegister, 'people' | 'tables' | 'deliveries' | 'settings'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Has the terminal's table counted, and what is new of it on its way. @throws KioskError STORE_* */
  readonly countAnew: (address: TerminalAddress) => Promise<void>;
}

interface Answer {
  readonly found: FoundPerson;
  readonly sealingKey: SealingJwk;
}

interface Question {
  readonly address: TerminalAddress;
  readonly wanted: WantedPerson;
}

/** Of one terminal: whoever has stolen its key is not to try out codes. Nobody is named in an answer who is not to be there anyway. */
const RATE = { perSecond: 1 / 6, burst: 12 };
const LIMITS = { rate: RATE, mostWaiting: 64 };

export class Finder {
  readonly #parts: FinderParts;
  readonly #line: QuestionLine<Question>;

  constructor(parts: FinderParts) {
    this.#parts = parts;
    this.#line = new QuestionLine(LIMITS, parts.clock);
  }

  /** What the terminal's own key has signed. What is too much is not answered: it asks again when somebody tries again. */
  hear(address: TerminalAddress, wanted: WantedPerson): void {
    const terminal = terminalName(address);
    if (this.#line.add(terminal, { address, wanted })) return;
    this.#parts.log.warn({ terminal, waiting: this.#line.waiting }, 'a terminal asks for people too often');
  }

  /** Until the signal aborts, whose reason it rejects with. @throws KioskError FLEET_UNREACHABLE, STORE_* */
  run(connection: Connection, signal: AbortSignal): Promise<never> {
    return this.#line.answerEach((question) => this.#answer(question, connection), signal);
  }

  async #answer({ address, wanted }: Question, connection: Connection): Promise<void> {
    const { log } = this.#parts;
    const { terminal } = placeOf(address);
    try {
      const answer = await this.#find(address, wanted);
      if (!answer) return;
      const found = await sealFound(answer.found, answer.sealingKey);
      await sendDown(this.#parts, address, { channel: 'people/delta', body: { found }, connection });
      log.info({ terminal, isFound: answer.found.person !== null }, 'a terminal has asked for somebody');
    } catch (fault) {
      if (!isFault(fault, 'KEY_UNAVAILABLE') && !isFault(fault, 'SEAL_BROKEN')) throw fault;
      log.warn({ ...fault.context, code: fault.code, terminal }, 'a terminal could not be answered');
    }
  }

  /** Undefined of a terminal that has told no key to seal to. That there is somebody who may not be there is not for it to know. */
  async #find(address: TerminalAddress, { asked, code }: WantedPerson): Promise<Answer | undefined> {
    const { register, countAnew } = this.#parts;
    const place = placeOf(address);
    const { tables, deliveries } = register;
    const { id } = (await register.people.byCode(code)) ?? {};
    const mayCome = id !== undefined && (await tables.recordsOf(place, [id])).length > 0;
    if (mayCome) await countAnew(address);
    // The revision before the record: whoever is taken off the table meanwhile is not in the record, or the terminal's table is later than it.
    const delivery = await deliveries.of(place.terminal);
    if (!delivery?.report) return undefined;
    const [person = null] = mayCome ? await tables.recordsOf(place, [id]) : [];
    const offlineForMs = await register.settings.offlineForMs();
    const found = { asked, revision: delivery.wants.revision, offlineForMs, person };
    return { found, sealingKey: delivery.report.sealingKey };
  }
}
