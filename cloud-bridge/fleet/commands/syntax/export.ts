// ridgectl export.
import { type Command, Option } from 'commander';
import {
  EXPORT_FORMATS,
  type ExportCommand,
  exportAttendanceCommand,
  exportListCommand,
} from '../attendance/export-attendance.ts';
import type { CommandIo } from '../runner.ts';
import { example, type Run, withRegister } from './shared.ts';

export function addExport(program: Command, io: CommandIo, run: Run): void {
  const exporting = program.command('export').description('what other systems are handed');
  withRegister(exporting.command('attendance'))
    .description(
      'punches and approved corrections for an HR system, each once under one number; exit code 1 where none is left',
    )
    .option('--month <month>', 'what was not handed over yet of a month, as 2026-11')
    .option('--number <number>', 'what was handed over under this number, again')
    .addOption(new Option('--format <format>', 'of the file').choices(EXPORT_FORMATS).default('csv'))
    .requiredOption('--out <file>', 'the file')
    .option('--by <name>', 'who hands it over', process.env['USER'] ?? 'manager')
    .addHelpText(
      'after',
      example('ridgectl export attendance --store sqlite:fleet.db --month 2026-11 --out november.csv --json'),
    )
    .addHelpText('after', '  $ ridgectl export attendance --store sqlite:fleet.db --number 7 --out again.csv')
    .action((options: ExportCommand) => run(() => exportAttendanceCommand(options, io)));
  withRegister(exporting.command('list'))
    .description('list what was handed over')
    .addHelpText('after', example('ridgectl export list --store sqlite:fleet.db'))
    .action((options: { store: string; json?: boolean }) => run(() => exportListCommand(options, io)));
}
