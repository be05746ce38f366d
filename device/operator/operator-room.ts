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
import { type Known, noteShown } from '../flows/clock/duress.ts';
import type { EnrolRequest } from '../flows/enrol/enrol-parts.ts';
import type { KioskParts } from '../kiosk/kiosk.ts';
import { retiredBefore } from '../kiosk/retention.ts';
import type { Person } from '../store/index.ts';
import { Entrance } from './entry/entrance.ts';
import { SecondPerson } from './entry/second-person.ts';
import { SecurityKeyEntry } from './entry/security-key.ts';
import { OperatorList } from './operator-list.ts';
import { OperatorSessions, type Session } from './session.ts';
import { diagnosisOf, knownPerson } from './tasks/diagnosing.ts';
import { Enrolling } from './tasks/enrolling.ts';
import { journalLine, withoutOldVisits } from './tasks/journal-lines.ts';
import { SelfTesting } from './tasks/self-testing.ts';
import { serviceFacts, terminalFacts } from './tasks/terminal-facts.ts';
import { TouchPicture } from './tasks/touch-picture.ts';
import { mustBeTried, tryFinger } from './tasks/trying.ts';

/** Lines of the journal at a time. */
const LINES = 50;

export type RoomParts = Omit<KioskParts, 'operators'>;

export type EnrolWish = Omit<EnrolRequest, 'enroller' | 'whom' | 'consentId' | 'override'> & {
  /** A second operator has agreed to keep impressions below the gate. */
  readonly override: boolean;
  /** Undefined: the one under which the fleet has sent them. */
  readonly consentId: string | undefined;
};

/** The code may have changed hands since its owner was looked for. */
function mustBeWhoWasShown(known: Person | undefined, { nameTh, nameEn }: Pick<EnrolWish, 'nameTh' | 'nameEn'>): void {
  if (known && (known.nameTh !== nameTh || known.nameEn !== nameEn)) throw new KioskError('PERSON_EXISTS');
  if (!known && nameTh.trim() === '' && nameEn.trim() === '') throw new KioskError('USAGE', { what: 'a name is due' });
}

/** Promise.withResolvers of Node 22. */
function withResolvers(): { readonly promise: Promise<never>; readonly reject: (reason: unknown) => void } {
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<never>((_resolve, settle) => {
    reject = settle;
  });
  return { promise, reject };
}

export class OperatorRoom {
  readonly sessions: OperatorSessions;
  readonly entrance: Entrance;
  readonly list: OperatorList;
  readonly second: SecondPerson;
  readonly enrolling: Enrolling;
  readonly testing: SelfTesting;
  readonly picture = new TouchPicture();
  readonly #parts: RoomParts;
  readonly #broken = withResolvers();
  #isTrying = false;

