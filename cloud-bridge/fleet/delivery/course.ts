// How the delivery to one terminal stands: what is under way, and when it may be tried again.
import { randomBytes } from 'node:crypto';
import type { CaptureReceipt, PeopleReport, TerminalAddress } from '../../../protocol/index.ts';
import type { Transfer } from './transfer.ts';

export interface Course {
  readonly address: TerminalAddress;
  transfer: Transfer | undefined;
  /** Parts that are still to be sent, or to be sent again. */
  due: number[];
  /** To whom the latest part of it went, as the terminal's report named itself; undefined while none has. */
  sentTo: string | undefined;
  /** Monotonic. */
  sentAtMs: number;
  /** That everything holds, in answer to its latest report. */
  holds: { readonly challenge: string; readonly offlineForMs: number | null } | undefined;
  /** What became of enrolments there. */
  receipts: CaptureReceipt[];
  /** Its report is wanted: without its key nothing can be sealed for it. */
  ask: boolean;
  /** Of the questions that it has not answered yet. */
  readonly nonces: Set<string>;
  /** Revision of which it was told that it is proven: a terminal reports more often than that changes. */
  toldProven: number | undefined;
  /** Monotonic; of the latest question. */
  askedAtMs: number;
  /** It has answered a question of ours: what is known of it is no older word that somebody kept back. */
  isFresh: boolean;
  /** Monotonic: the terminal's last word, or when it was begun anew without one. */
  heardAtMs: number;
  /** Transfers that were sent since the terminal last had what it is to have, */
  tries: number;
  /** the id of the latest of them, */
  tried: string | undefined;
  /** and when it began to be sent; monotonic. */
  triedAtMs: number;
}

/** A change, and then all of it, where the terminal had another table than was thought. */
const TRIES_AT_ONCE = 2;
const FIRST_DELAY_MS = 5000;
const LONGEST_DELAY_MS = 300_000;

export const newCourse = (address: TerminalAddress, nowMs: number): Course => ({
  ...{
    address,
    transfer: undefined,
    due: [],
    sentTo: undefined,
    toldProven: undefined,
    sentAtMs: nowMs,
    receipts: [],
    holds: undefined,
    heardAtMs: nowMs,
    tries: 0,
    tried: undefined,
    triedAtMs: nowMs,
  },
  ...{ ask: false, nonces: new Set(), askedAtMs: Number.NEGATIVE_INFINITY, isFresh: false },
});

/** Or is to have something else from now on. */
export function noteProven(course: Course): void {
  course.tries = 0;
}

/** A part of it is sent: the first makes it a try. */
export function noteTry(course: Course, nowMs: number): void {
  if (course.tried === course.transfer?.id) return;
  course.tried = course.transfer?.id;
  course.triedAtMs = nowMs;
  course.tries += 1;
}

/**
 * Whether parts may be sent now. A terminal that cannot take what it is sent, for want of room or for a fault of its own, is sent it later and
 * later, counted from the try before: however often it says so meanwhile, it keeps its turn.
 */
export function hasItsTurn({ due, transfer, tried, tries, triedAtMs }: Course, nowMs: number): boolean {
  if (due.length === 0) return false;
  if (tried === transfer?.id || tries < TRIES_AT_ONCE) return true;
  return nowMs >= triedAtMs + Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (tries - TRIES_AT_ONCE));
}

const MOST_NONCES = 32;

/** The name of a question, which its answer repeats. */
export function newQuestion(course: Course, nowMs: number): string {
  const nonce = randomBytes(16).toString('base64url');
  const [oldest] = course.nonces;
  if (oldest !== undefined && course.nonces.size >= MOST_NONCES) course.nonces.delete(oldest);
  course.nonces.add(nonce);
  course.askedAtMs = nowMs;
  return nonce;
}

/** Whether a report answers a question of ours; each counts once. */
export function isAnswered(course: Course, answers: readonly string[]): boolean {
  const asked = [...course.nonces];
  const newest = asked.findLastIndex((nonce) => answers.includes(nonce));
  // Answers to what was asked before it are older words from then on, however late somebody brings them.
  for (const nonce of asked.slice(0, newest + 1)) course.nonces.delete(nonce);
  course.isFresh ||= newest >= 0;
  return newest >= 0;
}

/** So long after the latest part a report may have been on its way already when that came. */
const CROSSING_MS = 5000;

/** Whoever a part is sealed to and answers: another connection, or another key, is another. */
export const recipientIn = ({ challenge, sealingKey }: Pick<PeopleReport, 'challenge' | 'sealingKey'>): string =>
  `${challenge} ${sealingKey.x}`;

/**
 * Whether a report says nothing that what is under way does not see to: it is no reason to begin anew, nor a try that came to nothing. Whoever
 * waits for the rest of another transfer lets it go with the first part of this one; of whom the table of before lacks nothing new is said.
 */
export function hasCrossed(course: Course, report: PeopleReport, nowMs: number): boolean {
  const { transfer, due, sentTo, sentAtMs } = course;
  if (!transfer || report.fault !== null) return false;
  const { from, to } = transfer.change;
  const revision = report.table?.revision ?? 0;
  const isBefore = from === null ? revision < to.revision : revision === from;
  const isSame = sentTo === undefined || sentTo === recipientIn(report);
  const isOnItsWay = due.length > 0 || (sentTo !== undefined && nowMs - sentAtMs < CROSSING_MS);
  return isServedBy(transfer, report) && isBefore && isSame && isOnItsWay;
}

function isServedBy({ id, change }: Transfer, { needs }: PeopleReport): boolean {
  if (needs === null) return true;
  return needs.what === 'snapshot' ? change.from === null : needs.transfer !== id;
}
