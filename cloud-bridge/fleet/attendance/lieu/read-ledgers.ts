// Ledgers of those who have time off in lieu: only the months in which they were ordered to work for it are read.
import type { OnceRegistered } from '../../register/index.ts';
import { datesOf, type IsoDate, monthRange } from '../calendar.ts';
import { dayPlanOf } from '../days/day-plan.ts';
import type { DayRow } from '../days/day-row.ts';
import { daysOf } from '../days/person-days.ts';
import { gatherMonth } from '../facts/gather-month.ts';
import type { Attendance } from '../open-attendance.ts';
import { type RuleSet, rulesOn } from '../rules/rule-set.ts';
import { type LieuEarned, type LieuLedger, type LieuTaken, ledgerOf, usableUntil } from './ledger.ts';

/** Of those people who have any, by their ids: what was worked and taken until a day. */
export async function readLedgers(
  attendance: Attendance,
  { people, until }: { readonly people: readonly OnceRegistered[]; readonly until: IsoDate },
): Promise<ReadonlyMap<string, LieuLedger>> {
  const { books } = attendance;
  const concerned = people.filter(({ id }) => ordersOf(attendance, id, until).length > 0 || books.lieus(id).length > 0);
  const earned = await readEarned(attendance, concerned, until);
  return new Map(
    concerned.map((person) => [person.id, ledgerOf(earned.get(person.id) ?? [], takenBy(person, attendance, until))]),
  );
}

const ordersOf = ({ books }: Attendance, id: string, until: IsoDate) =>
  books
    .overtime(id)
    .filter(({ body, decision, from }) => body.inLieu === true && decision === 'approved' && from <= until);

async function readEarned(attendance: Attendance, people: readonly OnceRegistered[], until: IsoDate) {
  const earned = new Map<string, readonly LieuEarned[]>();
  const ordered = people.map((person) => {
    const dates = ordersOf(attendance, person.id, until).map(({ from }) => from);
    return { person, dates, months: new Set(dates.map((date) => date.slice(0, 7))) };
  });
  for (const month of new Set(ordered.flatMap(({ months }) => [...months]))) {
    const range = monthRange(month);
    const rules = rulesOn(range.until, attendance.books.rules);
    if (!rules) continue;
    const here = ordered.filter(({ months }) => months.has(month));
    const { byPerson } = await gatherMonth(attendance, { range, rules, people: here.map(({ person }) => person) });
    const days = daysOf({ ...attendance, range });
    for (const { person, dates } of here) {
      const rows = days({ person, sightings: byPerson.get(person.id) ?? [] }).filter(({ date }) =>
        dates.includes(date),
      );
      earned.set(person.id, [...(earned.get(person.id) ?? []), ...rows.flatMap((row) => earnedOn(row, attendance))]);
    }
  }
  return earned;
}

function earnedOn({ date, overtime }: DayRow, { books }: Attendance): readonly LieuEarned[] {
  const rules = rulesOn(date, books.rules);
  if (!rules) return [];
  return overtime.flatMap(({ lieuHours, request }) =>
    lieuHours === null || request === null
      ? []
      : [{ date, hours: lieuHours, request, usableUntil: usableUntil(date, rules) }],
  );
}

/** A day that was free anyway takes nothing. */
function takenBy(person: OnceRegistered, attendance: Attendance, until: IsoDate): readonly LieuTaken[] {
  return attendance.books
    .lieus(person.id)
    .filter(({ decision }) => decision === 'approved')
    .flatMap(({ number, from, until: last, body }) =>
      datesOf({ from, until: last ?? from })
        .filter((date) => date <= until)
        .flatMap((date) => {
          const plan = dayPlanOf(person, date, attendance);
          return plan?.lieu ? [{ date, hours: hoursOf(body.part, plan.rules), request: number }] : [];
        }),
    );
}

const hoursOf = (part: 'day' | 'morning' | 'afternoon', { lieu }: RuleSet): number =>
  part === 'day' ? lieu.hoursPerDay : lieu.hoursPerHalfDay;
