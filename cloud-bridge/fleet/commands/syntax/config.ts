// ridgectl config: what lasts at terminals: settings, policy, whom they believe.
import type { Command } from 'commander';
import { type ConfigGetCommand, configGetCommand } from '../config/get.ts';
import { type ConfigCommand, configSetCommand, configTrustCommand } from '../config/set.ts';
import type { CommandIo } from '../runner.ts';
import { example, type Run, withCarrier, withRegister } from './shared.ts';

const ordering = (command: Command): Command =>
  withCarrier(command)
    .option('--site <name>', 'all terminals of a site')
    .option('--all', 'all terminals')
    .option('--stages <plan>', 'how many terminals in all, stage by stage, as 1,10%,100%')
    .option('--abort-at <share>', 'where more of a stage went wrong nobody else is given it', '10%')
    .option('--no-wait', 'do not wait until it is over (ridgectl jobs follow)');

const setting = (command: Command): Command =>
  ordering(command).option(
    '--unset <keys...>',
    'take out what was set before: what is built in, or written there, holds again',
  );

const STORE = '--store sqlite:fleet.db';
const CARRIED = `${STORE} --as somchai.key --broker mqtts://fleet.example:8883`;

export function addConfig(program: Command, io: CommandIo, run: Run): void {
  const config = program
    .command('config')
    .description('what lasts at terminals: settings, policy, whom they believe, whom they let in');
  withRegister(config.command('get <terminal>'))
    .description('what was ordered, and what the terminal holds; exit code 1 where that is not the same')
    .addHelpText('after', example(`ridgectl config get gate-17 ${STORE}`))
    .action((name: string, options: ConfigGetCommand) => run(() => configGetCommand(name, options, io)));
  setting(config.command('set [terminals-and-values...]'))
    .description('what does not decide about people, as KEY=VALUE; exit code 1 where a terminal has not taken it')
    .addHelpText('after', example(`ridgectl config set gate-17 clock.dayStartsAt=05:00 ${CARRIED}`))
    .addHelpText('after', `  $ ridgectl config set --site bangkok --unset clock.dayStartsAt ${CARRIED}`)
    .action((given: string[], options: ConfigCommand) => run(() => configSetCommand('settings', given, options, io)));
  setting(config.command('policy [terminals-and-values...]'))
    .description(
      'what decides about people: thresholds, retry limits, gates; a second administrator approves it (ridgectl jobs approve)',
    )
    .addHelpText('after', example(`ridgectl config policy --site bangkok verification.fmr=1e-5 ${CARRIED}`))
    .action((given: string[], options: ConfigCommand) => run(() => configSetCommand('policy', given, options, io)));
  ordering(config.command('trust [terminals...]'))
    .description('the keys of all services and officers as they are now: after officers were added, rotated or retired')
    .addHelpText('after', example(`ridgectl config trust --all --stages 1,10%,100% ${CARRIED}`))
    .action((given: string[], options: ConfigCommand) => run(() => configTrustCommand(given, options, io)));
}
