// ridgectl people import: brings the register to what HR says, and names each row that cannot be taken.
import { KioskError } from '../../../protocol/index.ts';
import { checkRows, type DateStyle, mapColumns, type SetAside } from '../import/check-rows.ts';
import { carryOut, type ImportPlan, mustBePlausible, planImport } from '../import/import-people.ts';
import { type ReadOptions, readRows } from '../import/read-rows.ts';
import type { RegisteredFields } from '../register/index.ts';
import { asideText, bytesOf, formatOf, writeAside } from './import-file.ts';
import { openFleet, type RegisterOptions } from './register-option.ts';
import { type CommandIo, plain } from './runner.ts';

export interface ImportCommand extends RegisterOptions {
  readonly map?: readonly string[];
  readonly encoding: NonNullable<ReadOptions['encoding']>;
  readonly delimiter: string;
  readonly dates: DateStyle;
  /** How many people HR says there are. */
  readonly expect?: string;
  readonly leavers: 'keep' | 'remove';
  readonly manyLeavers?: boolean;
  readonly quarantine?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** 0 where every row was taken and the head count is right; 1 where rows were set aside, or it is not: then nothing is changed. */
export async function peopleImportCommand(path: string, options: ImportCommand, io: CommandIo): Promise<0 | 1> {
  const expected = headCount(options.expect);
  const { rows, encoding, people, aside } = await checkedFile(path, options);
  await using fleet = await openFleet(options, io.clock);
  const plan = await planImport(fleet.register, people);
  const isCounted = expected === undefined || expected === rows;
  const isDone = isCounted && options.dryRun !== true;
  const removesAbsent = options.leavers === 'remove';
  if (removesAbsent && isCounted) mustBePlausible(plan, options.manyLeavers ?? false);
  if (isDone) await carryOut(fleet.register, plan, { removesAbsent });
  if (options.quarantine !== undefined) await writeAside(options.quarantine, aside);
  const told = { ...summaryOf(plan, removesAbsent), rows, expected: expected ?? null, isDone, encoding, aside };
  io.out(options.json ? `${JSON.stringify(told)}\n` : textOf(told));
  return isCounted && aside.length === 0 ? 0 : 1;
}

interface CheckedFile {
  readonly rows: number;
  readonly encoding: string;
  readonly people: readonly RegisteredFields[];
  readonly aside: readonly SetAside[];
}

async function checkedFile(path: string, options: ImportCommand): Promise<CheckedFile> {
  const { encoding, delimiter, dates, map = [] } = options;
  if (delimiter.length !== 1) throw new KioskError('USAGE', { why: `--delimiter ${delimiter}: give one character` });
  const table = readRows(await bytesOf(path), { format: formatOf(path), encoding, delimiter });
  const { people, aside } = checkRows(table, mapColumns(table.columns, map), dates);
  return {
    ...{ rows: table.rows.length, encoding: table.encoding, aside },
    people: people.map(({ line: _, ...person }) => person),
  };
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

type Told = ReturnType<typeof summaryOf> & {
  readonly rows: number;
  readonly expected: number | null;
  readonly isDone: boolean;
  readonly encoding: string;
  readonly aside: readonly SetAside[];
};

function textOf({
  rows,
  expected,
  isDone,
  encoding,
  aside,
  joined,
  changed,
  unchanged,
  absent,
  removed,
}: Told): string {
  const counted =
    expected !== null && expected !== rows
      ? `HR says ${expected} people, the file has ${rows}: nothing was changed\n`
      : '';
  const done = `${isDone ? '' : 'would have: '}${joined} joined, ${changed} changed, ${unchanged} as before, ${removed} removed`;
  const rest = absent > removed ? `; ${absent - removed} are registered and not in the file (--leavers remove)` : '';
  return `${counted}${plain(`${rows} rows in ${encoding}: ${done}${rest}`)}\n${asideText(aside)}`;
}
