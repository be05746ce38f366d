// ridgectl grants.
import type { Command } from 'commander';
import {
  type AddGrantCommand,
  type GrantsOptions,
  grantsAddCommand,
  grantsListCommand,
  grantsRemoveCommand,
} from '../grants.ts';
import { type CompareCommand, grantsCompareCommand } from '../grants-compare.ts';
import { type OfflineLimitCommand, offlineLimitCommand } from '../offline-limit.ts';
import type { CommandIo } from '../runner.ts';
import { byOption, example, type Run, withRegister } from './shared.ts';

export function addGrants(program: Command, io: CommandIo, run: Run): void {
  const grants = program.command('grants').description('who may use which terminal, and when');
  withRegister(grants.command('add'))
    .description('grant terminals to a person, a group, a unit or everyone; or take an exception from that')
    .option('--person <code>', 'HR code')
    .option('--group <group>', 'everybody of this group')
    .option('--unit <unit>', 'everybody of this unit, and of those that lie in it')
    .option('--everyone', 'everybody who is registered')
    .option('--terminal <name>', 'SITE.TERMINAL, or TERMINAL alone')
    .option('--site <site>', 'every terminal of this site')
    .option('--everywhere', 'every terminal')
    .option('--except', 'an exception: takes away what other grants give')
    .option('--from <day>', 'from this day, or time, on')
    .option('--until <day>', 'not on this day any more')
    .option('--schedule <hours...>', 'only then, in the local time of the terminal: "mon-fri 08:00-17:00"')
    .option('--over-capacity', 'also where a terminal would have to hold more fingers than it can')
    .addOption(byOption())
    .addHelpText(
      'after',
      example(
        'ridgectl grants add --store sqlite:fleet.db --unit library --site bangkok --schedule "mon-fri 07:00-18:00"',
      ),
    )
    .action((options: AddGrantCommand) => run(() => grantsAddCommand(options, io)));
  withRegister(grants.command('list'))
    .description('list all grants and exceptions')
    .addHelpText('after', example('ridgectl grants list --store sqlite:fleet.db'))
    .action((options: GrantsOptions) => run(() => grantsListCommand(options, io)));
  withRegister(grants.command('compare <code>'))
    .description(
      'what somebody may use beside what their colleagues may; exit code 1 where most colleagues may use a terminal and they may not',
    )
    .option('--unit <unit>', 'the colleagues: everybody of this unit, and not of their own')
    .addHelpText('after', example('ridgectl grants compare 0000012345 --store sqlite:fleet.db'))
    .action((code: string, options: CompareCommand) => run(() => grantsCompareCommand(code, options, io)));
  withRegister(grants.command('offline-limit [limit]'))
    .description(
      'show or set how long what is granted holds at a terminal that hears nothing of the fleet: 90m, 72h, 30d, or never, if nobody has said; "ridgectl deliver" has to run then, for its word is what renews it',
    )
    .addHelpText('after', example('ridgectl grants offline-limit 72h --store sqlite:fleet.db'))
    .action((limit: string | undefined, options: OfflineLimitCommand) =>
      run(() => offlineLimitCommand(limit, options, io)),
    );
  withRegister(grants.command('remove <id>'))
    .description('remove a grant or an exception')
    .addHelpText('after', example('ridgectl grants remove 3 --store sqlite:fleet.db'))
    .action((id: string, options: GrantsOptions) => run(() => grantsRemoveCommand(id, options, io)));
}
