// How the delivery to one terminal stands: what is under way, and when it may be tried again.
import type { CaptureReceipt, TerminalAddress } from '../../../protocol/index.ts';
import type { Transfer } from './transfer.ts';

export interface Course {
  readonly address: TerminalAddress;
  transfer: Transfer | undefined;
  /** Parts that are still to be sent, or to be sent again. */
  due: number[];
  sent: number;
  /** What became of enrolments there. */
  receipts: CaptureReceipt[];
  /** Its report is wanted: without its key nothing can be sealed for it. */
  ask: boolean;
  /** Monotonic: the terminal's last word, or when it was begun anew without one. */
  heardAtMs: number;
  /** Transfers since the terminal last had what it is to have. */
  tries: number;
  notBeforeMs: number;
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
    sent: 0,
    receipts: [],
    ask: false,
    heardAtMs: nowMs,
    tries: 0,
    notBeforeMs: nowMs,
  },
});

/** Or is to have something else from now on. */
export function noteProven(course: Course): void {
  course.tries = 0;
  course.notBeforeMs = Number.NEGATIVE_INFINITY;
}

/** A terminal that cannot take what it is sent, for want of room or for a fault of its own, is asked later and later. */
export function noteTry(course: Course, nowMs: number): void {
  const delayMs =
    course.tries < TRIES_AT_ONCE ? 0 : Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (course.tries - TRIES_AT_ONCE));
  course.tries += 1;
  course.notBeforeMs = nowMs + delayMs;
}
