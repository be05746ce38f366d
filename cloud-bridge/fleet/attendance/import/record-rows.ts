// Rows of holidays, plans, leave and overtime orders become records, or are set aside with the line, the column and the reason.
import type { ZodError } from 'zod';
import { KioskError } from '../../../../protocol/index.ts';
import { type SetAside, whyNotText } from '../../import/check-rows.ts';
import { type DateStyle, dayOf, THAILAND_MS } from '../../import/read-day.ts';
import type { Row, Table } from '../../import/read-rows.ts';
import { whyNoDate } from '../calendar.ts';
import { type NewRecord, RECORD_BODIES, type RecordBody } from '../records/record-kinds.ts';

export const IMPORT_KINDS = ['holiday', 'plan', 'leave', 'overtime'] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

interface Columns {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

const COLUMNS: Readonly<Record<ImportKind, Columns>> = {
  holiday: { required: ['date', 'name'], optional: ['kind', 'unit'] },
  plan: { required: ['code', 'from', 'hours'], optional: ['until', 'days'] },
  leave: { required: ['code', 'from'], optional: ['until', 'part'] },
  overtime: {
    required: ['code', 'date', 'hours', 'reason'],
    optional: ['kind', 'break_minutes', 'travels', 'in_lieu'],
  },
};

export interface RecordTerms {
  readonly dates: DateStyle;
  /** The person's id; undefined where nobody has the code. */
  readonly idOf: (code: string) => string | undefined;
  /** `mon-fri` as ISO 8601 numbers; none for what is no day. */
  readonly weekdays: (text: string) => readonly number[];
}

export interface CheckedRecords<K extends ImportKind> {
  readonly records: readonly NewRecord<K>[];
  readonly aside: readonly SetAside[];
}

/** @throws KioskError USAGE where a column is missing, or is none that is known: a slip in its name would be left out in silence */
export function checkRecordRows<K extends ImportKind>(table: Table, kind: K, terms: RecordTerms): CheckedRecords<K> {
  const { required, optional } = COLUMNS[kind];
  const missing = required.find((column) => !table.columns.includes(column));
  if (missing !== undefined) throw wrong(`there is no column ${missing} (there are ${table.columns.join(', ')})`);
  const odd = table.columns.find((column) => ![...required, ...optional].includes(column));
  if (odd !== undefined) throw wrong(`the column ${odd} is none of ${[...required, ...optional].join(', ')}`);
  const records: NewRecord<K>[] = [];
  const aside: SetAside[] = [];
  for (const row of table.rows) {
    const complaints: SetAside[] = [];
    const complain: Complain = (column, why) =>
      complaints.push({ line: row.line, column, columnNumber: table.columns.indexOf(column) + 1, why });
    const record = recordIn(row, kind, { ...terms, complain });
    if (complaints.length > 0 || !record) aside.push(...complaints);
    else records.push(record);
  }
  return { records, aside };
}

type Complain = (column: string, why: string) => void;
type Checking = RecordTerms & { readonly complain: Complain };

function recordIn<K extends ImportKind>(row: Row, kind: K, checking: Checking): NewRecord<K> | undefined {
  const { complain } = checking;
  for (const [column, value] of row.cells) {
    const why = whyNotText(value);
    if (why) complain(column, why);
  }
  const isDated = COLUMNS[kind].required.includes('date');
  const from = dateIn(row, isDated ? 'date' : 'from', checking);
  const until = isDated || cell(row, 'until') === '' ? from : dateIn(row, 'until', checking);
  if (from && until && from > until) complain('until', 'before the day it begins');
  const personId = kind === 'holiday' ? null : personIn(row, checking);
  const body = RECORD_BODIES[kind].safeParse(GIVEN[kind](row, checking));
  if (!body.success) complainOf(body.error, checking);
  if (!body.success || !from || !until || personId === undefined) return undefined;
  // What the schema of this very kind has just let through.
  return { kind, personId, from, until, body: body.data as unknown as RecordBody<K> };
}

const cell = ({ cells }: Row, column: string): string => cells.get(column) ?? '';

function dateIn(row: Row, column: string, { dates, complain }: Checking): string | undefined {
  const text = cell(row, column);
  const ms = dayOf(text, dates);
  const date = typeof ms === 'number' ? new Date(ms + THAILAND_MS).toISOString().slice(0, 10) : undefined;
  const why = date === undefined ? String(ms) : whyNoDate(date);
  if (why) complain(column, why);
  return why ? undefined : date;
}

function personIn(row: Row, { idOf, complain }: Checking): string | undefined {
  const code = cell(row, 'code');
  if (row.numbers.has('code')) complain('code', 'a number: its leading zeros are lost; write it as text');
  const id = code === '' ? undefined : idOf(code);
  if (id === undefined) complain('code', code === '' ? 'no code' : 'nobody has this code');
  return id;
}

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7] as const;

/** Anything else is complained of. */
const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ...['yes', 'true', '1'].map((word) => [word, true] as const),
  ...['no', 'false', '0', ''].map((word) => [word, false] as const),
]);

type Given = (row: Row, checking: Checking) => unknown;

const GIVEN: Readonly<Record<ImportKind, Given>> = {
  holiday: (row) => ({ name: cell(row, 'name'), kind: cell(row, 'kind') || 'annual', unit: cell(row, 'unit') }),
  plan: (row, { weekdays }) => {
    const days = cell(row, 'days');
    return { hours: cell(row, 'hours'), days: days === '' ? EVERY_DAY : [...new Set(weekdays(days))].sort() };
  },
  leave: (row) => ({ part: cell(row, 'part') || 'day' }),
  overtime: (row) => ({
    ...{ kind: cell(row, 'kind') || 'ordinary', hours: cell(row, 'hours'), reason: cell(row, 'reason') },
    breakMinutes: cell(row, 'break_minutes') === '' ? null : Number(cell(row, 'break_minutes')),
    travels: FLAGS.get(cell(row, 'travels')) ?? cell(row, 'travels'),
    ...inLieuIn(row),
  }),
};

/** Nothing where it is paid: so orders of before say the same. */
function inLieuIn(row: Row): { readonly inLieu?: unknown } {
  const inLieu = FLAGS.get(cell(row, 'in_lieu')) ?? cell(row, 'in_lieu');
  return inLieu === false ? {} : { inLieu };
}

const COLUMN_OF: Readonly<Record<string, string>> = { breakMinutes: 'break_minutes', inLieu: 'in_lieu' };

function complainOf({ issues }: ZodError, { complain }: Checking): void {
  for (const { path, message } of issues) {
    const field = String(path[0] ?? '');
    complain(COLUMN_OF[field] ?? field, message);
  }
}

const wrong = (why: string): KioskError => new KioskError('USAGE', { why });
