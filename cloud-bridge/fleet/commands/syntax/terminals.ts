// ridgectl terminals.
import type { Command } from 'commander';
import type { CommandIo } from '../runner.ts';
import { type TerminalPeopleCommand, terminalPeopleCommand } from '../terminal-people.ts';
import { type TerminalSwapCommand, terminalSwapCommand } from '../terminal-swap.ts';
import { type TerminalTrustCommand, terminalTrustCommand } from '../terminal-trust.ts';
import { terminalsCommand } from '../terminals.ts';
import { example, type Run, reasonOption, withRegister, withStore } from './shared.ts';
import { addOnboarding } from './terminal-claims.ts';

export function addTerminals(program: Command, io: CommandIo, run: Run): void {
  const terminals = program.command('terminals').description('the terminals of the fleet');
  withStore(terminals.command('list'))
    .description('list every terminal that was heard of, its presence and how far its journal has come')
    .addHelpText('after', example('ridgectl terminals list --store sqlite:fleet.db'))
    .action((options: { store: string; json?: boolean }) => run(() => terminalsCommand(options, io)));
  withRegister(terminals.command('people <terminal>'))
    .description('whom this terminal is to know, and whether it has proven that it does; exit code 1 where it has not')
    .option('--search <text>', 'only whose code, name or unit holds this')
    .option('--differing', 'only those who are not there as wanted')
    .addHelpText('after', example('ridgectl terminals people gate-17 --store sqlite:fleet.db --search สมชาย'))
    .action((terminal: string, options: TerminalPeopleCommand) =>
      run(() => terminalPeopleCommand(terminal, options, io)),
    );
  withRegister(terminals.command('swap <terminal>'))
    .description(
      'another device takes its place: only its key is believed, and push brings everybody to it; exit code 1 where entries of the one before are still out',
    )
    .requiredOption('--key <thumbprint>', 'of the new device, as "ridged doctor" shows it there')
    .option('--even-so', 'give up what the device before has not sent')
    .addOption(reasonOption())
    .addHelpText(
      'after',
      example(
        'ridgectl terminals swap bangkok.gate-17 --store sqlite:fleet.db --key oYbxbNMkFXDq8jUmDkgEkwGV3Xc2nUrRqQHnPmGvX0s',
      ),
    )
    .action((terminal: string, options: TerminalSwapCommand) => run(() => terminalSwapCommand(terminal, options, io)));
  withStore(terminals.command('trust <terminal>'))
    .description('accept another key of a terminal that was replaced or set up anew')
    .option(
      '--key <thumbprint>',
      'this very key, as "ridged doctor" shows it there; without it whoever speaks next is believed',
    )
    .addOption(reasonOption())
    .addHelpText(
      'after',
      example(
        'ridgectl terminals trust bangkok.gate-17 --store sqlite:fleet.db --key oYbxbNMkFXDq8jUmDkgEkwGV3Xc2nUrRqQHnPmGvX0s',
      ),
    )
    .action((terminal: string, options: TerminalTrustCommand) =>
      run(() => terminalTrustCommand(terminal, options, io)),
    );
  addOnboarding(terminals, io, run);
}
