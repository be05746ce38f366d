// ridgectl people import: brings the register to what HR says, and names each row that cannot be taken.
import { KioskError } from '../../../protocol/index.ts';
import { type CheckedRows, checkRows, type SetAside } from '../import/check-rows.ts';
import { carryOut, type ImportPlan, mustBePlausible, planImport } from '../import/import-people.ts';
import { type ColumnMap, mapColumns } from '../import/map-columns.ts';
import { onRecordOnly } from '../import/on-record.ts';
import { writeQuarantine } from '../import/quarantine.ts';
import type { DateStyle } from '../import/read-day.ts';
import { mustSaySomething } from './given-options.ts';
import { asideText, type FileOptions, tableIn } from './import-file.ts';
import { openFleet, type RegisterOptions } from './register-option.ts';
import { type CommandIo, plain } from './runner.ts';

export interface ImportCommand extends RegisterOptions, FileOptions {
  readonly map?: readonly string[];
  readonly dates: DateStyle;
  /** How many people HR says there are. */
  readonly expect?: string;
  readonly leavers: 'keep' | 'remove';
  readonly manyLeavers?: boolean;
  readonly strict?: boolean;
  readonly quarantine?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** 0 where every row was taken and the head count is right; 1 where rows were set aside, or it is not: then nothing is changed. */
export async function peopleImportCommand(path: string, options: ImportCommand, io: CommandIo): Promise<0 | 1> {
  const { delimiter: _, ...said } = options;
  mustSaySomething(said);
  const expected = headCount(options.expect) ?? null;
  const { checked: read, columns, ...file } = await checkedFile(path, options);
  await using fleet = await openFleet(options, io);
  const collectives = await fleet.register.collectives.all();
  const checked = options.strict ? onRecordOnly(read, { collectives, map: file.map, columns }) : read;
  const { aside, unreadableCodes } = checked;
  const plan = await planImport(fleet.register, checked);
  const isCounted = expected === null || expected === file.rows;
  const isDone = isCounted && options.dryRun !== true;
  // Whoever stands in a row that nobody can read has not left.
  const removesAbsent = options.leavers === 'remove' && unreadableCodes === 0;
  if (removesAbsent && isCounted) mustBePlausible(plan, options.manyLeavers ?? false);
  if (options.quarantine !== undefined) await writeQuarantine(options.quarantine, aside);
  if (isDone) await carryOut(fleet.register, plan, { removesAbsent });
  tell({ ...summaryOf(plan, removesAbsent), ...file, expected, isDone, unreadableCodes, aside }, options, io);
  return isCounted && aside.length === 0 ? 0 : 1;
}

const tell = (told: Told, { json, leavers }: ImportCommand, io: CommandIo): void =>
  io.out(json ? `${JSON.stringify(told)}\n` : textOf(told, leavers));

interface ReadFile {
  readonly rows: number;
  readonly encoding: string;
  /** What was taken for what. */
  readonly map: ColumnMap;
  readonly unusedColumns: readonly string[];
}

async function checkedFile(
  path: string,
  options: ImportCommand,
): Promise<ReadFile & { readonly checked: CheckedRows; readonly columns: readonly string[] }> {
  const { dates, map: given = [] } = options;
  const table = await tableIn(path, options);
  const map = mapColumns(table.columns, given);
  const used = Object.values(map).flat();
  const unusedColumns = table.columns.filter((column) => !used.includes(column));
  const checked = checkRows(table, map, dates);
  const { columns, rows } = table;
  return { rows: rows.length, encoding: table.encoding, map, unusedColumns, checked, columns };
}

function headCount(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,7}$/.test(text))
    throw new KioskError('USAGE', { why: `--expect ${text}: give how many people there are` });
  return Number(text);
}

const summaryOf = ({ joiners, changed, unchanged, absent }: ImportPlan, removesAbsent: boolean) => ({
  ...{ joined: joiners.length, changed: changed.length, unchanged, absent: absent.length },
  removed: removesAbsent ? absent.length : 0,
});

interface Told extends ReturnType<typeof summaryOf>, ReadFile {
  readonly expected: number | null;
  readonly isDone: boolean;
  /** While there are any nobody is removed. */
  readonly unreadableCodes: number;
  readonly aside: readonly SetAside[];
}

const textOf = (told: Told, leavers: ImportCommand['leavers']): string =>
  [countText(told), mapText(told), doneText(told), absentText(told, leavers), asideText(told.aside)].join('');

const countText = ({ expected, rows }: Told): string =>
  expected === null || expected === rows
    ? ''
    : `HR says ${expected} people, the file has ${rows}: nothing was changed\n`;

function mapText({ map, unusedColumns }: Told): string {
  const taken = Object.entries(map).map(([field, columns]) => `${field} = ${columns.join(' + ')}`);
  const unused = unusedColumns.length > 0 ? `; not used: ${unusedColumns.join(', ')}` : '';
  return plain(`taken for: ${taken.join(', ')}${unused}`).concat('\n');
}

function doneText({ rows, encoding, isDone, joined, changed, unchanged, removed }: Told): string {
  const done = `${isDone ? '' : 'would have: '}${joined} joined, ${changed} changed, ${unchanged} as before, ${removed} removed`;
  return plain(`${rows} rows in ${encoding}: ${done}`).concat('\n');
}

function absentText({ absent, removed, unreadableCodes }: Told, leavers: ImportCommand['leavers']): string {
  if (absent === removed) return '';
  const who = `${absent - removed} are registered and not in the file`;
  if (leavers === 'keep') return `${who} (--leavers remove)\n`;
  return `${who}; nobody is removed: the code of ${unreadableCodes} rows cannot be read, and they may be anybody's\n`;
}
