// What the commands of attendance have in common: an import, a list, taking one back.
import { type Command, Option } from 'commander';
import type { ImportKind, RecordKind } from '../../attendance/index.ts';
import { ENCODINGS } from '../../import/decode-text.ts';
import { DATE_STYLES } from '../../import/read-day.ts';
import {
  type AddRecordOptions,
  type ListOptions,
  recordRemoveCommand,
  recordsListCommand,
} from '../attendance/records.ts';
import { type RecordsImportCommand, recordsImportCommand } from '../attendance/records-import.ts';
import type { CommandIo } from '../runner.ts';
import { example, type Run, withRegister } from './shared.ts';

/** Where the commands are, and who runs them. */
export interface Room {
  readonly io: CommandIo;
  readonly run: Run;
}

export const PERSON = ['--person <code>', 'HR code'] as const;
export const STORE = '--store sqlite:fleet.db';

export const withBy = (command: Command): Command =>
  command.option('--by <name>', 'who says so', process.env['USER'] ?? 'manager');

export function addImport(
  noun: Command,
  { kind, columns }: { kind: ImportKind; columns: string },
  { io, run }: Room,
): void {
  withBy(withRegister(noun.command('import <file>')))
    .description(`CSV or JSON with the columns ${columns}; rows that cannot be taken are named, and exit code 1`)
    .addOption(new Option('--encoding <name>', 'of the file').choices(ENCODINGS).default('auto'))
    .option('--delimiter <character>', 'between columns', ',')
    .addOption(new Option('--dates <style>', '2018-02-01, 1/2/2018 or 1/2/2561').choices(DATE_STYLES).default('iso'))
    .option('--quarantine <file>', 'write a CSV of what was set aside, and why')
    .option('--dry-run', 'only say what would be done')
    .addHelpText('after', example(`ridgectl attendance ${noun.name()} import ${kind}.csv ${STORE}`))
    .action((path: string, options: RecordsImportCommand) =>
      run(() => recordsImportCommand(kind, { ...options, path }, io)),
    );
}

export function addListAndRemove(
  noun: Command,
  { kind, noun: name }: { kind: RecordKind; noun: string },
  { io, run }: Room,
): void {
  withRegister(noun.command('list'))
    .description('list what stands')
    .option(...PERSON)
    .addHelpText('after', example(`ridgectl attendance ${name} list ${STORE}`))
    .action((options: ListOptions) => run(() => recordsListCommand(kind, options, io)));
  withBy(withRegister(noun.command('remove <number>')))
    .description('take one back; it stays in the book, marked')
    .addHelpText('after', example(`ridgectl attendance ${name} remove 3 ${STORE}`))
    .action((number: string, options: AddRecordOptions) =>
      run(() => recordRemoveCommand(kind, { ...options, number }, io)),
    );
}
