// The days of one person: plans, punches assigned, paired, graded, overtime, remarks. Everything is worked out anew each time. Pure.
import { isInAny } from '../../register/collectives/collective.ts';
import type { OnceRegistered } from '../../register/index.ts';
import { addDays, type Calendar, type DateRange, datesOf, type IsoDate } from '../calendar.ts';
import { keyOf, type Sighting } from '../facts/sighting.ts';
import { spanOf } from '../hours.ts';
import { type BookedRecord, holdsOn } from '../records/record-kinds.ts';
import { assign } from './assign.ts';
import { type DayPlan, type Duty, dayPlanOf, type Planner } from './day-plan.ts';
import type { DayRow, DayStatus, Moment, Remark } from './day-row.ts';
import { firstInOf, type Grade, grade } from './grade.ts';
import { type Order, type OvertimeDay, overtimeOf, overtimeRemarks } from './overtime.ts';
import { corrected, type Paired, pair } from './pairs.ts';
import type { Punch } from './punch.ts';

export interface PersonFacts {
  readonly person: OnceRegistered;
  /** In any order; of the dates before and after as well, so that nights end where they belong. */
  readonly sightings: readonly Sighting[];
}

export interface DaysAsked extends Planner {
  readonly range: DateRange;
  /** What lies ahead is neither absent nor missing. */
  readonly nowMs: number;
}

/** For many people over the same dates. One row a date, in order; none where no rules hold yet. */
export function daysOf(asked: DaysAsked): (facts: PersonFacts) => readonly DayRow[] {
  const { from, until } = asked.range;
  const around = datesOf({ from: addDays(from, -1), until: addDays(until, 1) });
  return ({ person, sightings }) => {
    const plans = around.map((date) => dayPlanOf(person, date, asked)).filter((plan) => plan !== undefined);
    const accepted = sightings.filter(({ isAccepted }) => isAccepted);
    const day = {
      person,
      assigned: assign(accepted, plans),
      refused: sightings.filter((one) => !one.isAccepted),
      asked,
    };
    return plans.filter(({ date }) => from <= date && date <= until).map((plan) => dayRow({ ...day, plan }));
  };
}

interface Day {
  readonly person: OnceRegistered;
  readonly plan: DayPlan;
  readonly assigned: ReadonlyMap<Duty, readonly Punch[]>;
  readonly refused: readonly Sighting[];
  readonly asked: DaysAsked;
}

interface KeptDuty {
  readonly duty: Duty;
  /** As they came. */
  readonly raw: readonly Punch[];
  readonly paired: Paired;
  /** Null where nobody was expected, or this person is not graded. */
  readonly grade: Grade | null;
}

