// The rows of what an HR system hands over: CSV or JSON, in UTF-8, UTF-16 or Windows-874, each with the line it stands on.
import { CsvError, parse } from 'csv-parse/sync';
import { KioskError } from '../../../protocol/index.ts';
import { decodeText, type Encoding } from './decode-text.ts';

export interface Row {
  /** As an editor counts; of JSON the number of the record. */
  readonly line: number;
  /** By the name of the column; none where a record of JSON leaves it out. */
  readonly cells: ReadonlyMap<string, string>;
  /** It ends before its last column: so does a file that was cut. */
  readonly isCut: boolean;
  /** Columns whose value was no text: a number has lost its leading zeros already. */
  readonly numbers: ReadonlySet<string>;
}

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  readonly encoding: string;
}

export interface ReadOptions {
  readonly format: 'csv' | 'json';
  readonly encoding?: Encoding;
  /** Of CSV; one character. */
  readonly delimiter?: string;
}

/** More than any HR system has; whatever looks for a column looks through all of them. */
const MOST_COLUMNS = 200;

/** @throws KioskError USAGE, with the line where there is one; no cell of it is quoted */
export function readRows(bytes: Uint8Array, { format, encoding = 'auto', delimiter = ',' }: ReadOptions): Table {
  const { text, as } = decodeText(bytes, encoding);
  return { ...(format === 'csv' ? csvRows(text, delimiter) : jsonRows(text)), encoding: as };
}

function csvRows(text: string, delimiter: string): Omit<Table, 'encoding'> {
  const [head, ...records] = csvRecords(text, delimiter);
  if (!head) throw wrong('it is empty');
  // A delimiter at the end of the first line names nothing.
  const columns = head.record.slice(0, head.record.findLastIndex((column) => column.trim() !== '') + 1);
  mustDiffer(columns);
  const rows = records
    .filter(({ record }) => record.some((cell) => cell !== ''))
    .map(({ record, info }): Row => {
      if (record.length > head.record.length)
        throw wrong(`line ${info.lines}: ${record.length} columns, where the first line names ${columns.length}`);
      const cells = new Map(record.slice(0, columns.length).map((cell, at) => [columns[at] ?? '', cell]));
      const isCut = record.length < columns.length;
      return { line: info.lines, cells, numbers: new Set(), isCut };
    });
  return { columns, rows };
}

/** The library's own words quote the cell. */
const QUOTES: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote is not closed',
  CSV_INVALID_CLOSING_QUOTE: 'something follows a closing quote, or a quote within a cell is not doubled',
  CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE: 'something follows a closing quote',
  INVALID_OPENING_QUOTE: 'a quote stands in a cell that does not begin with one',
};

interface CsvRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

function csvRecords(text: string, delimiter: string): readonly CsvRecord[] {
  try {
    return parse(text, {
      delimiter,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
    }) as unknown as CsvRecord[]; // with `info` it gives pairs, which its types do not say
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    const line = 'lines' in cause ? `line ${String(cause['lines'])}: ` : '';
    throw wrong(`${line}${QUOTES[cause.code] ?? 'it is no CSV'}`);
  }
}

function jsonRows(text: string): Omit<Table, 'encoding'> {
  const records = jsonRecords(text);
  const columns = [...new Set(records.flatMap((record) => Object.keys(record)))];
  mustDiffer(columns);
  const rows = records.map((record, at): Row => {
    // Null says that there is none; what is left out says nothing.
    const given = Object.entries(record).map(([column, value]) => [column, value ?? ''] as const);
    const odd = given.find(([, value]) => !['string', 'number', 'boolean'].includes(typeof value));
    if (odd) throw wrong(`record ${at + 1}: ${odd[0]} is neither text nor a number`);
    return {
      line: at + 1,
      cells: new Map(given.map(([column, value]) => [column, String(value)])),
      numbers: new Set(given.filter(([, value]) => typeof value === 'number').map(([column]) => column)),
      isCut: false,
    };
  });
  return { columns, rows };
}

function jsonRecords(text: string): readonly Record<string, unknown>[] {
  const value = parsedJson(text);
  const isList =
    Array.isArray(value) && value.every((one) => typeof one === 'object' && one !== null && !Array.isArray(one));
  if (!isList) throw wrong('it is no list of records, as [{"code": "0001", "nameTh": "..."}]');
  return value;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    // Without the rest of its words: they quote what stands there.
    const [where = ''] = /\bat position .*/.exec(cause instanceof Error ? cause.message : '') ?? [];
    throw wrong(`it is no JSON ${where}`.trim());
  }
}

/** Before any row is looked at: each would be by as many columns. */
function mustDiffer(columns: readonly string[]): void {
  if (columns.length > MOST_COLUMNS)
    throw wrong(`it has ${columns.length} columns, and ${MOST_COLUMNS} are read at most`);
  const twice = columns.find((column, at) => columns.indexOf(column) !== at);
  if (twice !== undefined) throw wrong(`the column ${twice || 'without a name'} is there twice`);
}

const wrong = (why: string): KioskError => new KioskError('USAGE', { why });
