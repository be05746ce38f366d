// Rows of a file become labels, or are set aside with the line, the column and the reason.
import { z } from 'zod';
import { KioskError } from '../../../../protocol/index.ts';
import { type SetAside, whyNotText } from '../../import/check-rows.ts';
import type { Row, Table } from '../../import/read-rows.ts';
import { type EntrySource, labelOfEntry } from './about-entry.ts';
import { ENTRY_LABELS, type NewLabel, newLabelSchema, TERMINAL_LABELS, withDefaults } from './label-kinds.ts';

export const LABEL_COLUMNS = {
  required: ['terminal', 'label'],
  optional: ['seq', 'journal', 'kind', 'chosen', 'note', 'at', 'closed', 'remedy'],
} as const;

export interface LabelTerms {
  readonly store: EntrySource;
  /** The whole name of a terminal, or what is wrong with it. */
  readonly terminalOf: (text: string) => { readonly terminal: string } | string;
  /** UTC, or what is wrong with it. */
  readonly timeOf: (text: string) => number | string;
}

export interface CheckedLabels {
  readonly labels: readonly NewLabel[];
  readonly aside: readonly SetAside[];
}

/** @throws KioskError USAGE where a column is missing, or is none that is known: a slip in its name would be left out in silence */
export async function checkLabelRows(table: Table, terms: LabelTerms): Promise<CheckedLabels> {
  const known: readonly string[] = [...LABEL_COLUMNS.required, ...LABEL_COLUMNS.optional];
  const missing = LABEL_COLUMNS.required.find((column) => !table.columns.includes(column));
  if (missing !== undefined) throw wrong(`there is no column ${missing} (there are ${table.columns.join(', ')})`);
  const odd = table.columns.find((column) => !known.includes(column));
  if (odd !== undefined) throw wrong(`the column ${odd} is none of ${known.join(', ')}`);
  const labels: NewLabel[] = [];
  const aside: SetAside[] = [];
  for (const row of table.rows) {
    const complaints: SetAside[] = [];
    const complain: Complain = (column, why) =>
      complaints.push({ line: row.line, column, columnNumber: table.columns.indexOf(column) + 1, why });
    const label = await labelIn(row, { ...terms, complain });
    if (complaints.length > 0 || !label) aside.push(...complaints);
    else labels.push(label);
  }
  return { labels, aside };
}

type Complain = (column: string, why: string) => void;
type Checking = LabelTerms & { readonly complain: Complain };

const cell = ({ cells }: Row, column: string): string => cells.get(column) ?? '';

async function labelIn(row: Row, checking: Checking): Promise<NewLabel | undefined> {
  const { complain, terminalOf } = checking;
  for (const [column, value] of row.cells) {
    const why = whyNotText(value);
    if (why) complain(column, why);
  }
  if (row.isCut) complain('label', 'the line ends before its last column');
  const named = terminalOf(cell(row, 'terminal'));
  if (typeof named === 'string') {
    complain('terminal', named);
    return undefined;
  }
  return cell(row, 'seq') === ''
    ? labelOfTerminalRow(row, named.terminal, checking)
    : await labelOfEntryRow(row, named.terminal, checking);
}

async function labelOfEntryRow(row: Row, terminal: string, checking: Checking): Promise<NewLabel | undefined> {
  const { store, complain } = checking;
  for (const column of ['at', 'closed', 'remedy'])
    if (cell(row, column) !== '') complain(column, 'goes without a seq: an entry has its own time');
  const what = ENTRY_LABELS.find((label) => label === cell(row, 'label'));
  const seq = /^[1-9]\d{0,14}$/.test(cell(row, 'seq')) ? Number(cell(row, 'seq')) : undefined;
  if (!what) complain('label', `none of ${ENTRY_LABELS.join(', ')}`);
  if (seq === undefined) complain('seq', 'no number of an entry');
  const said = saidIn(row, complain);
  if (!what || !said || seq === undefined) return undefined;
  const journalId = cell(row, 'journal') || undefined;
  const label = await labelOfEntry(store, { terminal, seq, journalId }, { ...said, what });
  if (typeof label !== 'string') return wholeLabel(label, complain);
  complain('seq', label);
  return undefined;
}

function labelOfTerminalRow(row: Row, terminal: string, { timeOf, complain }: Checking): NewLabel | undefined {
  const what = TERMINAL_LABELS.find((label) => label === cell(row, 'label'));
  if (!what) complain('label', `without a seq it is one of ${TERMINAL_LABELS.join(', ')}`);
  const atMs = timeOf(cell(row, 'at'));
  if (typeof atMs === 'string') complain('at', atMs);
  const closedMs = cell(row, 'closed') === '' ? null : timeOf(cell(row, 'closed'));
  if (typeof closedMs === 'string') complain('closed', closedMs);
  const said = saidIn(row, complain);
  if (!what || !said || typeof atMs === 'string' || typeof closedMs === 'string') return undefined;
  const about = { terminal, journalId: null, seq: null, atMs, closedMs, remedy: cell(row, 'remedy') };
  return wholeLabel(withDefaults({ ...said, what, ...about }), complain);
}

const { kind, chosen, note } = newLabelSchema.shape;
const saidSchema = z.object({ kind, chosen, note });

function saidIn(row: Row, complain: Complain): Pick<NewLabel, 'kind' | 'chosen' | 'note'> | undefined {
  const said = { kind: cell(row, 'kind'), chosen: cell(row, 'chosen'), note: cell(row, 'note') };
  return checked(saidSchema.safeParse(said), complain);
}

const wholeLabel = (label: NewLabel, complain: Complain): NewLabel | undefined =>
  checked(newLabelSchema.safeParse(label), complain);

function checked<T>({ data, error }: z.ZodSafeParseResult<T>, complain: Complain): T | undefined {
  for (const { path, message } of error?.issues ?? []) complain(String(path[0] ?? 'label'), message);
  return data;
}

const wrong = (why: string): KioskError => new KioskError('USAGE', { why });
