// ridgectl report attendance: the month of one person or of all, as a table, a CSV or a page for the printer.
import { type MonthReports, monthReports, openAttendance, type PersonReport } from '../../attendance/index.ts';
import { csvHead, csvReport } from '../../attendance/report/report-csv.ts';
import { type HtmlTerms, htmlFoot, htmlHead, htmlReport } from '../../attendance/report/report-html.ts';
import { TABLE_HEADS, tableRows, totalsLine } from '../../attendance/report/report-table.ts';
import { thaiWords } from '../../attendance/report/thai-words.ts';
import type { OnceRegistered } from '../../register/index.ts';
import { withOutput } from '../output-file.ts';
import { openFleet, type RegisterOptions } from '../register-option.ts';
import { type CommandIo, plain } from '../runner.ts';
import { tableOf } from '../table.ts';
import { monthGiven, wrong } from './given.ts';

export const REPORT_FORMATS = ['table', 'csv', 'html'] as const;

export interface ReportAttendanceCommand extends RegisterOptions {
  readonly month: string;
  readonly person?: string;
  readonly unit?: string;
  readonly format: (typeof REPORT_FORMATS)[number];
  readonly thaiDigits?: boolean;
  readonly out?: string;
  readonly json?: boolean;
}

export async function reportAttendanceCommand(options: ReportAttendanceCommand, io: CommandIo): Promise<0> {
  const month = monthGiven(options.month);
  const isDocument = options.json === true && options.out === undefined;
  if (isDocument && options.format !== 'table')
    throw wrong(`--json with --format ${options.format}: name its --out too`);
  await using fleet = await openFleet(options, io);
  const attendance = await openAttendance(fleet, io.clock.nowMs());
  const people = peopleAsked(attendance.people, options);
  const onMonth = (read: string): void => io.err(`ridgectl: reads ${read}\n`);
  const reports = await monthReports(attendance, { month, withYear: true, onMonth, ...(people && { people }) });
  const terms = {
    words: thaiWords({ thaiDigits: options.thaiDigits ?? false }),
    calendar: attendance.calendarOf(reports.rules.zone),
    nowMs: attendance.nowMs,
  };
  const format = FORMATS[isDocument ? 'json' : options.format];
  const told = { people: 0, days: 0 };
  const written = await withOutput(options.out, io, async (write) => {
    await write(format.head(reports, terms));
    for (const report of reports.reports()) {
      await write(format.person(report, { ...terms, incomplete: reports.incomplete, isFirst: told.people === 0 }));
      told.people += 1;
      told.days += report.days.length;
      io.signal.throwIfAborted();
    }
    await write(format.foot(reports));
  });
  for (const line of warningsOf(reports)) io.err(plain(`ridgectl: ${line}`).concat('\n'));
  if (written)
    io.out(options.json ? `${JSON.stringify({ month, ...told, ...written })}\n` : doneText(written.file, told));
  return 0;
}

const doneText = (file: string, { people, days }: { readonly people: number; readonly days: number }): string =>
  plain(`${people} people, ${days} days are in ${file}`).concat('\n');

/** Who has left is found as well: their months stay what they were. @throws KioskError USAGE where nobody is called so */
export function peopleAsked(
  everybody: readonly OnceRegistered[],
  { person, unit }: Pick<ReportAttendanceCommand, 'person' | 'unit'>,
): readonly OnceRegistered[] | undefined {
  if (person === undefined && unit === undefined) return undefined;
  const asked = everybody.filter(
    (one) => (person === undefined || isCalled(one, person)) && (unit === undefined || one.unit === unit),
  );
  if (asked.length > 0) return asked;
  throw wrong(
    person === undefined
      ? `nobody is of the unit ${unit}`
      : `nobody has the code or the name ${person} (ridgectl people list)`,
  );
}

const isCalled = ({ code, nameTh, nameEn }: OnceRegistered, wanted: string): boolean =>
  [code, nameTh, nameEn].some((name) => name.normalize('NFC') === wanted.normalize('NFC'));

type PersonTerms = HtmlTerms & Pick<MonthReports, 'incomplete'> & { readonly isFirst: boolean };

interface Format {
  readonly head: (reports: MonthReports, terms: HtmlTerms) => string;
  readonly person: (report: PersonReport, terms: PersonTerms) => string;
  readonly foot: (reports: MonthReports) => string;
}

const FORMATS: Readonly<Record<(typeof REPORT_FORMATS)[number] | 'json', Format>> = {
  table: { head: () => '', person: tableText, foot: () => '' },
  csv: { head: csvHead, person: (report, { calendar }) => csvReport(report, calendar), foot: () => '' },
  html: { head: htmlHead, person: htmlReport, foot: htmlFoot },
  json: {
    head: ({ month, rules, incomplete, unattributed, unreadable }) => {
      const { id, version, doubts } = rules;
      const what = { month, rules: { id, version, doubts }, incomplete, unattributed, unreadable };
      return `${JSON.stringify(what).slice(0, -1)},"reports":[`;
    },
    person: (report, { isFirst }) => `${isFirst ? '' : ','}${JSON.stringify(report)}`,
    foot: () => ']}\n',
  },
};

function tableText(report: PersonReport, { calendar, isFirst }: PersonTerms): string {
  const { person, month } = report;
  const head = `${person.code}  ${person.nameTh || person.nameEn}  ${person.unit}  ${month}`;
  const lines = [
    plain(head).trim(),
    tableOf(TABLE_HEADS, tableRows(report, calendar)).trimEnd(),
    plain(totalsLine(report)),
  ];
  return `${isFirst ? '' : '\n'}${lines.join('\n')}\n`;
}

/** What the report cannot show of itself. */
function warningsOf({ incomplete, unattributed, unreadable }: MonthReports): readonly string[] {
  const strangers = unattributed.reduce((sum, { punches }) => sum + punches, 0);
  return [
    ...incomplete.map(
      ({ terminal, missing }) => `${terminal} has ${missing} entries still to send: figures are provisional`,
    ),
    ...(strangers > 0
      ? [
          `${strangers} punches are of nobody in the register: ${unattributed.map(({ terminal, code }) => `${code ?? 'unknown'} at ${terminal}`).join(', ')}`,
        ]
      : []),
    ...(unreadable > 0 ? [`${unreadable} entries cannot be understood: a newer ridgectl may`] : []),
  ];
}
