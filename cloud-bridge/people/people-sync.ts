// Has the terminal's table of people follow the fleet's: takes parts, applies whole changes, reports what it has over one connection.
import { randomBytes } from 'node:crypto';
import {
  type BatchSigner,
  type CaptureReceipt,
  type Clock,
  isFault,
  MOST_ANSWERS,
  MOST_CAPTURES_TOLD,
  MOST_DUPLICATES_TOLD,
  openFound,
  openPart,
  type PeopleDelta,
  type PeoplePart,
  type PeopleReport,
  SEALED_ORDERS,
  type SealingJwk,
  signReport,
  type TerminalAddress,
  topicRoot,
} from '../../protocol/index.ts';
import { Bell } from '../bell.ts';
import type { Log } from '../log.ts';
import { PartPatience } from './part-patience.ts';
import type { PeopleSearch } from './people-search.ts';
import type { PeopleProblem, PeopleTable } from './people-table.ts';

/** Opens what was sealed to this terminal. */
export interface PeopleOpener {
  readonly kid: string;
  readonly publicJwk: SealingJwk;
  readonly key: NonNullable<ReturnType<Parameters<typeof openPart>[1]>>;
}

export interface PeopleSyncParts {
  readonly address: TerminalAddress;
  readonly table: PeopleTable;
  readonly opener: PeopleOpener;
  readonly signer: BatchSigner;
  readonly clock: Clock;
  readonly log: Log;
  /** What was asked of the fleet; undefined where it cannot be asked. */
  readonly search?: Pick<PeopleSearch, 'isOpen' | 'settle'> | undefined;
  /** Resolves when the broker has it. @throws KioskError FLEET_UNREACHABLE */
  publish(report: string): Promise<void>;
  /** What the fleet says of an enrolment is kept: it need not be sent again for that. */
  readonly onFollowed?: (receipt: CaptureReceipt) => void;
}

/** Without being asked: a report may have been lost, and the fleet be another. */
const REPORT_EVERY_MS = 300_000;
/** What waits for its turn: what is more is asked for again. A part may weigh megabytes, a receipt is short. */
const MOST_PARTS_WAITING = 8;
const MOST_WAITING = 64;
const MOST_MISSING_TOLD = 256;
const MOST_PROBLEMS_TOLD = 1000;

type KeyOf = Parameters<typeof openPart>[1];
type Heard = Exclude<PeopleDelta, { readonly ask: unknown } | { readonly holds: unknown }>;

export class PeopleSync {
  readonly #parts: PeopleSyncParts;
  readonly #bell = new Bell();
  readonly #waiting: Heard[] = [];
  #needs: PeopleReport['needs'] = null;
  #fault: string | null = null;
  #problems: readonly PeopleProblem[] = [];
  readonly #patience: PartPatience;
  #nonces: readonly string[] = [];
  /** What was signed for another connection is not for this one: a broker may have kept it back for as long as it liked. */
  readonly #challenge = randomBytes(16).toString('base64url');

  constructor(parts: PeopleSyncParts) {
    this.#parts = parts;
    this.#patience = new PartPatience(parts.clock);
  }

  /** A message that an operator has signed: a part that is sealed to this terminal, a receipt, or a question. */
  hear(message: PeopleDelta): void {
    // It answers a report: another would answer it for ever.
    if ('holds' in message) {
      this.#noteWord(message.holds);
      return;
    }
    // Whoever asks is told as soon as nothing else is to be done.
    if ('ask' in message) this.#nonces = [...this.#nonces, message.nonce].slice(-MOST_ANSWERS);
    else this.#keepWaiting(message);
    this.#bell.ring();
  }

  /** Nothing is told of it. What cannot be noted now the next word says again. */
  #noteWord({ challenge, offlineForMs }: Extract<PeopleDelta, { readonly holds: unknown }>['holds']): void {
    const { table, log } = this.#parts;
    if (challenge !== this.#challenge) return;
    try {
      table.noteWord(offlineForMs);
    } catch (fault) {
      if (!isFault(fault)) throw fault;
      log.warn({ ...fault.context, code: fault.code }, 'that the fleet was heard could not be noted');
    }
  }

