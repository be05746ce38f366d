// Brings each terminal's table up to date over the broker, until its own signed report proves that it is: one transfer a terminal, many terminals side by side.
import {
  Broadcast,
  type CapturedPerson,
  type CaptureReceipt,
  type Clock,
  type Listenable,
  type PeopleReport,
  type TerminalAddress,
  terminalName,
} from '../../../protocol/index.ts';
import { Bell } from '../../bell.ts';
import type { Connection } from '../../connection.ts';
import { together } from '../../together.ts';
import { Believer, type BelieverParts } from '../believer.ts';
import type { FleetKeys } from '../fleet-keys.ts';
import type { Letter } from '../letter-lane.ts';
import { type Place, placeOf } from '../register/grants.ts';
import type { FleetRegister } from '../register/open-register.ts';
import { hasLearned } from '../register/understanding.ts';
import { type Course, hasCrossed, hasItsTurn, isAnswered, newCourse, noteProven, noteTry } from './course.ts';
import { Finder } from './finder.ts';
import { Sender } from './sender.ts';
import { Transfer } from './transfer.ts';

export interface DelivererParts extends Omit<BelieverParts, 'onRefused'> {
  readonly register: Pick<FleetRegister, 'people' | 'tables' | 'deliveries' | 'captures' | 'settings' | 'duplicates'>;
  /** Of an operator whom the terminals trust: signs what goes down, and opens what was captured. */
  readonly keys: Pick<FleetKeys, 'signer' | 'unsealKey'>;
  readonly clock: Clock;
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
/** A report that does not count is asked about so often. */
const ASK_AGAIN_MS = 5000;

export class Deliverer {
  readonly #parts: DelivererParts;
  readonly #courses = new Map<string, Course>();
  readonly #believer: Believer;
  readonly #finder: Finder;
  readonly #sender: Sender;
  readonly #steps = new Broadcast<DeliveryStep>();
  readonly #bell = new Bell();

