// Brings each terminal's table up to date over the broker, until its own signed report proves that it is: one transfer a terminal, many terminals side by side.
import { randomUUID } from 'node:crypto';
import {
  Broadcast,
  type Clock,
  isFault,
  type Listenable,
  openReport,
  type PeopleDelta,
  type PeopleReport,
  type Signer,
  sealPart,
  signCommand,
  type TerminalAddress,
  terminalName,
  topicOf,
  topicRoot,
} from '../../../protocol/index.ts';
import { Bell } from '../../bell.ts';
import type { Connection } from '../../connection.ts';
import type { Log } from '../../log.ts';
import type { FleetRegister } from '../register/open-register.ts';
import { type Course, newCourse, noteProven, noteTry } from './course.ts';
import { Transfer } from './transfer.ts';

export interface DelivererParts {
  readonly register: Pick<FleetRegister, 'tables' | 'deliveries'>;
  /** An operator whom the terminals trust. */
  readonly signer: Signer;
  /** Thumbprint of the key that is pinned for a terminal; only what it has signed is believed. */
  readonly keyOf: (terminal: string) => Promise<string | null>;
  readonly clock: Clock;
  readonly log: Log;
  /** Signed into each change: without a word of the fleet for so long nobody is let in. Null: however long. */
  readonly offlineForMs?: number | null;
}

/** How a terminal comes along. */
export interface DeliveryStep {
  readonly terminal: string;
  readonly step: 'sending' | 'sent' | 'proven' | 'incomplete' | 'refused';
  readonly parts: { readonly sent: number; readonly of: number };
  readonly why?: string;
}

/** What a terminal does not answer within this time is begun anew. */
const ANSWER_WITHIN_MS = 60_000;
const CHECK_EVERY_MS = 1000;
/** Parts in a row for one terminal, before the next has its turn. */
const PARTS_AT_ONCE = 4;

interface Stranger {
  readonly address: TerminalAddress;
  readonly payload: Uint8Array;
  readonly sinceMs: number;
}

const MOST_STRANGERS = 1000;
const STRANGER_FOR_MS = 120_000;

export class Deliverer {
  readonly #parts: DelivererParts;
  readonly #courses = new Map<string, Course>();
  /** Reports of terminals whose key is not known yet: their journal makes it known at any moment. */
  readonly #strangers = new Map<string, Stranger>();
  readonly #steps = new Broadcast<DeliveryStep>();
  readonly #bell = new Bell();

  constructor(parts: DelivererParts) {
    this.#parts = parts;
  }

  get steps(): Listenable<DeliveryStep> {
    return this.#steps;
  }

  /** A report of a terminal; what another key than its own has signed is not believed. @throws KioskError STORE_* */
  async hear(address: TerminalAddress, payload: Uint8Array): Promise<void> {
    const { register, clock, log } = this.#parts;
    const terminal = terminalName(address);
    const report = await this.#believed(address, payload);
    if (!report) return;
    const place = { terminal, site: address.site };
    if (await register.deliveries.note(place, report, clock.nowMs())) await this.#follow(address, report);
    else log.warn({ terminal, number: report.number }, 'a report was heard before');
  }

  /** Whom a terminal is to have was counted anew: what is under way is out of date. */
  async changed(address: TerminalAddress): Promise<void> {
    const course = this.#courseOf(address);
    noteProven(course);
    await this.#begin(course);
  }

  /** Sends what is due until the signal aborts, whose reason it rejects with. @throws KioskError FLEET_UNREACHABLE, STORE_* */
  async run(connection: Connection, signal: AbortSignal): Promise<never> {
    const { clock } = this.#parts;
    // What was said while there was no connection nobody has heard.
    for (const course of this.#courses.values()) course.ask ||= course.transfer !== undefined;
    for (;;) {
      signal.throwIfAborted();
      const due = this.#due;
      for (const course of due) await this.#sendSome(course, connection);
      if (due.length === 0) await this.#bell.wait(clock, CHECK_EVERY_MS, signal);
      await this.#beginSilentAnew();
      await this.#hearStrangers();
    }
  }

  get #due(): readonly Course[] {
    const nowMs = this.#parts.clock.monotonicMs();
    return [...this.#courses.values()].filter(
      ({ due, ask, notBeforeMs }) => ask || (due.length > 0 && nowMs >= notBeforeMs),
    );
  }

