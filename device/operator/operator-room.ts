// Where an operator works at the terminal itself: who is in, what they may do, and that the journal knows of it.
import {
  type DiagnosisReport,
  type JournalLine,
  KioskError,
  type KnownPerson,
  type ServiceFacts,
  type TerminalFacts,
  type TriedFinger,
} from '../../protocol/index.ts';
import type { EnrolRequest } from '../flows/enrol/enrol-parts.ts';
import type { KioskParts } from '../kiosk/kiosk.ts';
import { type Act, mayDo } from './acts.ts';
import { Entrance } from './entry/entrance.ts';
import { SecurityKeyEntry } from './entry/security-key.ts';
import { OperatorList } from './operator-list.ts';
import { OperatorSessions, type Session } from './session.ts';
import { diagnosisOf, knownPerson, personByCode } from './work/diagnosing.ts';
import { Enrolling } from './work/enrolling.ts';
import { journalLine } from './work/journal-lines.ts';
import { SelfTesting } from './work/self-testing.ts';
import { serviceFacts, terminalFacts } from './work/terminal-facts.ts';
import { TouchPicture } from './work/touch-picture.ts';
import { mustBeTried, tryFinger } from './work/trying.ts';

/** Lines of the journal at a time. */
const LINES = 50;

export type RoomParts = Omit<KioskParts, 'operators'>;

export type EnrolWish = Omit<EnrolRequest, 'enroller' | 'whom' | 'consentId'> & {
  /** Undefined: the one under which the fleet has sent them. */
  readonly consentId: string | undefined;
};

export class OperatorRoom {
  readonly sessions: OperatorSessions;
  readonly entrance: Entrance;
  readonly list: OperatorList;
  readonly enrolling: Enrolling;
  readonly testing: SelfTesting;
  readonly picture = new TouchPicture();
  readonly #parts: RoomParts;

  constructor(parts: RoomParts) {
    const { standing, clock, record, stores, bootId } = parts;
    this.#parts = parts;
    this.list = new OperatorList(standing.operators().operators, () => clock.nowMs());
    this.sessions = new OperatorSessions({ clock, list: this.list, journal: stores.journal, record });
    const securityKeys = new SecurityKeyEntry({ list: this.list, clock });
    const { counters } = stores;
    const { cardEntry: cards } = parts;
    this.entrance = new Entrance({ sessions: this.sessions, securityKeys, cards, counters, clock, bootId, record });
    this.enrolling = new Enrolling(parts, this.picture);
    this.testing = new SelfTesting(parts);
    // The room lives as long as its parts do.
    this.sessions.ends.listen(() => {
      this.enrolling.clear();
      this.testing.clear();
      this.picture.wipe();
    });
  }

  /** Whether a card can be read here. */
  get readsCards(): boolean {
    return this.#parts.readers.names.length > 0;
  }

  /** Until `signal` aborts. */
  async serve(signal: AbortSignal): Promise<void> {
    await this.sessions.serve(signal);
  }

  /** @throws KioskError USAGE where their role does not have it */
  mustBeAllowed({ operator }: Session, act: Act): void {
    if (!mayDo(operator.role, act)) throw new KioskError('USAGE', { what: 'not-allowed', role: operator.role, act });
  }

  person(session: Session, code: string): KnownPerson {
    const person = personByCode(this.#parts, code);
    this.#note(session, 'looked for a person to enrol', person.pseudonym);
    return knownPerson(this.#parts, person);
  }

  async diagnose(session: Session, code: string): Promise<DiagnosisReport> {
    const person = personByCode(this.#parts, code);
    this.#note(session, 'asked why a person cannot scan', person.pseudonym);
    return await diagnosisOf(this.#parts, person);
  }

  /** @param code of whom it is said to be; undefined: nobody in particular */
  async tryFinger(session: Session, code: string | undefined): Promise<TriedFinger> {
    const subject = code === undefined ? undefined : personByCode(this.#parts, code).pseudonym;
    this.#note(session, 'tried a finger', subject);
    return mustBeTried(
      await tryFinger(
        { ...this.#parts, liveness: this.#parts.enrolParts.liveness },
        { subject, picture: this.picture },
        session.signal,
      ),
    );
  }

  /** @throws KioskError CONSENT_MISSING, DESK_BUSY */
  enrol(session: Session, { consentId, ...wish }: EnrolWish): void {
    const { stores } = this.#parts;
    const known = stores.people.byCode(wish.code);
    const kept = known && stores.templates.bySubject(known.pseudonym).find((stored) => stored.kind === 'finger');
    const consent = consentId ?? (kept?.kind === 'finger' ? kept.consentId : '');
    if (consent.trim() === '') throw new KioskError('CONSENT_MISSING');
    const names = known ? { nameTh: known.nameTh, nameEn: known.nameEn } : {};
    const whom = known ? { whom: known.pseudonym } : {};
    const { name: enroller } = session.operator;
    this.enrolling.begin({ ...wish, ...names, ...whom, consentId: consent, enroller }, session.signal);
  }

  selfTest(session: Session): boolean {
    const hasBegun = this.testing.begin(session.signal);
    if (hasBegun) this.#note(session, 'had the terminal test itself');
    return hasBegun;
  }

  /** The newest first. @param before exclusive; undefined: from the newest on */
  journal(session: Session, before: number | undefined): readonly JournalLine[] {
    const { journal } = this.#parts.stores;
    if (before === undefined) this.#note(session, 'looked at the journal');
    const last = Math.min(journal.lastSeq, (before ?? Number.POSITIVE_INFINITY) - 1);
    if (last < 1) return [];
    const from = Math.max(1, last - LINES + 1);
    return journal
      .read(from, last - from + 1)
      .map((entry) => journalLine(entry, journal.acknowledgedSeq))
      .reverse();
  }

  facts(): TerminalFacts {
    return terminalFacts(this.#parts);
  }

  service(): ServiceFacts {
    return serviceFacts(this.#parts);
  }

  /** What the service menu does is told before it is done. */
  noteService(session: Session, what: string): void {
    this.#note(session, what);
  }

  /** What the journal could not be told of is not shown, nor done. @throws KioskError JOURNAL_FULL; of the journal's store */
  #note({ operator: { id, role }, by }: Session, detail: string, subject?: string): void {
    const whose = subject === undefined ? {} : { subject };
    this.#parts.stores.journal.append({ event: 'operator', what: 'did', operator: id, by, role, detail, ...whose });
  }
}
