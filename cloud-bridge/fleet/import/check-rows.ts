// Rows of an HR system become people, or are set aside with the reason: nothing is guessed, trimmed or made up.
import { KioskError } from '../../../protocol/index.ts';
import { newRegisteredSchema, type RegisteredFields } from '../register/people-register.ts';
import type { Row, Table } from './read-rows.ts';

export const FIELDS = ['code', 'nameTh', 'nameEn', 'title', 'unit', 'group', 'validFrom', 'validUntil'] as const;
export type Field = (typeof FIELDS)[number];

/** Columns of each field; several are joined by a space, as first and last names are. */
export type ColumnMap = Readonly<Partial<Record<Field, readonly string[]>>>;

/** How days are written. `iso` 2018-02-01; `dmy` 1/2/2018; `dmy-be` 1/2/2561. */
export const DATE_STYLES = ['iso', 'dmy', 'dmy-be'] as const;
export type DateStyle = (typeof DATE_STYLES)[number];

export interface SetAside {
  readonly line: number;
  readonly column: string;
  /** 1 for the first. */
  readonly columnNumber: number;
  readonly why: string;
}

export interface CheckedRows {
  readonly people: readonly (RegisteredFields & { readonly line: number })[];
  readonly aside: readonly SetAside[];
}

/** Names by which columns are known without being told. */
const KNOWN: Readonly<Record<Field, readonly string[]>> = {
  code: ['code', 'hr_code', 'hrcode', 'emp_code', 'employee_code', 'รหัส', 'รหัสพนักงาน', 'รหัสบุคลากร'],
  nameTh: ['nameth', 'name_th', 'ชื่อ-นามสกุล', 'ชื่อ-สกุล', 'ชื่อ'],
  nameEn: ['nameen', 'name_en', 'ชื่อภาษาอังกฤษ'],
  title: ['title', 'คำนำหน้า', 'คำนำหน้าชื่อ'],
  unit: ['unit', 'department', 'หน่วยงาน', 'สังกัด'],
  group: ['group', 'กลุ่ม'],
  validFrom: ['validfrom', 'valid_from', 'start_date', 'วันที่เริ่มงาน', 'วันเริ่มงาน'],
  validUntil: ['validuntil', 'valid_until', 'end_date', 'วันที่สิ้นสุด', 'วันที่พ้นสภาพ'],
};

/** @param given `field=column` or `field=column+column` @throws KioskError USAGE where a field or a column is not there, or none is the code */
export function mapColumns(columns: readonly string[], given: readonly string[]): ColumnMap {
  const map: Partial<Record<Field, readonly string[]>> = {};
  for (const field of FIELDS) {
    const known = columns.find((column) => KNOWN[field].includes(column.trim().toLowerCase()));
    if (known !== undefined) map[field] = [known];
  }
  for (const text of given) {
    const at = text.indexOf('=');
    const field = FIELDS.find((name) => name === text.slice(0, Math.max(0, at)));
    if (!field) throw wrong(`--map ${text}: give FIELD=COLUMN, with one of ${FIELDS.join(', ')}`);
    const wanted = text.slice(at + 1).split('+');
    const missing = wanted.find((column) => !columns.includes(column));
    if (missing !== undefined)
      throw wrong(`--map ${text}: there is no column ${missing} (there are ${columns.join(', ')})`);
    map[field] = wanted;
  }
  if (!map.code) throw wrong(`no column is the code: give --map code=COLUMN (there are ${columns.join(', ')})`);
  if (!map.nameTh && !map.nameEn) throw wrong('no column is the name: give --map nameTh=COLUMN, or nameTh=FIRST+LAST');
  return map;
}

export function checkRows({ columns, rows }: Table, map: ColumnMap, dates: DateStyle): CheckedRows {
  const people: (RegisteredFields & { line: number })[] = [];
  const aside: SetAside[] = [];
  const lineOf = new Map<string, number>();
  for (const row of rows) {
    const complaints: SetAside[] = [];
    const complain = (field: Field, why: string): void => {
      const column = map[field]?.[0] ?? field;
      complaints.push({ line: row.line, column, columnNumber: columns.indexOf(column) + 1, why });
    };
    const person = personIn(row, map, { dates, complain });
    const before = lineOf.get(person.code.normalize('NFC'));
    if (person.code !== '' && before !== undefined) complain('code', `the same code as on line ${before}`);
    if (person.code !== '') lineOf.set(person.code.normalize('NFC'), before ?? row.line);
    if (complaints.length > 0) aside.push(...complaints);
    else people.push({ ...newRegisteredSchema.parse(person), line: row.line });
  }
  return { people, aside };
}

