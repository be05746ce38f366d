// ridgectl report.
import { type Command, Option } from 'commander';
import { PERIODS } from '../../biometrics/index.ts';
import {
  REPORT_FORMATS,
  type ReportAttendanceCommand,
  reportAttendanceCommand,
} from '../attendance/report-attendance.ts';
import { type ReportLieuCommand, reportLieuCommand } from '../attendance/report-lieu.ts';
import {
  type SummaryCommand,
  summaryCommand,
  type TerminalsReportCommand,
  terminalsReportCommand,
} from '../attendance/report-summaries.ts';
import { type ReportBiometricsCommand, reportBiometricsCommand } from '../biometrics/report-biometrics.ts';
import type { CommandIo } from '../runner.ts';
import { example, type Run, withRegister } from './shared.ts';

const MONTH = ['--month <month>', 'of the common era, as 2026-11'] as const;

export function addReport(program: Command, io: CommandIo, run: Run): void {
  const report = program.command('report').description('what the entries of a month say, worked out anew each time');
  withRegister(report.command('attendance'))
    .description('each day of a month: in, out, where, late, early, worked, overtime, status, remarks; and totals')
    .requiredOption(...MONTH)
    .option('--person <person>', 'HR code, or the whole name')
    .option('--unit <unit>', 'only people of this unit')
    .addOption(new Option('--format <format>', 'html: A4 pages in Thai').choices(REPORT_FORMATS).default('table'))
    .option('--thai-digits', 'in html')
    .option('--out <file>', 'write it to a file')
    .addHelpText(
      'after',
      example('ridgectl report attendance --store sqlite:fleet.db --month 2026-11 --person 0000012345'),
    )
    .addHelpText(
      'after',
      '  $ ridgectl report attendance --store sqlite:fleet.db --month 2026-11 --format html --out november.html',
    )
    .action((options: ReportAttendanceCommand) => run(() => reportAttendanceCommand(options, io)));
  withRegister(report.command('summary'))
    .description('how punctual each unit is')
    .requiredOption(...MONTH)
    .addOption(
      new Option('--by <what>', 'what people are taken together by').choices(['unit', 'group']).default('unit'),
    )
    .option('--smallest <people>', 'fewer people are shown together with others, never by themselves', '5')
    .addHelpText('after', example('ridgectl report summary --store sqlite:fleet.db --month 2026-11'))
    .action((options: SummaryCommand) => run(() => summaryCommand(options, io)));
  withRegister(report.command('terminals'))
    .description('what each terminal was used for, its faults, what it costs, and how punctual people come in there')
    .requiredOption(...MONTH)
    .addHelpText('after', example('ridgectl report terminals --store sqlite:fleet.db --month 2026-11'))
    .action((options: TerminalsReportCommand) => run(() => terminalsReportCommand(options, io)));
  withRegister(report.command('lieu'))
    .description('time off for overtime that is not paid: earned, taken, left, and until when it can be taken')
    .option('--on <day>', 'as it was at the end of this day; today where none is given')
    .option('--person <person>', 'HR code, or the whole name')
    .option('--unit <unit>', 'only people of this unit')
    .addHelpText('after', example('ridgectl report lieu --store sqlite:fleet.db --on 2026-09-30'))
    .action((options: ReportLieuCommand) => run(() => reportLieuCommand(options, io)));
  addBiometrics(report, io, run);
}

function addBiometrics(report: Command, io: CommandIo, run: Run): void {
  withRegister(report.command('biometrics'))
    .description(
      'accuracy, FAR and FRR of what was labelled, failures to acquire, refused attacks, availability, complaints and incidents: each with how sure it is',
    )
    .requiredOption('--from <day>', 'the first day, of the common era')
    .requiredOption('--to <day>', 'the last day')
    .addOption(new Option('--by <length>', 'a report for each of the calendar').choices(PERIODS))
    .option('--terminal <name>', 'only of this one')
    .option('--provider <name>', 'as the head of the form names it')
    .option('--smallest <people>', 'groups of fewer people are shown together with others, never by themselves', '5')
    .addOption(new Option('--format <format>', 'html: A4 pages in Thai').choices(REPORT_FORMATS).default('table'))
    .option('--thai-digits', 'in html')
    .option('--out <file>', 'write it to a file')
    .addHelpText(
      'after',
      example(
        'ridgectl report biometrics --store sqlite:fleet.db --from 2026-07-01 --to 2026-12-31 --by half-year --format html --out half-year.html',
      ),
    )
    .action((options: ReportBiometricsCommand) => run(() => reportBiometricsCommand(options, io)));
}
