// ridgectl label.
import { Argument, type Command, Option } from 'commander';
import { WAYS_CHOSEN } from '../../../../protocol/index.ts';
import {
  ENTRY_LABELS,
  type EntryLabel,
  LABEL_KINDS,
  TERMINAL_LABELS,
  type TerminalLabel,
} from '../../biometrics/index.ts';
import { ENCODINGS } from '../../import/decode-text.ts';
import {
  type LabelAddCommand,
  type LabelCloseCommand,
  type LabelListCommand,
  type LabelOpenCommand,
  type LabelOptions,
  labelAddCommand,
  labelCloseCommand,
  labelListCommand,
  labelOpenCommand,
  labelRemoveCommand,
} from '../biometrics/label.ts';
import { type LabelImportCommand, labelImportCommand } from '../biometrics/label-import.ts';
import { type LabelSampleCommand, labelSampleCommand } from '../biometrics/label-sample.ts';
import type { CommandIo } from '../runner.ts';
import { byOption, example, type Run, withRegister } from './shared.ts';

const STORE = '--store sqlite:fleet.db';
const TERMINAL = ['<terminal>', 'SITE.TERMINAL, or TERMINAL alone'] as const;

const saying = (command: Command): Command =>
  withRegister(command)
    .addOption(new Option('--kind <kind>', 'of an incident what it was, of an attack by what').choices(LABEL_KINDS))
    .option('--note <text>', 'what was found')
    .addOption(byOption());

export function addLabel(program: Command, io: CommandIo, run: Run): void {
  const label = program
    .command('label')
    .description('what turned out to be true of a visit, said by people; the raw entry stays as it is');
  saying(label.command('add'))
    .argument(...TERMINAL)
    .argument('<seq>', 'the number of the entry')
    .addArgument(new Argument('<what>', 'what was true of it').choices(ENTRY_LABELS))
    .description(
      'label a visit; what is said later takes the place of what was said before. Exit code 1 where the entry is not here, or cannot have been so',
    )
    .option('--journal <id>', 'where the terminal has more than one journal')
    .addOption(
      new Option(
        '--chosen <how>',
        'how the entry was chosen to be looked into; from a random sample figures hold for all visits',
      ).choices(WAYS_CHOSEN),
    )
    .addHelpText(
      'after',
      example(`ridgectl label add gate-17 4711 false-reject ${STORE} --chosen fallback --note "came in by card"`),
    )
    .action((terminal: string, seq: string, what: EntryLabel, options: LabelAddCommand) =>
      run(() => labelAddCommand({ terminal, seq, what }, options, io)),
    );
  saying(label.command('open'))
    .argument(...TERMINAL)
    .addArgument(new Argument('<what>', 'what happened').choices(TERMINAL_LABELS))
    .description('a complaint, an incident or maintenance at a terminal, without an entry')
    .requiredOption('--at <time>', 'when: 2026-11-02, or 2026-11-02T08:30+07:00')
    .option('--until <time>', 'of maintenance, which is planned only where it is booked before it begins')
    .addHelpText(
      'after',
      example(
        `ridgectl label open gate-17 incident ${STORE} --kind fraud --at 2026-11-02T08:30+07:00 --note "a borrowed finger"`,
      ),
    )
    .action((terminal: string, what: TerminalLabel, options: LabelOpenCommand) =>
      run(() => labelOpenCommand({ terminal, what }, options, io)),
    );
  withRegister(label.command('close <number>'))
    .description('a complaint or an incident is settled')
    .requiredOption('--remedy <text>', 'how')
    .option('--at <time>', 'when; now where none is given')
    .addOption(byOption())
    .addHelpText('after', example(`ridgectl label close 7 ${STORE} --remedy "enrolled anew"`))
    .action((number: string, options: LabelCloseCommand) => run(() => labelCloseCommand(number, options, io)));
  addSample(label, io, run);
  addImportListRemove(label, io, run);
}

function addSample(label: Command, io: CommandIo, run: Run): void {
  withRegister(label.command('sample'))
    .description(
      'draw visits at random to be looked into, of each terminal its share; the same seed draws the same. Fill in the file and take it in by label import',
    )
    .requiredOption('--count <n>', 'how many')
    .requiredOption('--seed <text>', 'whatever nobody could have chosen for what it draws, as the number of a lottery')
    .requiredOption('--from <day>', 'the first day')
    .requiredOption('--to <day>', 'the last day')
    .option('--terminal <name>', 'only of this one')
    .option('--out <file>', 'CSV for label import, with an empty column for what was true')
    .addHelpText(
      'after',
      example(
        `ridgectl label sample --count 300 --seed 482910 --from 2026-07-01 --to 2026-12-31 ${STORE} --out sample.csv`,
      ),
    )
    .action((options: LabelSampleCommand) => run(() => labelSampleCommand(options, io)));
}

function addImportListRemove(label: Command, io: CommandIo, run: Run): void {
  withRegister(label.command('import <file>'))
    .description(
      'CSV or JSON with the columns terminal, seq, label, journal, kind, chosen, note, or without seq: at, closed, remedy; rows that cannot be taken are named, and exit code 1',
    )
    .addOption(new Option('--encoding <name>', 'of the file').choices(ENCODINGS).default('auto'))
    .option('--delimiter <character>', 'between columns', ',')
    .option('--quarantine <file>', 'write a CSV of what was set aside, and why')
    .option('--dry-run', 'only say what would be done')
    .addOption(byOption())
    .addHelpText('after', example(`ridgectl label import found.csv ${STORE}`))
    .action((path: string, options: LabelImportCommand) => run(() => labelImportCommand(path, options, io)));
  withRegister(label.command('list'))
    .description('list what was said')
    .option('--terminal <name>', 'only of this one')
    .option('--all', 'what was withdrawn too')
    .addHelpText('after', example(`ridgectl label list ${STORE}`))
    .action((options: LabelListCommand) => run(() => labelListCommand(options, io)));
  withRegister(label.command('remove <number>'))
    .description('withdraw a label; it stays in the record as withdrawn')
    .addOption(byOption())
    .addHelpText('after', example(`ridgectl label remove 7 ${STORE}`))
    .action((number: string, options: LabelOptions & { readonly by: string }) =>
      run(() => labelRemoveCommand(number, options, io)),
    );
}
