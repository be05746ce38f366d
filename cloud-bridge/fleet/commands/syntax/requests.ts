// ridgectl requests.
import type { Command } from 'commander';
import {
  type RequestsCloseCommand,
  type RequestsListCommand,
  requestsCloseCommand,
  requestsListCommand,
} from '../requests.ts';
import type { CommandIo } from '../runner.ts';
import { byOption, example, type Run, withRegister } from './shared.ts';

const STORE = '--store sqlite:fleet.db';

export function addRequests(program: Command, io: CommandIo, run: Run): void {
  const requests = program
    .command('requests')
    .description(
      'what people have asked about their own data at terminals: a copy, a correction, consent withdrawn, erasure',
    )
    .addHelpText('after', example(`ridgectl requests ${STORE} --open`));
  withRegister(requests.command('list', { isDefault: true }))
    .description('list them, the overdue first, with who, where and until when; exit code 1 where one is overdue')
    .option('--open', 'only those that nobody has answered')
    .option('--terminal <name>', 'only of this one')
    .addHelpText('after', example(`ridgectl requests list ${STORE} --open`))
    .action((options: RequestsListCommand) => run(() => requestsListCommand(options, io)));
  withRegister(requests.command('close <reference>'))
    .description(
      'say that it was answered, and how; nothing else is done by it: ridgectl people remove ends what is kept of somebody',
    )
    .requiredOption('--note <text>', 'what was done, or why not')
    .option('--terminal <name>', 'where two have given the same number')
    .addOption(byOption())
    .addHelpText('after', example(`ridgectl requests close R-7K2M-9QXD ${STORE} --note "a copy was handed over"`))
    .action((reference: string, options: RequestsCloseCommand) =>
      run(() => requestsCloseCommand(reference, options, io)),
    );
}
