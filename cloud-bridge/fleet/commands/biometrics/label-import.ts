// ridgectl label import: what was found of many visits at once; each row that cannot be taken is named.

import { isFault } from '../../../../protocol/index.ts';
import { checkLabelRows, type LabelTerms } from '../../biometrics/index.ts';
import { type FileOptions, tableIn, tellImported } from '../import-file.ts';
import { openFleet, type RegisterOptions } from '../register-option.ts';
import type { CommandIo } from '../runner.ts';
import { timeGiven } from '../times.ts';

export interface LabelImportCommand extends RegisterOptions, FileOptions {
  readonly quarantine?: string;
  readonly dryRun?: boolean;
  readonly by: string;
  readonly json?: boolean;
}

/** 0 where every row was taken, 1 where some were set aside; the same file twice changes nothing. */
export async function labelImportCommand(path: string, options: LabelImportCommand, io: CommandIo): Promise<0 | 1> {
  const table = await tableIn(path, options);
  await using fleet = await openFleet(options, io);
  const names = (await fleet.store.terminals()).map(({ terminal }) => terminal);
  const { labels, aside } = await checkLabelRows(table, {
    store: fleet.store,
    terminalOf: (text) => terminalIn(names, text),
    timeOf: timeIn,
  });
  const isDone = options.dryRun !== true;
  const { booked, unchanged } = isDone
    ? await fleet.register.labels.add(labels, options.by)
    : { booked: labels.length, unchanged: 0 };
  const told = { rows: table.rows.length, encoding: table.encoding, booked, unchanged, isDone, aside };
  return await tellImported(told, options, io);
}

function terminalIn(names: readonly string[], text: string): ReturnType<LabelTerms['terminalOf']> {
  const named = names.filter((name) => name === text || name.endsWith(`.${text}`));
  const [terminal] = named;
  if (terminal === undefined || text === '') return 'no terminal of this name has been heard of';
  return named.length === 1 ? { terminal } : 'several terminals are called so: name its site too';
}

function timeIn(text: string): number | string {
  try {
    return timeGiven('time', text);
  } catch (fault) {
    if (!isFault(fault, 'USAGE')) throw fault;
    return 'no time, as 2026-12-01T08:30+07:00';
  }
}
