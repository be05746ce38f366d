// The monthly report as a table for people at a command line.
import type { Calendar } from '../calendar.ts';
import type { DayRow, Moment } from '../days/day-row.ts';
import type { LieuBalance } from '../lieu/ledger.ts';
import { bahtText, durationText, presenceText } from './durations.ts';
import type { PersonReport } from './person-report.ts';

export const TABLE_HEADS = ['DATE', 'IN', 'OUT', 'WHERE', 'LATE', 'EARLY', 'WORKED', 'OVERTIME', 'STATUS', 'REMARKS'];

export const tableRows = ({ days }: PersonReport, calendar: Calendar): readonly (readonly string[])[] =>
  days.map((day) => [
    ...[day.date, momentText(day.in, day, calendar), momentText(day.out, day, calendar)],
    [...new Set([day.in?.terminal, day.out?.terminal])].filter((place) => typeof place === 'string').join(', '),
    ...[durationText(day.lateMs), durationText(day.earlyMs), presenceText(day.workedMs)],
    ...[overtimeText(day), day.status, remarksText(day)],
  ]);

/** A time of the next day has a "+"; what was corrected says what was recorded. */
function momentText(moment: Moment | null, { date }: DayRow, calendar: Calendar): string {
  if (!moment) return '-';
  const shown = `${calendar.timeOf(moment.atMs)}${calendar.dateOf(moment.atMs) > date ? '+' : ''}`;
  if (moment.rawAtMs === undefined) return shown;
  return `${shown} (recorded ${moment.rawAtMs === null ? 'nothing' : calendar.timeOf(moment.rawAtMs)})`;
}

const overtimeText = ({ overtime }: DayRow): string =>
  overtime.length === 0 ? '' : `${overtime.reduce((sum, { hours }) => sum + hours, 0)} h`;

const remarksText = ({ holiday, remarks }: DayRow): string =>
  [holiday, ...remarks.map(({ remark, detail }) => `${remark} ${detail}`.trim())].filter(Boolean).join('; ');

/** What ends unused is told of as long as it can be taken. */
function lieuText({ leftHours, lapsedHours, uncoveredHours, next }: LieuBalance, days: number): string {
  const until = next ? ` (${next.hours} h until ${next.usableUntil})` : '';
  const lapsed = lapsedHours > 0 ? `, lapsed ${lapsedHours} h` : '';
  const uncovered = uncoveredHours > 0 ? `, ${uncoveredHours} h TAKEN WITHOUT ANY LEFT` : '';
  return `in lieu ${days} days off, ${leftHours} h left${until}${lapsed}${uncovered}`;
}

export function totalsLine({ totals, lieu, fiscalYear, rules }: PersonReport): string {
  const { year, counted, most, isOver } = fiscalYear;
  return [
    `${totals.workedDays} of ${totals.dueDays} days`,
    `late ${totals.lateDays} (${durationText(totals.lateMs) || '0'})`,
    `early ${totals.earlyDays} (${durationText(totals.earlyMs) || '0'})`,
    `missing ${totals.missingIn} in, ${totals.missingOut} out`,
    `absent ${totals.absentDays}`,
    `leave ${totals.leaveDays}`,
    ...(lieu ? [lieuText(lieu, totals.lieuDays)] : []),
    `overtime ${totals.overtimeHours} h, ${bahtText(totals.overtimeBaht)} baht (${totals.unapprovedHours} h unapproved)`,
    `counted late in fiscal year ${year}: ${counted} of ${most}${isOver ? ', OVER' : ''}`,
    `rules ${rules.map(({ id, version }) => `${id} ${version}`).join(', ')}`,
  ].join('; ');
}
