// ridgectl captures.
import type { Command } from 'commander';
import {
  type CapturesOptions,
  capturesAcceptCommand,
  capturesListCommand,
  capturesRefuseCommand,
  type DecideOptions,
} from '../captures.ts';
import type { CommandIo } from '../runner.ts';
import { byOption, example, type Run, withRegister } from './shared.ts';

export function addCaptures(program: Command, io: CommandIo, run: Run): void {
  const captures = program
    .command('captures')
    .description('whoever was enrolled at a terminal and is held until somebody decides');
  withRegister(captures.command('list'))
    .description('list them, and why they are held')
    .addHelpText('after', example('ridgectl captures list --store sqlite:fleet.db'))
    .action((options: CapturesOptions) => run(() => capturesListCommand(options, io)));
  withRegister(captures.command('accept <capture>'))
    .description(
      'known to the fleet by these fingers from now on, in the place of any others; whoever is not registered is, and may use that terminal',
    )
    .addOption(byOption())
    .addHelpText('after', example('ridgectl captures accept 5Xb2kq0m1vN8yq3oJ7d0Wg --store sqlite:fleet.db'))
    .action((id: string, options: DecideOptions) => run(() => capturesAcceptCommand(id, options, io)));
  withRegister(captures.command('refuse <capture>'))
    .description(
      'the terminal is not to know them by what it captured; whoever the fleet does not know is purged there',
    )
    .addOption(byOption())
    .addHelpText('after', example('ridgectl captures refuse 5Xb2kq0m1vN8yq3oJ7d0Wg --store sqlite:fleet.db'))
    .action((id: string, options: DecideOptions) => run(() => capturesRefuseCommand(id, options, io)));
}
