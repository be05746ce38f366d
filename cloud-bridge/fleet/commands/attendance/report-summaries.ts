// ridgectl report summary, report terminals: how punctual units are, and what terminals are used for and cost.
import { monthReports, openAttendance } from '../../attendance/index.ts';
import { bahtText } from '../../attendance/report/durations.ts';
import { type Figures, type UnitSummary, unitSummaries } from '../../attendance/report/summaries.ts';
import { type TerminalUse, terminalUse } from '../../attendance/report/terminal-use.ts';
import { openFleet, type RegisterOptions } from '../register-option.ts';
import type { CommandIo } from '../runner.ts';
import { tableOf } from '../table.ts';
import { monthGiven, numberGiven } from './given.ts';

export interface SummaryCommand extends RegisterOptions {
  readonly month: string;
  readonly by: 'unit' | 'group';
  readonly smallest: string;
  readonly json?: boolean;
}

export async function summaryCommand(options: SummaryCommand, io: CommandIo): Promise<0> {
  const month = monthGiven(options.month);
  const smallest = numberGiven('people', options.smallest);
  await using fleet = await openFleet(options, io);
  const attendance = await openAttendance(fleet, io.clock.nowMs());
  const { reports, rules, incomplete } = await monthReports(attendance, { month, withYear: false });
  const units = unitSummaries(reports(), { by: options.by, smallest });
  if (options.json)
    io.out(
      `${JSON.stringify({ month, rules: { id: rules.id, version: rules.version }, incomplete, by: options.by, smallest, units })}\n`,
    );
  else
    io.out(
      tableOf(
        [options.by.toUpperCase(), 'PEOPLE', ...UNIT_HEADS],
        units.map((unit) => unitRow(unit, smallest)),
      ),
    );
  return 0;
}

const UNIT_HEADS = ['DAYS', 'PUNCTUAL', 'LATE', 'EARLY', 'MISSING', 'ABSENT', 'LEAVE', 'OVERTIME', 'BAHT'];

function unitRow({ unit, people, figures }: UnitSummary, smallest: number): readonly string[] {
  const name = unit === null ? `(fewer than ${smallest} each)` : unit || '(none)';
  return [name, `${people}`, ...(figures ? figuresRow(figures) : ['too few to show'])];
}

const figuresRow = (figures: Figures): readonly string[] => [
  ...[`${figures.dueDays}`, percentText(figures.punctuality), `${figures.lateDays}`, `${figures.earlyDays}`],
  ...[`${figures.missing}`, `${figures.absentDays}`, `${figures.leaveDays}`, `${figures.overtimeHours} h`],
  bahtText(figures.overtimeBaht),
];

const percentText = (fraction: number | null): string => (fraction === null ? '-' : `${(100 * fraction).toFixed(1)} %`);

export interface TerminalsReportCommand extends RegisterOptions {
  readonly month: string;
  readonly json?: boolean;
}

export async function terminalsReportCommand(options: TerminalsReportCommand, io: CommandIo): Promise<0> {
  const month = monthGiven(options.month);
  await using fleet = await openFleet(options, io);
  const attendance = await openAttendance(fleet, io.clock.nowMs());
  const { reports, rules, range, incomplete } = await monthReports(attendance, { month, withYear: false });
  const { atMinute } = attendance.calendarOf(rules.zone);
  const window = { range, fromMs: atMinute(range.from, 0), untilMs: atMinute(range.until, 1440) };
  const terminals = await terminalUse({ ...attendance, store: fleet.store }, { ...window, reports: reports() });
  if (options.json) io.out(`${JSON.stringify({ month, incomplete, terminals })}\n`);
  else io.out(tableOf(USE_HEADS, terminals.map(useRow)));
  return 0;
}

const USE_HEADS = [
  ...['TERMINAL', 'PUNCHES', 'PEOPLE', 'REPEATED', 'REFUSED', 'FAULTS', 'PUNCTUAL', 'BAHT A MONTH', 'BAHT A PUNCH'],
];

const useRow = (use: TerminalUse): readonly string[] => [
  ...[use.terminal, `${use.punches}`, `${use.people}`, `${use.repeated}`, `${use.refused}`, `${use.faults}`],
  ...[percentText(use.punctuality), amountText(use.bahtPerMonth), amountText(use.bahtPerPunch)],
];

const amountText = (baht: number | null): string => (baht === null ? '-' : bahtText(baht));
