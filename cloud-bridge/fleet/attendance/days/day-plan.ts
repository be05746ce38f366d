// What one person was to do on one date: from rules, holidays, plans, leave and the time of their employment. Pure.
import { isInAny } from '../../register/collectives/collective.ts';
import type { OnceRegistered } from '../../register/index.ts';
import type { Calendar, IsoDate } from '../calendar.ts';
import { minuteOf, type Span, spansOf } from '../hours.ts';
import { type BookedRecord, holdsOn } from '../records/record-kinds.ts';
import type { TimeBooks } from '../records/time-books.ts';
import { type RuleSet, rulesOn, type Shift } from '../rules/rule-set.ts';

/** A time in which somebody is to be there, from one in to one out. */
export interface Duty {
  readonly date: IsoDate;
  readonly startMs: number;
  readonly endMs: number;
  /** Nobody is expected: it only says to which date punches about this time belong. */
  readonly isFree: boolean;
  /** In later than this is late; half a day of leave moves it. */
  readonly dueInMs: number;
  /** Out before this is early. */
  readonly dueOutMs: number;
  /** What is printed instead, where `dueOutMs` is in doubt. */
  readonly printedOutMs: number | null;
}

export type DayKind = 'workday' | 'rest' | 'holiday' | 'not-employed';
export type LeavePart = 'day' | 'morning' | 'afternoon';

export interface DayPlan {
  readonly date: IsoDate;
  readonly rules: RuleSet;
  readonly kind: DayKind;
  /** Of the holiday; empty where it is none. */
  readonly holiday: string;
  /** Of leave and time off in lieu together. */
  readonly leave: LeavePart | null;
  /** What of it is time off for overtime. */
  readonly lieu: LeavePart | null;
  readonly isExempt: boolean;
  /** A shift that the plan names and the rules of this date do not have: nothing is graded then. */
  readonly unknownShift: string | null;
  /** In order; at least one. */
  readonly duties: readonly Duty[];
}

export interface Planner {
  readonly books: TimeBooks;
  readonly calendarOf: (zone: string) => Calendar;
}

/** Undefined where no rules hold yet. */
export function dayPlanOf(person: OnceRegistered, date: IsoDate, planner: Planner): DayPlan | undefined {
  const rules = rulesOn(date, planner.books.rules);
  if (!rules) return undefined;
  const calendar = planner.calendarOf(rules.zone);
  const weekday = calendar.weekdayOf(date);
  const planned = latestOn(planner.books.plans(person.id), date, ({ body }) => body.days.includes(weekday));
  const holiday = holidayOn(planner.books.holidays, { date, unit: person.unit });
  const kind = isEmployed(person, { date, calendar }) ? kindOf({ weekday, rules, planned, holiday }) : 'not-employed';
  const hours = planned && planned.body.hours !== 'off' ? planned.body.hours : rules.normal.shift;
  const shift = rules.shifts.find(({ name }) => name === hours);
  const spans = spansOf(shift?.hours ?? hours);
  const { leave, lieu } = kind === 'workday' ? timeOff(person, date, planner.books) : { leave: null, lieu: null };
  const isFree = kind !== 'workday' || leave === 'day' || spans === undefined;
  const given = spans ?? spansOf(normalHours(rules)) ?? [];
  return {
    ...{ date, rules, kind, holiday: kind === 'holiday' ? (holiday?.body.name ?? '') : '', leave, lieu },
    isExempt: isExemptOn(person, date, { rules, books: planner.books }),
    unknownShift: kind === 'workday' && spans === undefined ? hours : null,
    duties: dutiesOf(given, { date, rules, shift, leave, isFree, calendar }),
  };
}

const normalHours = ({ shifts, normal }: RuleSet): string =>
  shifts.find(({ name }) => name === normal.shift)?.hours ?? '';

/** The one that was booked last. */
function latestOn<T extends BookedRecord<'plan' | 'leave' | 'clock-policy'>>(
  records: readonly T[],
  date: IsoDate,
  isMeant: (record: T) => boolean = () => true,
): T | undefined {
  return records.filter((record) => holdsOn(record, date) && isMeant(record)).at(-1);
}

/** That of the own unit before that of everybody. */
function holidayOn(
  holidays: readonly BookedRecord<'holiday'>[],
  { date, unit }: { readonly date: IsoDate; readonly unit: string },
): BookedRecord<'holiday'> | undefined {
  const ofDay = holidays.filter((holiday) => holdsOn(holiday, date));
  const own = ofDay.filter(({ body }) => body.unit !== '' && body.unit === unit).at(-1);
  return own ?? ofDay.filter(({ body }) => body.unit === '').at(-1);
}

