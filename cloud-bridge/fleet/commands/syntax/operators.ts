// ridgectl operators: who works at terminals themselves.
import { type Command, Option } from 'commander';
import { SITE_ROLES } from '../../../../protocol/index.ts';
import { type AddKeyCommand, operatorsKeyCommand, operatorsRevokeKeyCommand } from '../operators/keys.ts';
import {
  type AddOperatorCommand,
  type ChangeOperatorCommand,
  operatorsAddCommand,
  operatorsChangeCommand,
  operatorsListCommand,
  operatorsRemoveCommand,
} from '../operators/operators.ts';
import { operatorsSendCommand, type SendOperatorsCommand } from '../operators/send.ts';
import type { OperatorsOptions } from '../operators/tell-change.ts';
import type { RegisterOptions } from '../register-option.ts';
import type { CommandIo } from '../runner.ts';
import { example, type Run, withRegister } from './shared.ts';

const AS = '--store sqlite:fleet.db --as somchai.key';

const changing = (command: Command): Command =>
  withRegister(command).option('--send', 'order the new list at once, as "ridgectl operators send" does');

const withPlaces = (command: Command): Command =>
  command
    .option('--site <names...>', 'they work at all terminals of these sites')
    .option('--terminal <names...>', 'they work at these: SITE.TERMINAL, or TERMINAL alone')
    .option('--everywhere', 'they work at every terminal')
    .option('--until <time>', 'they are let in until then, as 2026-12-01');

const labelOption = (): Option => new Option('--label <text>', 'what the key is called when it is taken back');

export function addOperators(program: Command, io: CommandIo, run: Run): void {
  const operators = program
    .command('operators')
    .description('who works at terminals themselves, each by a security key or a card of their own');
  addPeopleCommands(operators, io, run);
  addKeyCommands(operators, io, run);
  withRegister(operators.command('send [terminals...]'))
    .description(
      'order terminals to let in these and nobody else, where that is another list than before; without a name all terminals. A second administrator approves it (ridgectl jobs approve)',
    )
    .option('--site <name>', 'all terminals of a site')
    .option('--all', 'all terminals')
    .option('--again', 'also where the list is as it was ordered before')
    .option('--stages <plan>', 'how many terminals in all, stage by stage, as 1,10%,100%')
    .option('--abort-at <share>', 'where more of a stage went wrong nobody else is given it', '10%')
    .addHelpText('after', example(`ridgectl operators send gate-17 ${AS}`))
    .addHelpText('after', `  $ ridgectl operators send --all --stages 1,10%,100% ${AS}`)
    .action((names: string[], options: SendOperatorsCommand) => run(() => operatorsSendCommand(names, options, io)));
}

function addPeopleCommands(operators: Command, io: CommandIo, run: Run): void {
  withPlaces(changing(operators.command('add')))
    .description(
      'add somebody: prints the address of a page on which they touch their security key, and waits 5 minutes for it; exit code 1 where they do not',
    )
    .requiredOption('--name <name>', 'what the terminal calls them')
    .addOption(new Option('--role <role>', 'what they may do there').choices(SITE_ROLES).makeOptionMandatory())
    .addOption(labelOption())
    .option('--public-key <file>', 'by a card instead: PEM of its public key or certificate (PIV, slot 9A, P-256)')
    .addHelpText('after', example(`ridgectl operators add --name "สมชาย ใจดี" --role operator --site bangkok ${AS}`))
    .addHelpText(
      'after',
      `  $ ridgectl operators add --name "มาลี" --role viewer --everywhere --until 2027-10-01 --public-key malee.pem ${AS}`,
    )
    .action((options: AddOperatorCommand) => run(() => operatorsAddCommand(options, io)));
  withPlaces(changing(operators.command('change <name>')))
    .description('another role, other places, another end or another name; their keys stay')
    .option('--rename <name>', 'what the terminal calls them from now on')
    .addOption(new Option('--role <role>', 'what they may do there').choices(SITE_ROLES))
    .option('--unlimited', 'they are let in until the fleet says otherwise')
    .addHelpText('after', example(`ridgectl operators change "สมชาย ใจดี" --role administrator --everywhere ${AS}`))
    .action((name: string, options: ChangeOperatorCommand) => run(() => operatorsChangeCommand(name, options, io)));
  withRegister(operators.command('list'))
    .description('list them, where they work and by which keys; "ridgectl config get" says whom a terminal lets in')
    .option('--all', 'those who have left too')
    .addHelpText('after', example(`ridgectl operators list ${AS}`))
    .action((options: RegisterOptions & { all?: boolean; json?: boolean }) =>
      run(() => operatorsListCommand(options, io)),
    );
  changing(operators.command('remove <name>'))
    .description('they work at no terminal any more; terminals let them in until they are told')
    .addHelpText('after', example(`ridgectl operators remove "สมชาย ใจดี" --send ${AS}`))
    .action((name: string, options: OperatorsOptions) => run(() => operatorsRemoveCommand(name, options, io)));
}

function addKeyCommands(operators: Command, io: CommandIo, run: Run): void {
  changing(operators.command('key <name>'))
    .description('add a further security key, as "add" does')
    .addOption(labelOption())
    .addHelpText('after', example(`ridgectl operators key "สมชาย ใจดี" --label spare ${AS}`))
    .action((name: string, { publicKey: _, ...options }: AddKeyCommand) =>
      run(() => operatorsKeyCommand(name, options, io)),
    );
  changing(operators.command('card <name>'))
    .description('add a card, by the public key in its slot 9A (PIV)')
    .requiredOption('--public-key <file>', 'PEM of the public key or the certificate, P-256')
    .addOption(labelOption())
    .addHelpText('after', example(`ridgectl operators card "สมชาย ใจดี" --public-key somchai.pem ${AS}`))
    .action((name: string, options: AddKeyCommand) => run(() => operatorsKeyCommand(name, options, io)));
  changing(operators.command('revoke-key <name> <label>'))
    .description('a key that is lost or given back; terminals let it in until they are told')
    .addHelpText('after', example(`ridgectl operators revoke-key "สมชาย ใจดี" key-1 --send ${AS}`))
    .action((name: string, label: string, options: OperatorsOptions) =>
      run(() => operatorsRevokeKeyCommand(name, label, options, io)),
    );
}
