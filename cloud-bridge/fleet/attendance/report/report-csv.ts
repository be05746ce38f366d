// The monthly report as rows for a spreadsheet program: a mark at the beginning says UTF-8, and no cell begins a formula.
import { stringify } from 'csv-stringify/sync';
import type { Calendar } from '../calendar.ts';
import type { DayRow, Moment } from '../days/day-row.ts';
import type { PersonReport } from './person-report.ts';

type Cell = string | number;

/** @param bom only at the beginning of a file */
export const csvOf = (rows: readonly (readonly Cell[])[], { bom }: { readonly bom: boolean }): string =>
  stringify(
    rows.map((row) => row.map(String)),
    { bom, escape_formulas: true, record_delimiter: 'windows' },
  );

const COLUMNS = [
  ...['code', 'name_th', 'name_en', 'unit', 'date', 'status', 'holiday', 'leave', 'in', 'out', 'in_terminal'],
  ...['out_terminal', 'in_method', 'out_method', 'in_recorded', 'out_recorded', 'late_seconds', 'early_seconds'],
  ...['worked_seconds', 'counted', 'overtime_hours', 'overtime_unapproved_hours', 'overtime_baht', 'attempts'],
  ...['remarks', 'rules', 'lieu', 'lieu_hours'],
];

export const csvHead = (): string => csvOf([COLUMNS], { bom: true });

export const csvReport = ({ person, days }: PersonReport, calendar: Calendar): string =>
  csvOf(
    days.map((day) => [person.code, person.nameTh, person.nameEn, person.unit, ...cellsOf(day, calendar)]),
    { bom: false },
  );

function cellsOf(day: DayRow, calendar: Calendar): readonly Cell[] {
  const at = (moment: Moment | null): string => (moment ? calendar.isoOf(moment.atMs) : '');
  const recorded = (moment: Moment | null): string => {
    const ms = moment?.rawAtMs === undefined ? moment?.atMs : moment.rawAtMs;
    return ms === undefined || ms === null ? '' : calendar.isoOf(ms);
  };
  const hours = (isApproved: boolean): number =>
    day.overtime.filter((one) => one.isApproved === isApproved).reduce((sum, one) => sum + one.hours, 0);
  return [
    ...[day.date, day.status, day.holiday, day.leave ?? '', at(day.in), at(day.out)],
    ...[day.in?.terminal ?? '', day.out?.terminal ?? '', day.in?.method ?? '', day.out?.method ?? ''],
    ...[recorded(day.in), recorded(day.out), seconds(day.lateMs), seconds(day.earlyMs), seconds(day.workedMs)],
    ...[day.counted, hours(true), hours(false), day.overtime.reduce((sum, { baht }) => sum + (baht ?? 0), 0)],
    day.attempts.length,
    day.remarks.map(({ remark, detail }) => (detail === '' ? remark : `${remark}: ${detail}`)).join('; '),
    `${day.rules.id} ${day.rules.version}`,
    ...[day.lieu ?? '', day.overtime.reduce((sum, { lieuHours }) => sum + (lieuHours ?? 0), 0)],
  ];
}

const seconds = (ms: number): number => Math.floor(ms / 1000);
