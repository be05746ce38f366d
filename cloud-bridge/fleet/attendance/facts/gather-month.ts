// The clock entries of a month and of the nights about it, by person.
import type { OnceRegistered } from '../../register/index.ts';
import { addDays, type DateRange } from '../calendar.ts';
import type { Attendance } from '../open-attendance.ts';
import type { RuleSet } from '../rules/rule-set.ts';
import { type Gathered, gather } from './gather.ts';

/** With the nights that begin before it and end after it. */
export function gatherMonth(
  { store, whole, whose, calendarOf: calendar }: Attendance,
  {
    range,
    rules,
    people,
  }: { readonly range: DateRange; readonly rules: RuleSet; readonly people?: readonly OnceRegistered[] | undefined },
): Promise<Gathered> {
  const { atMinute } = calendar(rules.zone);
  const about = people && people.length <= MOST_NAMED ? people.flatMap((person) => whose.namesOf(person)) : undefined;
  const [fromMs, untilMs] = [atMinute(addDays(range.from, -1), 0), atMinute(addDays(range.until, 2), 0)];
  return gather({ store, flawed: whole.flawed }, { fromMs, untilMs, whose, ...(about && { about }) });
}

/** So many are asked for by name; beyond that all entries are read. */
const MOST_NAMED = 50;