  async #believed(address: TerminalAddress, payload: Uint8Array): Promise<PeopleReport | undefined> {
    const { keyOf, log } = this.#parts;
    const terminal = terminalName(address);
    const refuse = (why: string): undefined => {
      log.warn({ terminal, why }, 'a report was refused');
      this.#tell(address, 'refused', why);
    };
    try {
      const { report, signedBy } = await openReport(payload);
      const pinned = await keyOf(terminal);
      if (pinned === null) return this.#keepFor(address, payload);
      if (signedBy !== pinned) return refuse('signed by another key than its own');
      return report.from === topicRoot(address) ? report : refuse('a report of another terminal');
    } catch (fault) {
      if (!isFault(fault)) throw fault;
      return refuse(fault.code);
    }
  }

  #keepFor(address: TerminalAddress, payload: Uint8Array): undefined {
    const terminal = terminalName(address);
    const known = this.#strangers.get(terminal);
    if (!known && this.#strangers.size >= MOST_STRANGERS) return;
    const { sinceMs = this.#parts.clock.monotonicMs() } = known ?? {};
    this.#strangers.set(terminal, { address, payload, sinceMs });
  }

  async #hearStrangers(): Promise<void> {
    const nowMs = this.#parts.clock.monotonicMs();
    for (const [terminal, { address, payload, sinceMs }] of this.#strangers) {
      const isKnown = (await this.#parts.keyOf(terminal)) !== null;
      if (!isKnown && nowMs - sinceMs < STRANGER_FOR_MS) continue;
      this.#strangers.delete(terminal);
      if (isKnown) await this.hear(address, payload);
      else this.#tell(address, 'refused', 'no key is known of this terminal: it has sent no entry');
    }
  }

  async #follow(address: TerminalAddress, { needs, fault, problems }: PeopleReport): Promise<void> {
    const course = this.#courseOf(address);
    course.heardAtMs = this.#parts.clock.monotonicMs();
    if (needs?.what === 'parts' && needs.transfer === course.transfer?.id) {
      course.due = [...needs.missing];
      this.#bell.ring();
      return;
    }
    const why = fault ?? problems[0]?.problem;
    await this.#begin(course);
    // What the terminal could not do it is asked for again, later and later.
    if (why !== undefined && course.transfer) this.#tell(address, 'incomplete', why);
  }

  /** What the terminal lacks now, if it lacks anything. */
  async #begin(course: Course): Promise<void> {
    const { register, clock } = this.#parts;
    const delivery = await register.deliveries.of(terminalName(course.address));
    const next = delivery && (await register.deliveries.next(delivery.place.terminal));
    course.transfer = next && new Transfer(next);
    // Nothing can be sealed for a terminal that has not told its key.
    const canBeSent = course.transfer !== undefined && delivery?.report !== null;
    course.due = canBeSent ? Array.from({ length: course.transfer?.parts ?? 0 }, (_, at) => at + 1) : [];
    course.sent = 0;
    course.ask = course.transfer !== undefined && !canBeSent;
    if (delivery?.isProven) {
      noteProven(course);
      this.#tell(course.address, 'proven');
    } else if (canBeSent) noteTry(course, clock.monotonicMs());
    this.#bell.ring();
  }

  async #sendSome(course: Course, connection: Connection): Promise<void> {
    const { transfer } = course;
    if (course.ask) {
      course.ask = false;
      await this.#publish(course.address, { channel: 'people/delta', body: { ask: 'report' } }, connection);
      return;
    }
    for (const number of course.due.splice(0, PARTS_AT_ONCE)) {
      if (course.transfer !== transfer || !transfer) return;
      await this.#send(course.address, { transfer, number }, connection);
      course.sent += 1;
    }
    this.#tell(course.address, course.due.length > 0 ? 'sending' : 'sent');
  }

  async #send(
    address: TerminalAddress,
    { transfer, number }: { readonly transfer: Transfer; readonly number: number },
    connection: Connection,
  ): Promise<void> {
    const { register, offlineForMs = null } = this.#parts;
    const delivery = await register.deliveries.of(terminalName(address));
    if (!delivery?.report) return;
    const put = await register.tables.recordsOf(delivery.place, transfer.whomIn(number));
    const sealed = await sealPart(transfer.part(number, put, offlineForMs), delivery.report.sealingKey);
    const channel = transfer.change.from === null ? 'people/desired' : 'people/delta';
    await this.#publish(address, { channel, body: { sealed } }, connection);
  }

  async #publish(
    address: TerminalAddress,
    { channel, body }: { readonly channel: 'people/desired' | 'people/delta'; readonly body: PeopleDelta },
    connection: Connection,
  ): Promise<void> {
    const { signer, clock } = this.#parts;
    const command = { audience: topicRoot(address), channel, body, id: randomUUID() };
    const payload = await signCommand(command, signer, clock);
    await connection.publish({ topic: topicOf(address, channel), payload, qos: 1 });
  }

  async #beginSilentAnew(): Promise<void> {
    const nowMs = this.#parts.clock.monotonicMs();
    for (const course of this.#courses.values()) {
      if (!course.transfer || course.due.length > 0 || nowMs - course.heardAtMs < ANSWER_WITHIN_MS) continue;
      course.heardAtMs = nowMs;
      await this.#begin(course);
    }
  }

  #courseOf(address: TerminalAddress): Course {
    const terminal = terminalName(address);
    const course = this.#courses.get(terminal) ?? newCourse(address, this.#parts.clock.monotonicMs());
    this.#courses.set(terminal, course);
    return course;
  }

  #tell(address: TerminalAddress, step: DeliveryStep['step'], why?: string): void {
    const terminal = terminalName(address);
    const { sent = 0, transfer } = this.#courses.get(terminal) ?? {};
    const parts = { sent, of: transfer?.parts ?? 0 };
    this.#steps.send({ terminal, step, parts, ...(why !== undefined && { why }) });
  }
}
