// ridgectl terminals add, claim, show, retire.
import type { Command } from 'commander';
import type { CommandIo } from '../runner.ts';
import {
  type TerminalAddCommand,
  type TerminalClaimCommand,
  type TerminalRetireCommand,
  terminalAddCommand,
  terminalClaimCommand,
  terminalRetireCommand,
} from '../terminal-claims.ts';
import { terminalShowCommand } from '../terminal-onboarding.ts';
import { byOption, example, type Run, reasonOption, withKeys, withStore } from './shared.ts';

export function addOnboarding(terminals: Command, io: CommandIo, run: Run): void {
  withKeys(terminals.command('add <terminal>'))
    .description('let SITE.TERMINAL join by a code that is shown once; for one that has joined: certify it anew')
    .option('--within <time>', 'so long the code is good: 30m, 24h, 7d', '24h')
    .addOption(byOption())
    .addHelpText('after', example('ridgectl terminals add bangkok.gate-17 --store sqlite:fleet.db --within 24h'))
    .action((terminal: string, options: TerminalAddCommand) => run(() => terminalAddCommand(terminal, options, io)));
  withKeys(terminals.command('claim <file>'))
    .description(
      'certify a terminal by its request, as "ridged claim" has written it, and pin its key; exit code 1 where it is refused',
    )
    .requiredOption('--code <code>', 'the code of "terminals add", which the terminal was given too')
    .requiredOption('--answer <file>', 'where its certificate goes, and whom it is to believe: to be brought to it')
    .option('--broker-files <dir>', 'the folder of broker init; without it STORE.broker')
    .addHelpText(
      'after',
      example('ridgectl terminals claim claim.jws --code 7K2MV-... --answer answer.json --store sqlite:fleet.db'),
    )
    .action((file: string, options: TerminalClaimCommand) => run(() => terminalClaimCommand(file, options, io)));
  withStore(terminals.command('show <terminal>'))
    .description('show whether SITE.TERMINAL has joined, its key and certificate, and how many claims were refused')
    .addHelpText('after', example('ridgectl terminals show bangkok.gate-17 --store sqlite:fleet.db'))
    .action((terminal: string, options: { store: string; json?: boolean }) =>
      run(() => terminalShowCommand(terminal, options, io)),
    );
  withKeys(terminals.command('retire <terminal>'))
    .description('revoke the certificate of SITE.TERMINAL, take its key away, send it nobody any more')
    .option('--broker-files <dir>', 'the folder of broker init; without it STORE.broker')
    .addOption(byOption())
    .addOption(reasonOption())
    .addHelpText('after', example('ridgectl terminals retire bangkok.gate-17 --store sqlite:fleet.db'))
    .action((terminal: string, options: TerminalRetireCommand) =>
      run(() => terminalRetireCommand(terminal, options, io)),
    );
}
