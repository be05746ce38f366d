// ridgectl duplicates.
import type { Command } from 'commander';
import {
  type DuplicatesOptions,
  duplicatesListCommand,
  duplicatesShowCommand,
  type ListDuplicates,
} from '../duplicates/look.ts';
import { duplicatesSettleCommand, type SettleOptions } from '../duplicates/settle.ts';
import type { CommandIo } from '../runner.ts';
import { byOption, example, type Run, withRegister } from './shared.ts';

export function addDuplicates(program: Command, io: CommandIo, run: Run): void {
  const duplicates = program
    .command('duplicates')
    .description('records that seem to be one person, as terminals have found them among all whom they know');
  withRegister(duplicates.command('list'))
    .description('list those that nobody has settled, and how much of the fleet was searched')
    .option('--all', 'those that were settled, and of people who have left, as well')
    .addHelpText('after', example('ridgectl duplicates list --store sqlite:fleet.db'))
    .action((options: ListDuplicates) => run(() => duplicatesListCommand(options, io)));
  withRegister(duplicates.command('show <pair>'))
    .description('show both records of one pair')
    .addHelpText('after', example('ridgectl duplicates show 3 --store sqlite:fleet.db'))
    .action((id: string, options: DuplicatesOptions) => run(() => duplicatesShowCommand(id, options, io)));
  withRegister(duplicates.command('settle <pair>'))
    .description('say whether they are one person; a pair that was settled is not told again')
    .option('--same', 'one person')
    .option('--different', 'two people, whose fingers are much alike')
    .option('--keep <hr>', 'with --same: this record stays, the templates of the other are removed everywhere')
    .addOption(byOption())
    .addHelpText('after', example('ridgectl duplicates settle 3 --store sqlite:fleet.db --same --keep 0000012345'))
    .action((id: string, options: SettleOptions) => run(() => duplicatesSettleCommand(id, options, io)));
}