  #keepWaiting(message: Heard): void {
    const parts = this.#waiting.filter((other) => 'sealed' in other).length;
    const isTooSoon = this.#waiting.length >= MOST_WAITING || ('sealed' in message && parts >= MOST_PARTS_WAITING);
    if (isTooSoon) this.#parts.log.info({ waiting: this.#waiting.length }, 'a message about the people came too soon');
    // Somebody stands there.
    else if ('found' in message) this.#waiting.unshift(message);
    else this.#waiting.push(message);
  }

  /** Until the signal aborts, whose reason it rejects with. @throws KioskError FLEET_UNREACHABLE */
  async run(signal: AbortSignal): Promise<never> {
    const stop = this.#parts.table.search?.news.listen(() => this.#bell.ring());
    try {
      await this.#report();
      for (;;) {
        const message = this.#waiting.shift();
        if (message === undefined) await this.#rest(signal);
        else if (await this.#deal(message, signal)) await this.#report();
      }
    } finally {
      stop?.();
    }
  }

  /** Until a part comes; where none does, the fleet is told how things stand. */
  async #rest(signal: AbortSignal): Promise<void> {
    const waitMs = this.#needs?.what === 'parts' ? this.#patience.ms : REPORT_EVERY_MS;
    await this.#bell.wait(this.#parts.clock, waitMs, signal);
    if (this.#waiting.length === 0) await this.#report();
  }

  /** Whether the fleet is to be told at once. */
  async #deal(message: Heard, signal: AbortSignal): Promise<boolean> {
    if ('sealed' in message) return await this.#take(message.sealed, signal);
    if ('captured' in message) return await this.#follow(message.captured);
    await this.#welcome(message.found);
    return false;
  }

  /** Out of turn, and only who was asked for just now: what a broker has kept back, and what the table here is past, changes nothing. */
  async #welcome(sealed: string): Promise<void> {
    const { table, search, log } = this.#parts;
    const found = await this.#open(sealed, openFound);
    if (!found || !search?.isOpen(found.asked)) return;
    const { asked, person, revision, offlineForMs } = found;
    if (!person) return search.settle(asked, 'nobody');
    if (revision < (table.state?.revision ?? 0)) return search.settle(asked, 'unanswered');
    try {
      await table.welcome(person, offlineForMs);
      search.settle(asked, 'here');
    } catch (fault) {
      if (!isFault(fault)) throw fault;
      log.warn({ ...fault.context, code: fault.code }, 'somebody whom the fleet has sent could not be taken');
      search.settle(asked, 'unanswered');
    }
  }

  /** What cannot be followed now is asked for again: the report still names it. */
  async #follow(receipt: CaptureReceipt): Promise<boolean> {
    const { table, log, onFollowed } = this.#parts;
    try {
      // Of one that is held too: the fleet tells whoever names it once it has decided.
      const isNew = await table.follow(receipt);
      onFollowed?.(receipt);
      return isNew;
    } catch (fault) {
      if (!isFault(fault)) throw fault;
      log.warn({ ...fault.context, code: fault.code }, 'what the fleet says of an enrolment could not be followed');
      return false;
    }
  }

  /** Whether the fleet is to be told at once. What was sent by mistake, late or twice changes nothing. */
  async #take(sealed: string, signal: AbortSignal): Promise<boolean> {
    const part = await this.#open(sealed, openPart);
    // Whoever sends what cannot be opened, answers nobody here, or is past, does not know what is here.
    if (!part || part.challenge !== this.#challenge || this.#isPast(part)) return true;
    try {
      return await this.#keep(part, signal);
    } catch (fault) {
      if (!isFault(fault)) throw fault;
      this.#parts.log.warn({ ...fault.context, code: fault.code }, 'a change of the people could not be made');
      this.#fault = fault.code;
      return true;
    }
  }

  async #open<T>(sealed: string, open: (sealed: string, keyOf: KeyOf) => Promise<T>): Promise<T | undefined> {
    const { opener, log } = this.#parts;
    try {
      return await open(sealed, (kid) => (kid === opener.kid ? opener.key : undefined));
    } catch (fault) {
      if (!isFault(fault)) throw fault;
      log.warn(
        { ...fault.context, code: fault.code },
        'what the fleet has sealed for this terminal could not be opened',
      );
      return undefined;
    }
  }

  #isPast({ to }: PeoplePart): boolean {
    const { state } = this.#parts.table;
    if (!state || to.revision > state.revision) return false;
    return to.revision < state.revision || to.hash === state.hash;
  }

  async #keep(part: PeoplePart, signal: AbortSignal): Promise<boolean> {
    const { table } = this.#parts;
    // The fleet sees by the hash what is here, and what leads on from it.
    if (part.from !== null && part.from !== table.state?.revision) {
      this.#needs = table.state ? null : { what: 'snapshot' };
      return true;
    }
    const missing = table.keep(part);
    this.#patience.came(missing.length > 0);
    // Of what was sent before: whoever hears of it now would think that it is said of this.
    this.#fault = null;
    this.#needs =
      missing.length === 0
        ? null
        : { what: 'parts', transfer: part.transfer, missing: missing.slice(0, MOST_MISSING_TOLD) };
    if (missing.length > 0) return false;
    await this.#apply(part, signal);
    return true;
  }

  /** Whoever cannot be taken is told by name of the fleet's; any other difference is one that only the whole table mends. */
  async #apply({ transfer, to }: PeoplePart, signal: AbortSignal): Promise<void> {
    const { table, log } = this.#parts;
    this.#problems = await table.apply(transfer, signal);
    this.#fault = null;
    const isAsWanted = table.state?.hash === to.hash;
    if (isAsWanted || this.#problems.length > 0) return;
    log.warn({ revision: to.revision }, 'the people here are not those whom the fleet means');
    this.#needs = { what: 'snapshot' };
  }

  async #report(): Promise<void> {
    const { address, table, opener, signer, clock, publish } = this.#parts;
    const number = this.#nextNumber();
    if (number === undefined) return;
    const report: PeopleReport = {
      from: topicRoot(address),
      number,
      utcMs: Math.max(0, Math.round(clock.nowMs())),
      table: table.state ?? null,
      needs: this.#needs,
      fault: this.#fault,
      sealingKey: opener.publicJwk,
      capacity: table.capacity,
      problems: this.#allProblems.slice(0, MOST_PROBLEMS_TOLD),
      captures: table.openCaptures(MOST_CAPTURES_TOLD),
      challenge: this.#challenge,
      understands: [...table.understands, SEALED_ORDERS],
      answers: this.#nonces,
      ...foundBy(table.search),
    };
    this.#nonces = [];
    await publish(await signReport(report, signer));
    this.#patience.told();
  }

  /** Those of the last change, and what has become of somebody since. */
  get #allProblems(): readonly PeopleProblem[] {
    const told = new Set(this.#problems.map(({ person }) => person));
    const others = this.#parts.table.notAsSent(MOST_PROBLEMS_TOLD).filter((person) => !told.has(person));
    return [...this.#problems, ...others.map((person) => ({ person, problem: 'not-as-sent' as const }))];
  }

  /** Undefined where not even that can be written: the journal, which makes room, must not wait for it. */
  #nextNumber(): number | undefined {
    try {
      return this.#parts.table.nextReportNumber();
    } catch (fault) {
      if (!isFault(fault)) throw fault;
      this.#parts.log.warn(
        { ...fault.context, code: fault.code },
        'how the table of people stands could not be reported',
      );
      return undefined;
    }
  }
}

const foundBy = (search: PeopleTable['search']): Pick<PeopleReport, 'duplicates' | 'search'> =>
  search ? { duplicates: search.duplicates(MOST_DUPLICATES_TOLD), search: search.progress } : {};