interface Checking {
  readonly dates: DateStyle;
  readonly complain: (field: Field, why: string) => void;
}

function personIn(row: Row, map: ColumnMap, { dates, complain }: Checking): RegisteredFields {
  const text = (field: Field): string => {
    const given = (map[field] ?? []).map((column) => row.cells.get(column) ?? '');
    const value = given.filter((part) => part !== '').join(' ');
    const why = whyNotText(value);
    if (why) complain(field, why);
    return value;
  };
  const day = (field: Field): number | null => {
    const value = text(field);
    if (value === '') return null;
    const ms = dayOf(value, dates);
    if (typeof ms === 'string') complain(field, ms);
    return typeof ms === 'number' ? ms : null;
  };
  const code = text('code');
  if (code === '') complain('code', 'no code');
  if ((map.code ?? []).some((column) => row.numbers.has(column)))
    complain('code', 'a number: its leading zeros are lost; write it as text');
  if (code !== code.trim()) complain('code', 'blanks at its beginning or end');
  const [nameTh, nameEn] = [text('nameTh'), text('nameEn')];
  if (nameTh.trim() === '' && nameEn.trim() === '') complain(map.nameTh ? 'nameTh' : 'nameEn', 'no name');
  const [validFromMs, validUntilMs] = [day('validFrom'), day('validUntil')];
  if (validFromMs !== null && validUntilMs !== null && validFromMs >= validUntilMs)
    complain('validUntil', 'not after the day it begins');
  const [title, unit, group] = [text('title'), text('unit'), text('group')];
  return { code, nameTh, nameEn, title, unit, group, active: true, validFromMs, validUntilMs };
}

const MOST_LETTERS = 300;

export function whyNotText(value: string): string | undefined {
  if (value.length > MOST_LETTERS) return `longer than ${MOST_LETTERS} letters`;
  if (/\p{Surrogate}/u.test(value)) return 'not well-formed text';
  if (value.includes('\uFFFD')) return 'letters that were lost: it was saved in the wrong encoding';
  return /\p{Cc}/u.test(value) ? 'a control character, or a line break' : undefined;
}

/** Buddhist-era years are 543 ahead. */
const ERA_YEARS = 543;
export const THAILAND_MS = 7 * 3_600_000;
const OLDEST_YEAR = 1940;
const LATEST_YEAR = 2400;

interface WrittenDay {
  readonly year: number;
  readonly month: number;
  readonly date: number;
}

/** Midnight in Thailand, or what is wrong with it. */
export function dayOf(text: string, style: DateStyle): number | string {
  const written = style === 'iso' ? isoDay(text) : dmyDay(text, style === 'dmy-be' ? ERA_YEARS : 0);
  if (typeof written === 'string') return written;
  const { year, month, date } = written;
  if (year > LATEST_YEAR) return 'a year of the Buddhist era: say --dates dmy-be';
  if (year < OLDEST_YEAR) return `the year ${year} of the common era`;
  const day = new Date(Date.UTC(year, month - 1, date));
  const isDay = day.getUTCMonth() === month - 1 && day.getUTCDate() === date;
  return isDay ? day.getTime() - THAILAND_MS : 'no day of the calendar';
}

const DMY = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/;

function isoDay(text: string): WrittenDay | string {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (found) return { year: Number(found[1]), month: Number(found[2]), date: Number(found[3]) };
  return DMY.test(text) ? 'a day that can be read in two ways: say --dates dmy, or dmy-be' : 'no day, as 2018-02-01';
}

function dmyDay(text: string, eraYears: number): WrittenDay | string {
  const found = DMY.exec(text);
  if (!found) return 'no day, as 1/2/2018';
  return { year: Number(found[3]) - eraYears, month: Number(found[2]), date: Number(found[1]) };
}

const wrong = (why: string): KioskError => new KioskError('USAGE', { why });