  constructor(parts: RoomParts) {
    const { standing, clock, knownTime, record, stores, bootId } = parts;
    this.#parts = parts;
    this.list = new OperatorList(standing.operators().operators, () => knownTime.nowMs());
    this.sessions = new OperatorSessions({ clock, list: this.list, journal: stores.journal, record });
    const securityKeys = new SecurityKeyEntry({ list: this.list, counters: parts.keyCounters, clock });
    const { counters } = stores;
    const { cardEntry: cards, tamper } = parts;
    const { sessions } = this;
    this.entrance = new Entrance({ sessions, securityKeys, cards, counters, clock, bootId, record, tamper });
    this.second = new SecondPerson({ clock, journal: stores.journal });
    const onBug = (bug: unknown): void => this.#broken.reject(bug);
    const noteShown = (pseudonym: string): void =>
      this.#noteOfPresent('was shown whose finger it is already', pseudonym);
    this.enrolling = new Enrolling({ ...parts, onBug, noteShown }, this.picture);
    this.testing = new SelfTesting({ ...parts, onBug });
    // The room lives as long as its parts do.
    tamper.changes.listen((state) => {
      if (state === 'tampered') this.sessions.end('tampered');
    });
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

  /** Until `signal` aborts. Only a bug rejects, also one of what an operator had begun. */
  async serve(signal: AbortSignal): Promise<void> {
    await Promise.race([this.sessions.serve(signal), this.#broken.promise]);
  }

  /** @throws KioskError PERSON_UNKNOWN */
  person(session: Session, code: string): KnownPerson {
    const person = this.#asked(session, code, 'looked for a person to enrol');
    return knownPerson(this.#parts, person);
  }

  /** @throws KioskError PERSON_UNKNOWN */
  async diagnose(session: Session, code: string): Promise<DiagnosisReport> {
    const person = this.#asked(session, code, 'asked why a person cannot scan');
    return await diagnosisOf(this.#parts, person);
  }

  /**
   * @param code of whom it is said to be; undefined: nobody in particular
   * @param signal of whoever waits for it: the session's end or the page's
   * @throws KioskError PERSON_UNKNOWN, DESK_BUSY, USAGE where no finger came; of the sensor
   */
  async tryFinger(session: Session, code: string | undefined, signal: AbortSignal): Promise<TriedFinger> {
    if (this.#isTrying) throw new KioskError('DESK_BUSY', { what: 'a finger is being tried already' });
    const what = 'tried a finger';
    const subject = code === undefined ? undefined : this.#asked(session, code, what).pseudonym;
    if (code === undefined) this.#note(session, what);
    this.#isTrying = true;
    try {
      const trying = {
        ...{ ...this.#parts, liveness: this.#parts.enrolParts.liveness },
        noteShown: (known: Known) => noteShown(known, 'trial', this.#parts),
      };
      return mustBeTried(await tryFinger(trying, { subject, picture: this.picture }, signal));
    } finally {
      this.#isTrying = false;
    }
  }

  /**
   * @throws KioskError CONSENT_MISSING, DESK_BUSY; PERSON_EXISTS where the code is not of whoever was shown; USAGE where somebody new has no name, or no second operator has agreed
   */
  enrol(session: Session, { consentId, override: isOverridden, ...wish }: EnrolWish): void {
    const { stores } = this.#parts;
    const known = stores.people.byCode(wish.code);
    mustBeWhoWasShown(known, wish);
    const override = isOverridden ? this.second.overrideOf(session, wish.code) : null;
    const kept = known && stores.templates.bySubject(known.pseudonym).find((stored) => stored.kind === 'finger');
    const consent = consentId ?? (kept?.kind === 'finger' ? kept.consentId : '');
    const whom = known ? { whom: known.pseudonym } : {};
    const { name: enroller } = session.operator;
    this.#note(session, 'began an enrolment', known?.pseudonym);
    this.enrolling.begin({ ...wish, ...whom, override, consentId: consent, enroller }, session.signal);
    this.second.used();
  }

  /** False where one goes on already. @throws KioskError DESK_BUSY */
  selfTest(session: Session): boolean {
    if (this.testing.isGoing) return false;
    if (this.#parts.gate.isKept) throw new KioskError('DESK_BUSY', { what: 'the terminal is being used' });
    this.#note(session, 'had the terminal test itself');
    this.testing.begin(session.signal);
    return true;
  }

  /** The newest first. @param before exclusive; undefined: from the newest on */
  journal(session: Session, before: number | undefined): readonly JournalLine[] {
    const { stores, policy, clock } = this.#parts;
    const { journal } = stores;
    this.#note(session, 'looked at the journal');
    const visitsFromMs = retiredBefore(clock.nowMs(), policy.retention.journalDays.transaction);
    const last = Math.min(journal.lastSeq, (before ?? Number.POSITIVE_INFINITY) - 1);
    if (last < 1) return [];
    const from = Math.max(1, last - LINES + 1);
    return journal
      .read(from, last - from + 1)
      .map((entry) => journalLine(withoutOldVisits(entry, visitsFromMs), journal.acknowledgedSeq))
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

  /** Whom somebody asks for is told before anything of them is shown; so is that nobody has the code. @throws KioskError PERSON_UNKNOWN */
  #asked(session: Session, code: string, what: string): Person {
    const person = this.#parts.stores.people.byCode(code);
    this.#note(session, person ? what : `${what}: nobody has this code`, person?.pseudonym);
    if (!person) throw new KioskError('PERSON_UNKNOWN');
    return person;
  }

  #noteOfPresent(what: string, subject: string): void {
    const session = this.sessions.present;
    if (session) this.#note(session, what, subject);
  }

  /** What the journal could not be told of is not shown, nor done. @throws KioskError JOURNAL_FULL; of the journal's store */
  #note({ operator: { id, role }, by }: Session, detail: string, subject?: string): void {
    const whose = subject === undefined ? {} : { subject };
    this.#parts.stores.journal.append({ event: 'operator', what: 'did', operator: id, by, role, detail, ...whose });
  }
}
