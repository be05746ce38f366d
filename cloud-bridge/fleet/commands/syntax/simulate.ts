// ridgectl simulate.
import type { Command } from 'commander';
import type { CommandIo } from '../runner.ts';
import { type SimulateCommand, simulateCommand } from '../simulate.ts';
import { example, type Run, withLogin } from './shared.ts';

export function addSimulate(program: Command, io: CommandIo, run: Run): void {
  withLogin(program.command('simulate').option('--broker <url>', 'with --store: the broker, as for ridgectl ingest'))
    .description(
      'light terminals in great number clock at a broker and an ingest; says what is lost or twice in the store (then exit code 1)',
    )
    .requiredOption('--terminals <n>', 'how many')
    .requiredOption('--events <n>', 'entries that each of them records')
    .option('--rate <n>', 'entries a second of all of them; otherwise as fast as they are taken')
    .option(
      '--peak <time>',
      'HH:MM-HH:MM: everybody comes within so long, most in the middle; says how each minute went',
    )
    .option('--site <name>', 'the terminals are NAME.sim-1 and so on: another name in each run, unless it is given')
    .option('--people', 'they take people too: for ridgectl push or deliver')
    .option('--patience <seconds>', 'so long nothing may come along before it is given up', '120')
    .option('--store <store>', 'with --broker: where the ingest stores, sqlite:FILE or postgres://ROLE@HOST/DATABASE')
    .option('--keys <file>', 'with postgres://: where this machine keeps the keys of the fleet')
    .option('--trust <file>', 'the public keys of the fleet, where the keys themselves are not here')
    .option('--json', 'one JSON document instead of text for people')
    .addHelpText('after', example('ridgectl simulate --terminals 20 --events 100'))
    .addHelpText(
      'after',
      `  $ ridgectl simulate --terminals 1000 --events 300 --rate 5000 --broker mqtt://127.0.0.1:1883 --store sqlite:load.db
  $ ridgectl simulate --terminals 35 --events 230 --peak 07:50-08:10

A peak begins at once and lasts as long as it says: twenty minutes here, in which 8,050 people come to 35 terminals. Of each
minute it tells how many were asked for, how many were stored, how many waited at most, and the longest wait.

Without --broker and --store it has a broker, an ingest and a store of its own. Otherwise ridgectl ingest has to run, at a
store that is kept for this: what nobody clocked stays in it.`,
    )
    .action((options: SimulateCommand) => run(() => simulateCommand(options, io)));
}
