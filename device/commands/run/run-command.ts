// ridged run: the service itself, until it is told to stop.

import { Command, InvalidArgumentError, Option } from 'commander';
import { runCommand } from '../run-command.ts';
import { type RunOptions, run } from './run.ts';

const port = (text: string): number => {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= 65_535) return value;
  throw new InvalidArgumentError('a port from 0 to 65535 is due');
};

const HELP = `
Examples:
  ridged run --config /etc/ridged.toml           a terminal with its own sensor and light
  ridged run --virtual --demo --data build/run   everything virtual, with twenty invented people`;

export const serviceCommand = (): Command =>
  new Command('run')
    .description('the service: people clock, the journal is kept, the fleet hears of it')
    .option('--config <file>', 'TOML file; see config.example.toml')
    .option('--virtual', 'virtual devices, a broker and a fleet in this process, and the bench API on loopback')
    .option('--demo', 'with --virtual: enrol twenty invented people')
    .addOption(new Option('--unpaced', 'with --virtual: do not take the time that the bus would'))
    .option('--port <n>', 'of the screen on loopback; 0 takes a free one', port)
    .option('--data <dir>', 'folder of databases and keys')
    .option('--log <level>', 'debug, info, warn, error or silent', 'warn')
    .option('--json', 'tell that it is ready as one JSON line')
    .addHelpText('after', HELP)
    .action((options: RunOptions) => runCommand((signal) => run(options, signal), { json: false }));
