// ridgectl report lieu: what overtime gave as time off, what was taken of it, what is left and until when.
import { type LieuGrant, type LieuLedger, openAttendance, readLedgers, rulesOn } from '../../attendance/index.ts';
import type { OnceRegistered } from '../../register/index.ts';
import { openFleet, type RegisterOptions } from '../register-option.ts';
import type { CommandIo } from '../runner.ts';
import { tableOf } from '../table.ts';
import { dateGiven, wrong } from './given.ts';
import { peopleAsked } from './report-attendance.ts';

export interface ReportLieuCommand extends RegisterOptions {
  readonly on?: string;
  readonly person?: string;
  readonly unit?: string;
  readonly json?: boolean;
}

interface Shown extends LieuLedger {
  readonly person: OnceRegistered;
  readonly leftHours: number;
  /** What of it ends soonest. */
  readonly next: Pick<LieuGrant, 'leftHours' | 'usableUntil'> | null;
  readonly lapsedHours: number;
  readonly uncoveredHours: number;
}

/** As it was at the end of a day. */
export async function reportLieuCommand(options: ReportLieuCommand, io: CommandIo): Promise<0> {
  const nowMs = io.clock.nowMs();
  await using fleet = await openFleet(options, io);
  const attendance = await openAttendance(fleet, nowMs);
  const today = new Date(nowMs).toISOString().slice(0, 10);
  const rules = rulesOn(today, attendance.books.rules);
  if (!rules) throw wrong('no rules hold today (ridgectl attendance rules list)');
  const on = options.on === undefined ? attendance.calendarOf(rules.zone).dateOf(nowMs) : dateGiven('--on', options.on);
  const people = peopleAsked(attendance.people, options) ?? attendance.people;
  const ledgers = await readLedgers(attendance, { people, until: on });
  const shown = people.flatMap((person) => {
    const ledger = ledgers.get(person.id);
    return ledger ? [shownOf(person, ledger, on)] : [];
  });
  if (options.json) io.out(`${JSON.stringify({ on, people: shown.map(jsonOf) })}\n`);
  else if (shown.length === 0) io.out('nobody has time off in lieu (ridgectl attendance overtime ask --in-lieu)\n');
  else io.out(tableOf(HEADS, shown.map(rowOf)));
  return 0;
}

function shownOf(person: OnceRegistered, { grants, taken }: LieuLedger, on: string): Shown {
  const usable = grants.filter(({ usableUntil, leftHours }) => usableUntil >= on && leftHours > 0);
  const [next = null] = usable.toSorted((a, b) => (a.usableUntil < b.usableUntil ? -1 : 1));
  return {
    ...{ person, grants, taken, next, leftHours: sum(usable.map(({ leftHours }) => leftHours)) },
    lapsedHours: sum(grants.filter(({ usableUntil }) => usableUntil < on).map(({ leftHours }) => leftHours)),
    uncoveredHours: sum(taken.map(({ uncoveredHours }) => uncoveredHours)),
  };
}

const sum = (hours: readonly number[]): number => hours.reduce((total, one) => total + one, 0);

const jsonOf = ({ person: { code, nameTh, nameEn, unit }, next, ...ledger }: Shown) => ({
  ...{ code, nameTh, nameEn, unit, ...ledger },
  next: next && { hours: next.leftHours, usableUntil: next.usableUntil },
});

const HEADS = ['CODE', 'NAME', 'EARNED', 'TAKEN', 'LEFT', 'NEXT ENDS', 'LAPSED', 'WITHOUT ANY LEFT'];

const rowOf = ({ person, grants, taken, leftHours, next, lapsedHours, uncoveredHours }: Shown): readonly string[] => [
  ...[person.code, person.nameTh || person.nameEn, hoursText(sum(grants.map(({ hours }) => hours)))],
  ...[hoursText(sum(taken.map(({ hours }) => hours))), hoursText(leftHours)],
  ...[next ? `${hoursText(next.leftHours)} on ${next.usableUntil}` : '', hoursText(lapsedHours)],
  hoursText(uncoveredHours),
];

const hoursText = (hours: number): string => `${hours} h`;
