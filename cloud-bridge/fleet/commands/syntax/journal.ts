// ridgectl journal.
import type { Command } from 'commander';
import { type GapsCommand, gapsCommand } from '../gaps.ts';
import { type FollowCommand, followCommand } from '../journal.ts';
import { journalAcceptCommand } from '../journal-accept.ts';
import { type JournalTakeCommand, journalTakeCommand } from '../journal-take.ts';
import type { CommandIo } from '../runner.ts';
import { example, type Run, withKeys, withStore } from './shared.ts';

export function addJournal(program: Command, io: CommandIo, run: Run): void {
  const journal = program.command('journal').description('what the terminals have recorded');
  const terminalOption = ['--terminal <name>', 'only this terminal: SITE.TERMINAL, or TERMINAL alone'] as const;
  withStore(journal.command('follow'))
    .description('show entries as they arrive, until Ctrl-C')
    .option(...terminalOption)
    .option('--last <count>', 'begin with so many that are there already', '10')
    .option('--once', 'show what is there and end')
    .addHelpText('after', example('ridgectl journal follow --store sqlite:fleet.db --terminal gate-17'))
    .action((options: FollowCommand) => run(() => followCommand(options, io)));
  withStore(journal.command('gaps'))
    .description(
      'list what is missing, lost, flawed, begun anew, or refused for its key; exit code 1 where there is any',
    )
    .option(...terminalOption)
    .addHelpText('after', example('ridgectl journal gaps --store sqlite:fleet.db --json'))
    .action((options: GapsCommand) => run(() => gapsCommand(options, io)));
  withKeys(journal.command('take <file...>'))
    .description(
      'store entries that "ridged journal carry" wrote; exit code 1 where a file is refused or holds nothing new',
    )
    .option('--answers <dir>', 'where what the terminals take back is written; beside each file where none is given')
    .addHelpText(
      'after',
      example('ridgectl journal take /media/usb/bangkok.lobby-1-5400.carried --store sqlite:fleet.db'),
    )
    .action((files: readonly string[], options: JournalTakeCommand) =>
      run(() => journalTakeCommand(files, options, io)),
    );
  withStore(journal.command('accept <terminal> <journal>'))
    .description('settle that a terminal began this journal in place of another: it was wiped or replaced on purpose')
    .addHelpText(
      'after',
      example('ridgectl journal accept bangkok.gate-17 1f0c9a52-6c1e-4b8e-9d53-0a4f8f0e7c11 --store sqlite:fleet.db'),
    )
    .action((terminal: string, journalId: string, options: { store: string; json?: boolean }) =>
      run(() => journalAcceptCommand({ terminal, journalId, ...options }, io)),
    );
}