/** By the beginning of the date: whoever joins or leaves within it is employed on it. */
function isEmployed(
  { validFromMs, validUntilMs, removedMs }: OnceRegistered,
  { date, calendar }: { readonly date: IsoDate; readonly calendar: Calendar },
): boolean {
  const [beginsMs, endsMs] = [calendar.atMinute(date, 0), calendar.atMinute(date, 1440)];
  const endMs = Math.min(validUntilMs ?? Number.POSITIVE_INFINITY, removedMs ?? Number.POSITIVE_INFINITY);
  return (validFromMs ?? Number.NEGATIVE_INFINITY) < endsMs && endMs > beginsMs;
}

interface Given {
  readonly weekday: number;
  readonly rules: RuleSet;
  readonly planned: BookedRecord<'plan'> | undefined;
  readonly holiday: BookedRecord<'holiday'> | undefined;
}

/** A plan for this one date stands above a holiday; one for weeks does not. */
function kindOf({ weekday, rules, planned, holiday }: Given): DayKind {
  const isOff = planned?.body.hours === 'off';
  if (planned && planned.from === planned.until) return isOff ? 'rest' : 'workday';
  if (holiday?.body.kind === 'workday') return 'workday';
  if (holiday) return 'holiday';
  if (planned) return isOff ? 'rest' : 'workday';
  return rules.normal.workdays.includes(weekday) ? 'workday' : 'rest';
}

/** Time off for overtime counts once somebody has permitted it. */
function timeOff({ id }: OnceRegistered, date: IsoDate, books: TimeBooks): Pick<DayPlan, 'leave' | 'lieu'> {
  const lieus = books.lieus(id).filter(({ decision }) => decision === 'approved');
  return { leave: partOn([...books.leaves(id), ...lieus], date), lieu: partOn(lieus, date) };
}

/** Two halves are a day. */
function partOn(records: readonly BookedRecord<'leave' | 'lieu'>[], date: IsoDate): LeavePart | null {
  const parts = new Set(records.filter((one) => holdsOn(one, date)).map(({ body }) => body.part));
  if (parts.has('day') || (parts.has('morning') && parts.has('afternoon'))) return 'day';
  const [part = null] = parts;
  return part;
}

function isExemptOn(
  { id, group }: OnceRegistered,
  date: IsoDate,
  { rules, books }: { readonly rules: RuleSet; readonly books: TimeBooks },
): boolean {
  const own = latestOn(books.policies(id), date)?.body.policy;
  return own ? own === 'exempt' : isInAny(group, rules.clockPolicy.exemptGroups);
}

interface DutyTerms {
  readonly date: IsoDate;
  readonly rules: RuleSet;
  readonly shift: Shift | undefined;
  readonly leave: LeavePart | null;
  readonly isFree: boolean;
  readonly calendar: Calendar;
}

/** Of several spans half a day of leave takes one away; of a single one it moves its beginning or its end. */
function dutiesOf(spans: readonly Span[], terms: DutyTerms): readonly Duty[] {
  const { leave } = terms;
  if (spans.length > 1 && leave === 'morning')
    return spans.slice(1).map((span) => dutyOf(span, { ...terms, leave: null }));
  if (spans.length > 1 && leave === 'afternoon')
    return spans.slice(0, -1).map((span) => dutyOf(span, { ...terms, leave: null }));
  return spans.map((span) => dutyOf(span, terms));
}

function dutyOf(span: Span, { date, rules, shift, leave, isFree, calendar }: DutyTerms): Duty {
  const at = (minute: number): number => calendar.atMinute(date, minute);
  const half = leave === 'morning' || leave === 'afternoon' ? halfOf(span, { leave, rules, shift }) : undefined;
  const printed = half?.printedOutMinute;
  return {
    ...{ date, isFree, startMs: at(span.fromMinute), endMs: at(span.untilMinute) },
    dueInMs: at(half?.inMinute ?? span.fromMinute),
    dueOutMs: at(half?.outMinute ?? span.untilMinute),
    printedOutMs: printed === undefined ? null : at(printed),
  };
}

interface HalfTerms extends Pick<DutyTerms, 'rules' | 'shift'> {
  readonly leave: 'morning' | 'afternoon';
}

/** As printed; where nothing is printed for these hours, by the pattern of what is. */
function halfOf({ fromMinute, untilMinute }: Span, { leave, rules, shift }: HalfTerms) {
  const cell = shift?.halfDays?.find((one) => one.leave === leave);
  if (!cell) {
    const { firstHalfMinutes, secondHalfFromMinutes } = rules.halfDay;
    return leave === 'morning'
      ? { inMinute: fromMinute + secondHalfFromMinutes, outMinute: untilMinute }
      : { inMinute: fromMinute, outMinute: fromMinute + firstHalfMinutes };
  }
  /** A time before the beginning lies on the next day. */
  const within = (text: string): number => {
    const minute = minuteOf(text) ?? fromMinute;
    return minute < fromMinute ? minute + 1440 : minute;
  };
  const printedOutMinute = cell.printedOutFrom === undefined ? undefined : within(cell.printedOutFrom);
  return { inMinute: within(cell.inBy), outMinute: within(cell.outFrom), printedOutMinute };
}
