// ridgectl data.
import type { Command } from 'commander';
import { type DataInventoryCommand, dataInventoryCommand } from '../data-inventory.ts';
import type { CommandIo } from '../runner.ts';
import { example, type Run, withStore } from './shared.ts';

export function addData(program: Command, io: CommandIo, run: Run): void {
  const data = program.command('data').description('what the fleet keeps of people');
  withStore(data.command('inventory'))
    .description('every table that holds something of somebody: what, for what, until when, sealed or not')
    .option('--all', 'also what is of nobody')
    .addHelpText('after', example('ridgectl data inventory --store sqlite:fleet.db > inventory.md'))
    .action((options: DataInventoryCommand) => run(() => dataInventoryCommand(options, io)));
}
