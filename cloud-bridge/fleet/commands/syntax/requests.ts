// ridgectl requests.
import type { Command } from 'commander';
import {
  type RequestsCloseCommand,
  type RequestsListCommand,
  requestsCloseCommand,
  requestsListCommand,
} from '../requests.ts';
import { type RequestsGrantCommand, requestsGrantCommand, requestsShowCommand } from '../requests-grant.ts';
import type { CommandIo } from '../runner.ts';
import { byOption, example, type Run, reasonOption, withRegister } from './shared.ts';

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
  withRegister(requests.command('show <reference>'))
    .description(
      'one of them, and of an erasure that was granted what each terminal has signed: how many entries, what stays and until when; exit code 1 while one is still to answer',
    )
    .option('--terminal <name>', 'where two have given the same number')
    .addHelpText('after', example(`ridgectl requests show R-7K2M-9QXD ${STORE}`))
    .action((reference: string, options) => run(() => requestsShowCommand(reference, options, io)));
  withRegister(requests.command('grant <reference>'))
    .description(
      'of erasure or a withdrawal: what journals tell of them is erased here at once, and at every terminal by an order that "ridgectl deliver" carries; its receipts answer the request. Entries of the classes access and security stay until their retention ends. Whoever is registered is removed first (ridgectl people remove)',
    )
    .option('--keep <classes...>', 'entries that another law wants kept: transaction, activity')
    .option('--person <code>', 'whose it is, where the request itself shows nobody')
    .option('--terminal <name>', 'where two have given the same number')
    .option('--begin-within <time>', 'so long terminals that are off line are waited for, as 12h, 30d', '30d')
    .addOption(reasonOption())
    .addHelpText('after', example(`ridgectl requests grant R-7K2M-9QXD ${STORE} --as somchai.key`))
    .action((reference: string, options: RequestsGrantCommand) =>
      run(() => requestsGrantCommand(reference, options, io)),
    );
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