function dayRow(day: Day): DayRow {
  const { plan, asked } = day;
  const kept = plan.duties.map((duty) => keptDuty(duty, day));
  const grades = kept.map(({ grade }) => grade).filter((grade) => grade !== null);
  const status = statusOf(kept, day);
  const overtimeDay = overtimeDayOf(kept, day);
  const overtime = overtimeOf(overtimeDay);
  const attempts = attemptsOf(day);
  const calendar = asked.calendarOf(plan.rules.zone);
  return {
    ...{ date: plan.date, status, holiday: plan.holiday, leave: plan.leave, lieu: plan.lieu },
    ...{ in: firstMoment(kept), out: lastMoment(kept) },
    pairs: kept.flatMap(({ paired }) => paired.pairs.map((one) => ({ inMs: one.in.atMs, outMs: one.out.atMs }))),
    lateMs: sum(grades.map(({ lateMs }) => lateMs)),
    earlyMs: sum(grades.map(({ earlyMs }) => earlyMs)),
    workedMs: sum(kept.flatMap(({ paired }) => paired.pairs.map((one) => one.out.atMs - one.in.atMs))),
    counted: countedOf(grades, plan),
    ...{ overtime, attempts },
    remarks: [
      ...remarksOf(kept, day, calendar),
      ...overtimeRemarks(overtime, overtimeDay, (order) => approvalWorkdays(order, day)),
      ...(attempts.length > 0 ? [{ remark: 'attempts' as const, detail: `${attempts.length}` }] : []),
    ],
    rules: { id: plan.rules.id, version: plan.rules.version },
    due: plan.duties
      .filter(({ isFree }) => !isFree)
      .map(({ dueInMs, dueOutMs }) => ({ inMs: dueInMs, outMs: dueOutMs })),
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function keptDuty(duty: Duty, { person, plan, assigned, asked }: Day): KeptDuty {
  const raw = assigned.get(duty) ?? [];
  const calendar = asked.calendarOf(plan.rules.zone);
  const corrections = correctionsOn(asked.books.corrections(person.id), plan.date)
    .filter(({ decision }) => decision === 'approved')
    .map((record) => ({ record, atMs: calendar.atMinute(plan.date, record.body.minute) }))
    .filter(({ record, atMs }) => nearest(plan.duties, record.body.direction, atMs) === duty);
  const paired = pair(corrected(raw, corrections));
  const isGraded = !duty.isFree && !plan.isExempt;
  return { duty, raw, paired, grade: isGraded ? grade(duty, paired, { rules: plan.rules, nowMs: asked.nowMs }) : null };
}

const correctionsOn = (all: readonly BookedRecord<'correction'>[], date: IsoDate) =>
  all.filter((record) => holdsOn(record, date));

/** Of several duties of a date, the one that the punch would be for. */
function nearest(duties: readonly Duty[], direction: 'in' | 'out', atMs: number): Duty | undefined {
  const distance = ({ dueInMs, dueOutMs }: Duty): number => Math.abs(atMs - (direction === 'in' ? dueInMs : dueOutMs));
  return duties.toSorted((a, b) => distance(a) - distance(b))[0];
}

/** In this order: what is gravest first. */
const GRAVEST: readonly (Grade['status'] & DayStatus)[] = ['missing-in', 'missing-out', 'under-way'];

function statusOf(kept: readonly KeptDuty[], { plan, asked }: Day): DayStatus {
  const statuses = kept.map(({ grade }) => grade?.status).filter((status) => status !== undefined);
  const isThere = kept.some(({ raw, paired }) => raw.length > 0 || paired.pairs.length > 0);
  const gravest = GRAVEST.find((status) => statuses.includes(status));
  if (gravest) return gravest;
  if (isThere || statuses.includes('kept')) return 'worked';
  if (plan.leave === 'day') return plan.lieu === null ? 'leave' : 'lieu';
  if (plan.kind === 'not-employed' || plan.kind === 'holiday' || plan.kind === 'rest') return plan.kind;
  if (statuses.length === 0) return plan.duties.some(({ endMs }) => endMs > asked.nowMs) ? 'not-yet' : 'exempt';
  return statuses.includes('absent') ? 'absent' : 'not-yet';
}

/** Leaving early and a missing punch count as late. */
function countedOf(grades: readonly Grade[], { rules }: DayPlan): number {
  const { countedPerDay, absence } = rules.lateness;
  const faults = grades.flatMap(({ status, lateMs, earlyMs }) => [
    ...[lateMs > 0, earlyMs > 0, status === 'missing-in', status === 'missing-out'].filter(Boolean),
  ]).length;
  if (grades.length > 0 && grades.every(({ status }) => status === 'absent')) return absence;
  return countedPerDay === 'once' ? Math.min(1, faults) : faults;
}

function firstMoment(kept: readonly KeptDuty[]): Moment | null {
  const first = kept.find(({ raw, paired }) => raw.length > 0 || paired.pairs.length > 0 || paired.openIn);
  const punch = first && firstInOf(first.paired);
  return first && punch
    ? momentOf(
        punch,
        first.raw.find(({ direction }) => direction === 'in'),
      )
    : null;
}

function lastMoment(kept: readonly KeptDuty[]): Moment | null {
  const last = kept.findLast(({ raw, paired }) => raw.length > 0 || paired.pairs.length > 0);
  if (!last) return null;
  const { openIn, pairs, strayOuts } = last.paired;
  const punch = openIn ? undefined : (pairs.at(-1)?.out ?? strayOuts.at(-1));
  return punch
    ? momentOf(
        punch,
        last.raw.findLast(({ direction }) => direction === 'out'),
      )
    : null;
}

function momentOf({ atMs, sighting, correction }: Punch, raw: Punch | undefined): Moment {
  if (correction)
    return { atMs, terminal: null, method: null, key: `correction/${correction.number}`, rawAtMs: raw?.atMs ?? null };
  return {
    atMs,
    terminal: sighting?.terminal ?? null,
    method: sighting?.method ?? null,
    key: sighting ? keyOf(sighting) : '',
  };
}

/** Between the last out of the day before and the first in of the next nobody can tell the date: by the calendar's day then. */
function attemptsOf({ plan, refused, asked }: Day): DayRow['attempts'] {
  const calendar = asked.calendarOf(plan.rules.zone);
  return refused
    .filter(({ atMs }) => calendar.dateOf(atMs) === plan.date)
    .toSorted((a, b) => a.atMs - b.atMs)
    .map(({ atMs, terminal, reason }) => ({ atMs, terminal, reason }));
}

function remarksOf(kept: readonly KeptDuty[], { person, plan, asked }: Day, calendar: Calendar): readonly Remark[] {
  const { date } = plan;
  const punches = kept.flatMap(({ raw }) => raw);
  const plain = (remark: Remark['remark'], isSo: boolean, detail = ''): readonly Remark[] =>
    isSo ? [{ remark, detail }] : [];
  const marks = new Set(punches.flatMap(({ sighting }) => sighting?.marks ?? []));
  const graded = new Set(kept.flatMap(({ grade }) => grade?.remarks ?? []));
  const corrections = correctionsOn(asked.books.corrections(person.id), date);
  const repeated = sum(kept.map(({ paired }) => paired.repeated));
  const method = asked.books.methods(person.id).findLast((record) => holdsOn(record, date));
  return [
    ...plain('leave-morning', plan.leave === 'morning' && plan.lieu === null),
    ...plain('leave-afternoon', plan.leave === 'afternoon' && plan.lieu === null),
    ...lieuRemarks(asked.books.lieus(person.id), plan, calendar),
    ...plain('worked-on-leave', plan.leave === 'day' && punches.length > 0),
    ...corrections.flatMap((record) => correctionRemarks(record, date, calendar)),
    ...[...marks].sort().map((remark) => ({ remark, detail: '' })),
    ...plain('repeated', repeated > 0, `${repeated}`),
    ...kept.flatMap(({ paired }) =>
      paired.secondIns.map(({ atMs }) => ({ remark: 'in-twice' as const, detail: calendar.timeOf(atMs) })),
    ),
    ...plain(
      'direction-guessed',
      punches.some(({ isGuessed }) => isGuessed),
    ),
    ...[...graded].map((remark) => ({ remark, detail: '' })),
    ...plain('unknown-shift', plan.unknownShift !== null, plan.unknownShift ?? ''),
    ...plain('other-method', method !== undefined && punches.length > 0, method?.until ?? ''),
  ];
}

/** Permission comes before the time off; what waits for it is told of. */
function lieuRemarks(lieus: readonly BookedRecord<'lieu'>[], { date }: DayPlan, calendar: Calendar): readonly Remark[] {
  return lieus
    .filter((record) => holdsOn(record, date) && record.decision !== 'declined')
    .flatMap(({ number, body, decision, decidedMs }): readonly Remark[] => {
      const detail = `#${number}`;
      if (decision === null) return [{ remark: 'lieu-asked', detail }];
      const half: readonly Remark[] = body.part === 'day' ? [] : [{ remark: `lieu-${body.part}`, detail }];
      const isLate = calendar.dateOf(decidedMs ?? 0) > date;
      return isLate ? [...half, { remark: 'lieu-approved-late', detail }] : half;
    });
}

/** Declined ones are no part of the day. */
function correctionRemarks(record: BookedRecord<'correction'>, date: IsoDate, calendar: Calendar): readonly Remark[] {
  if (record.decision === 'declined') return [];
  const { direction, minute, reason } = record.body;
  const time = calendar.timeOf(calendar.atMinute(date, minute)).slice(0, 5);
  const remark = record.decision === 'approved' ? 'corrected' : 'correction-asked';
  return [{ remark, detail: `${direction} ${time} #${record.number} ${reason}` }];
}

function overtimeDayOf(kept: readonly KeptDuty[], { person, plan, asked }: Day): OvertimeDay {
  const { rules, date } = plan;
  const calendar = asked.calendarOf(rules.zone);
  const pairs = kept.flatMap(({ paired }) => paired.pairs);
  const site = pairs.at(-1)?.out.sighting?.terminal.split('.')[0];
  return {
    present: pairs.map((one) => ({ fromMs: one.in.atMs, untilMs: one.out.atMs })),
    duties: kept.filter(({ duty }) => !duty.isFree).map(({ duty }) => ({ fromMs: duty.startMs, untilMs: duty.endMs })),
    orders: asked.books
      .overtime(person.id)
      .filter((record) => holdsOn(record, date) && record.decision !== 'declined')
      .map((record) => orderOf(record, date, calendar)),
    isWorkday: plan.kind === 'workday',
    isExcluded: plan.isExempt || isInAny(person.group, rules.overtime.excludedGroups),
    siteClass: site === undefined ? undefined : rules.pay.siteClasses[site],
    rules,
  };
}

function orderOf(record: BookedRecord<'overtime'>, date: IsoDate, calendar: Calendar): Order {
  const { fromMinute, untilMinute } = spanOf(record.body.hours) ?? { fromMinute: 0, untilMinute: 0 };
  return { record, fromMs: calendar.atMinute(date, fromMinute), untilMs: calendar.atMinute(date, untilMinute) };
}

/** Working days after the date of the work, up to that of the approval. */
function approvalWorkdays({ record }: Order, { person, plan, asked }: Day): number {
  const decidedOn = asked.calendarOf(plan.rules.zone).dateOf(record.decidedMs ?? 0);
  if (decidedOn <= plan.date) return 0;
  const dates = datesOf({ from: addDays(plan.date, 1), until: decidedOn });
  return dates.filter((date) => dayPlanOf(person, date, asked)?.kind === 'workday').length;
}
