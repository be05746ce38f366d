// Rows of an HR system become people, or are set aside with the reason: nothing is guessed, trimmed or made up.
import { newRegisteredSchema, type RegisteredFields } from '../register/people-register.ts';
import type { ColumnMap, Field } from './map-columns.ts';
import { DAY_MS, type DateStyle, dayOf } from './read-day.ts';
import type { Row, Table } from './read-rows.ts';

export interface SetAside {
  readonly line: number;
  readonly column: string;
  /** 1 for the first. */
  readonly columnNumber: number;
  readonly why: string;
}

/** What a file can say of somebody. */
export type SaidField = keyof Omit<RegisteredFields, 'active'>;

export interface CheckedPerson {
  readonly line: number;
  /** With the defaults of whatever was not said. */
  readonly fields: RegisteredFields;
  readonly said: readonly SaidField[];
}

export interface CheckedRows {
  readonly people: readonly CheckedPerson[];
  readonly aside: readonly SetAside[];
  /** Codes in rows that were set aside for something else: they are in the file all the same. */
  readonly codesAside: readonly string[];
  /** Rows of which nobody can say whose they are. */
  readonly unreadableCodes: number;
}

export function checkRows(table: Table, map: ColumnMap, dates: DateStyle): CheckedRows {
  const read = table.rows.map((row) => (row.isCut ? cutRow(row, table) : readRow(row, { table, map, dates })));
  const checked = withTwins(read, asideIn(table, map));
  const isGood = ({ aside }: ReadRow): boolean => aside.length === 0;
  const bad = checked.filter((row) => !isGood(row));
  return {
    people: checked.filter(isGood).map(({ line, person, said }) => ({
      ...{ line, said },
      fields: newRegisteredSchema.parse(person),
    })),
    aside: bad.flatMap(({ aside }) => aside),
    codesAside: bad.flatMap(({ code }) => code ?? []),
    unreadableCodes: bad.filter(({ code }) => code === undefined).length,
  };
}

interface ReadRow {
  readonly line: number;
  /** Undefined where it cannot be read. */
  readonly code: string | undefined;
  readonly person: RegisteredFields | undefined;
  readonly said: readonly SaidField[];
  readonly aside: readonly SetAside[];
}

/** Its last cell may have been cut too, and be the code of somebody else. */
function cutRow({ line, cells }: Row, { columns }: Table): ReadRow {
  const why = `the line ends before it: ${cells.size} of ${columns.length} columns`;
  const aside = [{ line, column: columns[cells.size] ?? '', columnNumber: cells.size + 1, why }];
  return { line, code: undefined, person: undefined, said: [], aside };
}

type AsideOf = (line: number, field: Field, why: string) => SetAside;

const asideIn =
  ({ columns }: Table, map: ColumnMap): AsideOf =>
  (line, field, why) => {
    const column = map[field]?.[0] ?? field;
    return { line, column, columnNumber: columns.indexOf(column) + 1, why };
  };

/** Which of them is right is not for us to say: all are set aside. */
function withTwins(rows: readonly ReadRow[], asideOf: AsideOf): readonly ReadRow[] {
  const linesOf = new Map<string, number[]>();
  const keyOf = (code: string): string => code.normalize('NFC');
  for (const { code, line } of rows) if (code !== undefined) listIn(linesOf, keyOf(code)).push(line);
  return rows.map((row) => {
    const lines = row.code === undefined ? [] : (linesOf.get(keyOf(row.code)) ?? []);
    const other = lines.find((line) => line !== row.line);
    if (other === undefined) return row;
    return { ...row, aside: [...row.aside, asideOf(row.line, 'code', `the same code as on line ${other}`)] };
  });
}

function listIn(lists: Map<string, number[]>, key: string): number[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}

interface Reading {
  readonly table: Table;
  readonly map: ColumnMap;
  readonly dates: DateStyle;
}

function readRow(row: Row, { table, map, dates }: Reading): ReadRow {
  const aside: SetAside[] = [];
  const asideOf = asideIn(table, map);
  const complain = (field: Field, why: string): void => void aside.push(asideOf(row.line, field, why));
  const code = readCode(row, map, complain);
  const text = (field: Field): string => readText(row, map[field] ?? [], (why) => complain(field, why));
  const day = (field: Field): number | null => readDay(text(field), dates, (why) => complain(field, why));
  const [nameTh, nameEn] = [text('nameTh'), text('nameEn')];
  if (nameTh.trim() === '' && nameEn.trim() === '') complain(map.nameTh ? 'nameTh' : 'nameEn', 'no name');
  const [validFromMs, throughMs, untilMs] = [day('validFrom'), day('validThrough'), day('validUntil')];
  const validUntilMs = throughMs === null ? untilMs : throughMs + DAY_MS;
  if (validFromMs !== null && validUntilMs !== null && validFromMs >= validUntilMs)
    complain(map.validThrough ? 'validThrough' : 'validUntil', 'not after the day it begins');
  const [title, unit, group] = [text('title'), text('unit'), text('group')];
  const person = { code: code ?? '', nameTh, nameEn, title, unit, group, active: true, validFromMs, validUntilMs };
  return { line: row.line, code, person, said: saidIn(row, map), aside };
}

const FIELD_OF: Readonly<Record<Field, SaidField>> = {
  ...({ code: 'code', nameTh: 'nameTh', nameEn: 'nameEn', title: 'title', unit: 'unit', group: 'group' } as const),
  ...({ validFrom: 'validFromMs', validUntil: 'validUntilMs', validThrough: 'validUntilMs' } as const),
};

/** A column that the file has not, or a record leaves out, says nothing: what is known of it stays. */
const saidIn = ({ cells }: Row, map: ColumnMap): readonly SaidField[] =>
  Object.entries(FIELD_OF).flatMap(([field, said]) =>
    (map[field as Field] ?? []).some((column) => cells.has(column)) ? [said] : [],
  );

type Complain = (why: string) => void;

/** Undefined where nobody can say whose it is. */
function readCode(row: Row, map: ColumnMap, complain: (field: Field, why: string) => void): string | undefined {
  const columns = map.code ?? [];
  let isReadable = true;
  const refuse = (why: string): void => {
    isReadable = false;
    complain('code', why);
  };
  const code = readText(row, columns, refuse);
  if (code === '') refuse('no code');
  if (columns.some((column) => row.numbers.has(column)))
    refuse('a number: its leading zeros are lost; write it as text');
  if (code !== code.trim()) refuse('blanks at its beginning or end');
  return isReadable ? code : undefined;
}

function readText({ cells }: Row, columns: readonly string[], complain: Complain): string {
  const given = columns.flatMap((column) => cells.get(column) ?? []);
  // Half of a name is none.
  if (given.length > 0 && given.length < columns.length)
    complain(`no ${columns.filter((column) => !cells.has(column)).join(', ')}`);
  const value = given.filter((part) => part !== '').join(' ');
  const why = whyNotText(value);
  if (why) complain(why);
  return value;
}

function readDay(value: string, dates: DateStyle, complain: Complain): number | null {
  if (value === '') return null;
  const ms = dayOf(value, dates);
  if (typeof ms === 'number') return ms;
  complain(ms);
  return null;
}

const MOST_LETTERS = 300;

export function whyNotText(value: string): string | undefined {
  if (value.length > MOST_LETTERS) return `longer than ${MOST_LETTERS} letters`;
  if (/\p{Surrogate}/u.test(value)) return 'not well-formed text';
  if (value.includes('\uFFFD')) return 'letters that were lost: it was saved in the wrong encoding';
  return /\p{Cc}/u.test(value) ? 'a control character, or a line break' : undefined;
}
