// The rows of a report as a table for people, and as a file for a spreadsheet program.
import type { DateRange } from '../../attendance/calendar.ts';
import { csvOf } from '../../attendance/report/report-csv.ts';
import type { FigureRow } from './figure-rows.ts';

export const FIGURE_HEADS = ['TOPIC', 'OF', 'FIGURE', 'VALUE', 'COUNTED', '95 % INTERVAL', 'LIMIT', 'VERDICT', 'NOTE'];

export const figureCells = (row: FigureRow): readonly string[] => [
  ...[row.topic, row.of, row.figure, valueText(row), countedText(row), intervalText(row)],
  ...[row.limit === null ? '' : percentText(row.limit), row.verdict ?? '', row.note],
];

/** So many digits that a rate of one in a thousand shows. */
export const percentText = (fraction: number): string => `${Number((100 * fraction).toFixed(3))} %`;

const COUNTS: readonly FigureRow['figure'][] = ['attempts', 'transactions', 'labelled', 'cases', 'faults', 'lockouts'];

export function valueText({ rate, count, figure }: FigureRow): string {
  if (COUNTS.includes(figure)) return count === null ? '-' : `${count}`;
  return rate === null ? 'n/a' : percentText(rate);
}

export const countedText = ({ rate, figure, count, outOf }: FigureRow): string => {
  if (outOf === null || count === null || (rate === null && figure !== 'labelled')) return '';
  return figure === 'labelled' ? `of ${outOf}` : `${count} of ${outOf}`;
};

export const intervalText = ({ low, high }: FigureRow): string =>
  low === null || high === null ? '' : `${percentText(low)} to ${percentText(high)}`;

const COLUMNS = [
  ...['from', 'until', 'topic', 'of', 'figure', 'rate', 'count', 'out_of', 'low', 'high', 'limit', 'verdict', 'note'],
];

export const figureCsvHead = (): string => csvOf([COLUMNS], { bom: true });

export const figureCsv = ({ from, until }: DateRange, rows: readonly FigureRow[]): string =>
  csvOf(
    rows.map((row) => [
      ...[from, until, row.topic, row.of, row.figure, row.rate ?? '', row.count ?? '', row.outOf ?? ''],
      ...[row.low ?? '', row.high ?? '', row.limit ?? '', row.verdict ?? '', row.note],
    ]),
    { bom: false },
  );
