// Sends a terminal what is due to it: what it is to know at once, then a few parts of its change, each sealed when its turn comes.
import { isFault, sealPart, type TerminalAddress, terminalName } from '../../../protocol/index.ts';
import type { Connection } from '../../connection.ts';
import { type Course, hasItsTurn, newQuestion, noteTry, recipientIn } from './course.ts';
import type { DelivererParts, DeliveryStep } from './deliverer.ts';
import { type DownMessage, sendDown } from './send-down.ts';
import type { Transfer } from './transfer.ts';

/** Parts in a row for one terminal, before the next has its turn. */
const PARTS_AT_ONCE = 4;

export interface SenderParts extends DelivererParts {
  /** Somebody has changed since the change was counted. */
  readonly countOnceMore: (course: Course) => Promise<void>;
  readonly tell: (address: TerminalAddress, step: DeliveryStep['step'], why?: string) => void;
}

export class Sender {
  readonly #parts: SenderParts;

  constructor(parts: SenderParts) {
    this.#parts = parts;
  }

  /** A terminal that cannot be served, for its key is none or its people cannot be read, keeps nobody else waiting. */
  async serve(course: Course, connection: Connection): Promise<void> {
    try {
      await this.#sendSome(course, connection);
    } catch (fault) {
      if (!isFault(fault, 'KEY_UNAVAILABLE') && !isFault(fault, 'SEAL_BROKEN')) throw fault;
      const { code, context } = fault;
      this.#parts.log.warn({ ...context, code, terminal: terminalName(course.address) }, 'a terminal cannot be served');
      course.due = [];
      this.#parts.tell(course.address, 'refused', code);
    }
  }

  async #sendSome(course: Course, connection: Connection): Promise<void> {
    const { holds } = course;
    course.holds = undefined;
    if (holds) await this.#publish(course.address, { channel: 'people/delta', body: { holds } }, connection);
    for (const captured of course.receipts.splice(0))
      await this.#publish(course.address, { channel: 'people/delta', body: { captured } }, connection);
    if (course.ask) {
      course.ask = false;
      const nonce = newQuestion(course, this.#parts.clock.monotonicMs());
      await this.#publish(course.address, { channel: 'people/delta', body: { ask: 'report', nonce } }, connection);
      return;
    }
    if (course.transfer && hasItsTurn(course, this.#parts.clock.monotonicMs()))
      await this.#sendParts(course, course.transfer, connection);
  }

  async #sendParts(course: Course, transfer: Transfer, connection: Connection): Promise<void> {
    for (const number of course.due.slice(0, PARTS_AT_ONCE)) {
      const isSent = await this.#send(course, { transfer, number }, connection);
      // The terminal may have answered by now: of what is proven nothing else is told.
      if (!isSent || course.transfer !== transfer) return;
      // Not before it is sent: a report that comes while it is sealed finds it due.
      course.due = course.due.filter((other) => other !== number);
    }
    this.#parts.tell(course.address, course.due.length > 0 ? 'sending' : 'sent');
  }

  async #send(
    course: Course,
    { transfer, number }: { readonly transfer: Transfer; readonly number: number },
    connection: Connection,
  ): Promise<boolean> {
    const { register, clock } = this.#parts;
    const { address } = course;
    const delivery = await register.deliveries.of(terminalName(address));
    if (!delivery?.report) {
      // Another device is in its place, whose key nobody knows yet.
      Object.assign(course, { due: [], ask: true });
      return false;
    }
    const put = await register.tables.asCounted(delivery.place, transfer.whomIn(number));
    if (!put) {
      await this.#parts.countOnceMore(course);
      return false;
    }
    const { challenge, sealingKey } = delivery.report;
    const offlineForMs = await register.settings.offlineForMs();
    const sealed = await sealPart(transfer.part(number, { put, offlineForMs, challenge }), sealingKey);
    const channel = transfer.change.from === null ? 'people/desired' : 'people/delta';
    // Something else has begun while this was sealed.
    if (course.transfer !== transfer) return false;
    course.sentTo = recipientIn(delivery.report);
    course.sentAtMs = clock.monotonicMs();
    noteTry(course, course.sentAtMs);
    await this.#publish(address, { channel, body: { sealed } }, connection);
    return true;
  }

  async #publish(address: TerminalAddress, message: DownMessage, connection: Connection): Promise<void> {
    await sendDown(this.#parts, address, { ...message, connection });
  }
}
