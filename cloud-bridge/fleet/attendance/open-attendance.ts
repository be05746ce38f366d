// All that a report needs but for the entries themselves: who there is, whose entries are, and what managers have said.
import type { FleetStore } from '../fleet-store.ts';
import type { FleetRegister, OnceRegistered } from '../register/index.ts';
import { type Calendar, calendars } from './calendar.ts';
import { enrolments, type Wholeness, wholeness } from './facts/gather.ts';
import { type Whose, whoseOf } from './facts/whose.ts';
import { openTimeBooks, type TimeBooks } from './records/time-books.ts';

export interface Attendance {
  readonly store: Pick<FleetStore, 'entriesWithin' | 'gaps'>;
  readonly people: readonly OnceRegistered[];
  /** Whether these are all; whose punches are not of them is nobody's business otherwise. */
  readonly isWhole: boolean;
  readonly whose: Whose;
  readonly books: TimeBooks;
  readonly whole: Wholeness;
  readonly calendarOf: (zone: string) => Calendar;
  readonly nowMs: number;
}

export async function openAttendance(
  {
    store,
    register,
  }: { readonly store: FleetStore; readonly register: Pick<FleetRegister, 'people' | 'times' | 'isWhole'> },
  nowMs: number,
): Promise<Attendance> {
  const people = await register.people.ever();
  const whose = whoseOf(people, await enrolments(store, Number.MAX_SAFE_INTEGER));
  return {
    ...{ store, people, isWhole: register.isWhole, whose, books: await openTimeBooks(register.times) },
    ...{ whole: await wholeness(store), calendarOf: calendars(), nowMs },
  };
}
