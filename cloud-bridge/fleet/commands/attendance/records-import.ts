// ridgectl attendance ... import: many holidays, plans, leaves or overtime orders at once; each row that cannot be taken is named.
import { checkRecordRows, type ImportKind } from '../../attendance/index.ts';
import type { DateStyle } from '../../import/read-day.ts';
import { type FileOptions, tableIn, tellImported } from '../import-file.ts';
import { openFleet, type RegisterOptions } from '../register-option.ts';
import type { CommandIo } from '../runner.ts';
import { daysNamed } from '../times.ts';

export interface RecordsImportCommand extends RegisterOptions, FileOptions {
  readonly dates: DateStyle;
  readonly quarantine?: string;
  readonly dryRun?: boolean;
  readonly by: string;
  readonly json?: boolean;
}

/** 0 where every row was taken, 1 where some were set aside; the same file twice changes nothing. */
export async function recordsImportCommand(
  kind: ImportKind,
  { path, ...options }: RecordsImportCommand & { readonly path: string },
  io: CommandIo,
): Promise<0 | 1> {
  const { dates } = options;
  const table = await tableIn(path, options);
  await using fleet = await openFleet(options, io);
  const ids = new Map((await fleet.register.people.all()).map(({ id, code }) => [code.normalize('NFC'), id]));
  const idOf = (code: string): string | undefined => ids.get(code.normalize('NFC'));
  const { records, aside } = checkRecordRows(table, kind, { dates, idOf, weekdays: daysNamed });
  const isDone = options.dryRun !== true;
  const { booked, unchanged } = isDone
    ? await fleet.register.times.book(records, options.by)
    : { booked: records.length, unchanged: 0 };
  const told = { rows: table.rows.length, encoding: table.encoding, booked, unchanged, isDone, aside };
  return await tellImported(told, options, io);
}
