// ridgectl report biometrics: what the Bank of Thailand's form asks for, over the entries and labels of the fleet.
import { calendarOf, openAttendance } from '../../attendance/index.ts';
import { thaiWords } from '../../attendance/report/thai-words.ts';
import {
  type BiometricsReport,
  biometricsReport,
  DEFINITIONS,
  type PeriodLength,
  type PeriodReport,
  rowsOfPeriod,
} from '../../biometrics/index.ts';
import { type FigureTerms, figureHtml, figureHtmlFoot, figureHtmlHead } from '../../biometrics/report/figure-html.ts';
import { FIGURE_HEADS, figureCells, figureCsv, figureCsvHead } from '../../biometrics/report/figure-text.ts';
import { dateGiven, numberGiven, wrong } from '../attendance/given.ts';
import type { REPORT_FORMATS } from '../attendance/report-attendance.ts';
import { mustSaySomething } from '../given-options.ts';
import { withOutput } from '../output-file.ts';
import { openFleet, type RegisterOptions } from '../register-option.ts';
import { type CommandIo, plain } from '../runner.ts';
import { tableOf } from '../table.ts';
import { theTerminal } from '../terminal-name.ts';

export interface ReportBiometricsCommand extends RegisterOptions {
  readonly from: string;
  readonly to: string;
  readonly by?: PeriodLength;
  readonly terminal?: string;
  readonly provider?: string;
  readonly smallest: string;
  readonly format: (typeof REPORT_FORMATS)[number];
  readonly thaiDigits?: boolean;
  readonly out?: string;
  readonly json?: boolean;
}

export async function reportBiometricsCommand(options: ReportBiometricsCommand, io: CommandIo): Promise<0> {
  mustSaySomething(options);
  const range = { from: dateGiven('--from', options.from), until: dateGiven('--to', options.to) };
  if (range.until < range.from) throw wrong(`--to ${options.to} is before --from ${options.from}`);
  const smallest = numberGiven('people', options.smallest);
  const isDocument = options.json === true && options.out === undefined;
  if (isDocument && options.format !== 'table')
    throw wrong(`--json with --format ${options.format}: name its --out too`);
  const nowMs = io.clock.nowMs();
  await using fleet = await openFleet(options, io);
  const terminal = options.terminal && (await theTerminal(fleet.store, options.terminal)).terminal;
  const { store: _, ...attendance } = await openAttendance(fleet, nowMs);
  const labels = await fleet.register.labels.all({ withdrawn: false });
  const report = await biometricsReport(
    { ...attendance, store: fleet.store, labels },
    {
      ...{ range, smallest, ...(options.by && { by: options.by }), ...(terminal && { terminal }) },
      onPeriod: ({ from, until }) => io.err(`ridgectl: reads ${from} to ${until}\n`),
    },
  );
  const terms = termsOf(report, options, nowMs);
  const text = isDocument ? jsonText(report, { options, nowMs }) : FORMATS[options.format](report, terms);
  const written = await withOutput(options.out, io, (write) => write(text));
  for (const { terminal: late, missing } of report.incomplete)
    io.err(plain(`ridgectl: ${late} has ${missing} entries still to send: figures are provisional`).concat('\n'));
  if (written) io.out(options.json ? `${JSON.stringify({ ...range, ...written })}\n` : `it is in ${written.file}\n`);
  return 0;
}

const termsOf = (
  { zone, incomplete }: BiometricsReport,
  { thaiDigits = false, provider = '' }: ReportBiometricsCommand,
  nowMs: number,
): FigureTerms => ({ words: thaiWords({ thaiDigits }), calendar: calendarOf(zone), provider, nowMs, incomplete });

interface Asked {
  readonly options: ReportBiometricsCommand;
  readonly nowMs: number;
}

/** What was asked for stands in it, so that the same can be asked for again. */
function jsonText(report: BiometricsReport, { options, nowMs }: Asked): string {
  const { from, to, by = null, terminal = null, provider = '', smallest } = options;
  const asked = { from, to, by, terminal, smallest: Number(smallest) };
  return `${JSON.stringify({ provider, madeMs: nowMs, asked, definitions: DEFINITIONS, ...report })}\n`;
}

type Format = (report: BiometricsReport, terms: FigureTerms) => string;

const FORMATS: Readonly<Record<ReportBiometricsCommand['format'], Format>> = {
  table: ({ periods }) => `${periods.map(tableText).join('\n')}\n${DEFINITIONS.map((text) => `- ${text}\n`).join('')}`,
  csv: ({ periods }) => figureCsvHead().concat(...periods.map((period) => figureCsv(period, rowsOfPeriod(period)))),
  html: ({ periods }, terms) =>
    figureHtmlHead().concat(...periods.map((period) => figureHtml(period, terms)), figureHtmlFoot()),
};

function tableText(period: PeriodReport): string {
  const { from, until, due, isOver, withoutBiometrics, unreadable, withoutGroup } = period;
  const left = [
    `${withoutBiometrics} visits by a card or a number alone`,
    `${unreadable} entries that nobody understands`,
    `${withoutGroup} attempts of nobody in particular`,
  ].join(', ');
  const head = `${from} to ${until}${isOver ? '' : ' (not over yet)'}; due ${due}`;
  return `${head}\n${tableOf(FIGURE_HEADS, rowsOfPeriod(period).map(figureCells))}not counted: ${left}\n`;
}