  constructor(parts: DelivererParts) {
    this.#parts = parts;
    this.#believer = new Believer({ ...parts, onRefused: (address, why) => this.#tell(address, 'refused', why) });
    this.#finder = new Finder({ ...parts, countAnew: (address) => this.#countAnew(address) });
    this.#sender = new Sender({
      ...parts,
      countOnceMore: (course) => this.#countOnceMore(course),
      tell: (address, step, why) => this.#tell(address, step, why),
    });
  }

  get steps(): Listenable<DeliveryStep> {
    return this.#steps;
  }

  /** What a terminal says of its people; what another key than its own has signed is not believed. @throws KioskError STORE_* */
  async hear(letter: Letter): Promise<void> {
    const believed = await this.#believer.open(letter);
    if (believed?.what === 'report') await this.#hearReport(letter.address, believed.report);
    if (believed?.what === 'captured') await this.#hearCaptured(letter.address, believed.person);
    if (believed?.what === 'wanted') this.#finder.hear(letter.address, believed.wanted);
  }

  /** Whom a terminal is to have was counted anew: what is under way is out of date. @throws KioskError STORE_* */
  async changed(address: TerminalAddress): Promise<void> {
    const course = this.#courseOf(address);
    noteProven(course);
    await this.#begin(course);
  }

  /** Whether what is known of a terminal is its answer to a question of this deliverer, and not an older word. */
  isFresh(address: TerminalAddress): boolean {
    return this.#courses.get(terminalName(address))?.isFresh === true;
  }

  /** Of enrolments that it has told of and does not know the outcome of. @throws KioskError STORE_* */
  async answerCaptures(address: TerminalAddress): Promise<void> {
    const { captures = [] } = (await this.#parts.register.deliveries.of(terminalName(address)))?.report ?? {};
    if (captures.length === 0) return;
    const outcomes = await this.#parts.register.captures.outcomes(placeOf(address), captures);
    const answers = captures.map((capture) => ({ capture, outcome: outcomes.get(capture) ?? ('unknown' as const) }));
    // That one is held it knows.
    const news = answers.filter(({ outcome }) => outcome !== 'held');
    if (news.length > 0) await this.#answer(address, news);
  }

  /** Sends what is due until the signal aborts, whose reason it rejects with. @throws KioskError FLEET_UNREACHABLE, STORE_* */
  async run(connection: Connection, signal: AbortSignal): Promise<void> {
    await together(signal, [
      (until) => this.#deliver(connection, until),
      (until) => this.#finder.run(connection, until),
    ]);
  }

  async #deliver(connection: Connection, signal: AbortSignal): Promise<never> {
    const { clock } = this.#parts;
    // What was said while there was no connection nobody has heard.
    for (const course of this.#courses.values()) {
      course.ask ||= course.transfer !== undefined || !course.isFresh;
      // Nor is it known whether what was on its way has arrived: whoever answers that they lack it is sent it at once.
      course.sentTo = undefined;
    }
    for (;;) {
      signal.throwIfAborted();
      const due = this.#due;
      for (const course of due) await this.#sender.serve(course, connection);
      if (due.length === 0) {
        this.#parts.register.tables.letGo();
        await this.#bell.wait(clock, CHECK_EVERY_MS, signal);
      }
      await this.#beginSilentAnew();
      for (const letter of await this.#believer.nowKnown()) await this.hear(letter);
    }
  }

  get #due(): readonly Course[] {
    const nowMs = this.#parts.clock.monotonicMs();
    return [...this.#courses.values()].filter(
      (course) => course.ask || course.holds !== undefined || course.receipts.length > 0 || hasItsTurn(course, nowMs),
    );
  }

  async #hearReport(address: TerminalAddress, report: PeopleReport): Promise<void> {
    const { register, clock, log } = this.#parts;
    const place = placeOf(address);
    const course = this.#courseOf(address);
    const isAnswer = isAnswered(course, report.answers);
    const before = await register.deliveries.of(place.terminal);
    if (!(await register.deliveries.note(place, report, { atMs: clock.nowMs(), isAnswer }))) {
      log.warn(
        { terminal: place.terminal, number: report.number },
        'a report was heard before, or the terminal counts anew: it is asked',
      );
      course.ask ||= clock.monotonicMs() - course.askedAtMs >= ASK_AGAIN_MS;
      this.#bell.ring();
      return;
    }
    course.holds = { challenge: report.challenge, offlineForMs: await register.settings.offlineForMs() };
    const pairs = await register.duplicates.note(place, report.duplicates ?? []);
    if (pairs > 0)
      log.warn({ terminal: place.terminal, pairs }, 'one finger stands under two records (ridgectl duplicates list)');
    if (hasLearned(before, report) || (await this.#isShortOfPhotos(place, report))) await this.#countAnew(address);
    await this.#follow(address, report);
    await this.answerCaptures(address);
  }

  /** Which photos a terminal is sent hangs on what it has: some more, or none for now. */
  async #isShortOfPhotos({ terminal }: Place, { understands = [] }: PeopleReport): Promise<boolean> {
    const delivery = await this.#parts.register.deliveries.of(terminal);
    if (!delivery || delivery.wants.revision === 0 || !understands.includes('photos')) return false;
    return !delivery.isProven || delivery.photosWaiting > 0;
  }

  async #countAnew(address: TerminalAddress): Promise<void> {
    const [table] = await this.#parts.register.tables.refresh([placeOf(address)]);
    if (table?.hasChanged) await this.changed(address);
  }

  async #hearCaptured(address: TerminalAddress, person: CapturedPerson): Promise<void> {
    const { register, log } = this.#parts;
    const place = placeOf(address);
    const { capture } = person;
    const outcome = await register.captures.take(place, person);
    log.info({ terminal: place.terminal, capture, outcome }, 'somebody was enrolled at a terminal');
    if (outcome) await this.#answer(address, [{ capture, outcome }]);
  }

  /** As of the table that says whether they are to be there: counted anew, and on its way. */
  async #answer(address: TerminalAddress, receipts: readonly Omit<CaptureReceipt, 'revision'>[]): Promise<void> {
    const isDecided = receipts.some(({ outcome }) => outcome === 'taken' || outcome === 'refused');
    const [table] = isDecided ? await this.#parts.register.tables.refresh([placeOf(address)]) : [];
    const course = this.#courseOf(address);
    const others = course.receipts.filter((due) => !receipts.some(({ capture }) => capture === due.capture));
    const revision = table?.state.revision ?? null;
    course.receipts = [...others, ...receipts.map((receipt) => ({ ...receipt, revision }))];
    if (table?.hasChanged) await this.changed(address);
    this.#bell.ring();
  }

  async #follow(address: TerminalAddress, report: PeopleReport): Promise<void> {
    const { needs, fault, problems } = report;
    const course = this.#courseOf(address);
    course.heardAtMs = this.#parts.clock.monotonicMs();
    if (hasCrossed(course, report, course.heardAtMs)) return this.#bell.ring();
    // Whoever cannot keep the rest is not sent it at once, again and again.
    if (fault === null && needs?.what === 'parts' && needs.transfer === course.transfer?.id) {
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
    const { register } = this.#parts;
    const delivery = await register.deliveries.of(terminalName(course.address));
    const next = delivery && (await register.deliveries.next(delivery.place.terminal));
    course.transfer = next && new Transfer(next, await register.tables.weights());
    // Nothing can be sealed for a terminal that has not told its key.
    const canBeSent = course.transfer !== undefined && delivery?.report !== null;
    course.due = canBeSent ? Array.from({ length: course.transfer?.parts ?? 0 }, (_, at) => at + 1) : [];
    course.sentTo = undefined;
    course.ask ||= (course.transfer !== undefined && !canBeSent) || !course.isFresh;
    if (delivery?.isProven) {
      noteProven(course);
      if (course.toldProven !== delivery.wants.revision) this.#tell(course.address, 'proven');
      course.toldProven = delivery.wants.revision;
    }
    this.#bell.ring();
  }

  /** Somebody has changed since. */
  async #countOnceMore(course: Course): Promise<void> {
    course.due = [];
    await this.#countAnew(course.address);
    if (course.due.length > 0) return;
    // Where nothing comes of that, what is on its way is out of date all the same: it came to nothing.
    noteTry(course, this.#parts.clock.monotonicMs());
    await this.#begin(course);
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
    const { due = [], transfer } = this.#courses.get(terminal) ?? {};
    const of = transfer?.parts ?? 0;
    // What has to be sent again is not sent.
    const parts = { sent: of - Math.min(of, due.length), of };
    this.#steps.send({ terminal, step, parts, ...(why !== undefined && { why }) });
  }
}
