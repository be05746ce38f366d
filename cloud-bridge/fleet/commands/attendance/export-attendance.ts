// ridgectl export attendance: what an HR system has not been handed yet, under one number, counted and with a checksum.
import { EXPORT_COLUMNS, exportFacts, monthRange, openAttendance, rulesOn } from '../../attendance/index.ts';
import type { HandOver } from '../../attendance/records/hand-over-book.ts';
import { csvOf } from '../../attendance/report/report-csv.ts';
import { withOutput } from '../output-file.ts';
import { type OpenFleet, openFleet, type RegisterOptions } from '../register-option.ts';
import { type CommandIo, plain } from '../runner.ts';
import { tableOf, timeOf } from '../table.ts';
import { monthGiven, numberGiven, wrong } from './given.ts';

export const EXPORT_FORMATS = ['csv', 'json'] as const;

export interface ExportCommand extends RegisterOptions {
  readonly month?: string;
  /** One that was handed over already: the same rows again. */
  readonly number?: string;
  readonly format: (typeof EXPORT_FORMATS)[number];
  readonly out: string;
  readonly by: string;
  readonly json?: boolean;
}

/** 0 where something is handed over, 1 where nothing is left to hand over. */
export async function exportAttendanceCommand(options: ExportCommand, io: CommandIo): Promise<0 | 1> {
  if ((options.month === undefined) === (options.number === undefined))
    throw wrong('give either --month for what was not handed over yet, or --number for what was');
  const again = options.number === undefined ? undefined : numberGiven('a hand-over', options.number);
  const month = options.month === undefined ? undefined : monthGiven(options.month);
  await using fleet = await openFleet(options, io);
  const counted = month === undefined ? undefined : await handOver(fleet, { month, by: options.by }, io);
  const number = again ?? counted?.number;
  if (number === undefined) return tellNothing(counted, options, io);
  const told = { ...(await writeOut(fleet, number, { ...options, io })), ...counted };
  if (options.json) io.out(`${JSON.stringify(told)}\n`);
  else
    io.out(plain(`hand-over ${number}: ${told.entries} entries, SHA-256 ${told.sha256}, in ${told.file}`).concat('\n'));
  return 0;
}

function tellNothing(counted: Counted | undefined, { json }: ExportCommand, io: CommandIo): 1 {
  const why =
    counted?.found === 0
      ? 'nobody is known to have clocked in this month'
      : 'everything of this month was handed over already';
  const { number: _, ...left } = counted ?? { number: undefined };
  io.out(json ? `${JSON.stringify({ number: null, entries: 0, ...left })}\n` : `${why}\n`);
  return 1;
}

interface Counted {
  /** Undefined where nothing was left. */
  readonly number: number | undefined;
  /** Handed over + earlier + without a code = found. */
  readonly found: number;
  readonly earlier: number;
  readonly withoutCode: number;
  readonly unreadable: number;
}

/** The number stands before anything is written: whoever loses the file asks for the number again. */
async function handOver(
  { store, register }: OpenFleet,
  { month, by }: { readonly month: string; readonly by: string },
  io: CommandIo,
): Promise<Counted> {
  const attendance = await openAttendance({ store, register }, io.clock.nowMs());
  const range = monthRange(month);
  const rules = rulesOn(range.until, attendance.books.rules);
  if (!rules) throw wrong(`no rules hold in ${month} (ridgectl attendance rules list)`);
  const asked = { range, calendar: attendance.calendarOf(rules.zone) };
  const { facts, withoutCode, unreadable } = await exportFacts(attendance, asked);
  const made = await register.handOvers.add(facts, range, by);
  for (const { terminal, missing } of attendance.whole.incomplete)
    io.err(
      plain(`ridgectl: ${terminal} has ${missing} entries still to send: they come under a later number`).concat('\n'),
    );
  const found = facts.length + withoutCode;
  return { number: made?.number, found, earlier: facts.length - (made?.entries ?? 0), withoutCode, unreadable };
}

async function writeOut(
  { register }: OpenFleet,
  number: number,
  { out, format, io }: ExportCommand & { readonly io: CommandIo },
) {
  const { rows, ...made } = await register.handOvers.rowsOf(number);
  const text =
    format === 'json'
      ? `${JSON.stringify({ number, entries: made.entries, sha256: made.sha256, rows })}\n`
      : csvOf([[...EXPORT_COLUMNS], ...rows.map((row) => EXPORT_COLUMNS.map((column) => row[column] ?? ''))], {
          bom: true,
        });
  const written = await withOutput(out, io, (write) => write(text));
  return { ...made, file: out, fileSha256: written?.sha256 ?? '' };
}

export async function exportListCommand(
  options: RegisterOptions & { readonly json?: boolean },
  io: CommandIo,
): Promise<0> {
  await using fleet = await openFleet(options, io);
  const handOvers = await fleet.register.handOvers.all();
  if (options.json) io.out(`${JSON.stringify({ handOvers })}\n`);
  else if (handOvers.length === 0) io.out('nothing was handed over yet\n');
  else io.out(tableOf(['NUMBER', 'FROM', 'UNTIL', 'ENTRIES', 'SHA-256', 'MADE', 'BY'], handOvers.map(rowOf)));
  return 0;
}

const rowOf = ({ number, from, until, entries, sha256, madeMs, madeBy }: HandOver): readonly string[] => [
  ...[`${number}`, from, until, `${entries}`, sha256, timeOf(madeMs), madeBy],
];
