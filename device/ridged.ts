#!/usr/bin/env node
// ridged: the command line of the device.

import { Command } from 'commander';
import { benchCommand } from './commands/bench/bench-command.ts';
import { configCommand } from './commands/config/config-command.ts';
import { doctorCommand } from './commands/doctor/doctor-command.ts';
import { enrolCommand } from './commands/enrol/enrol-command.ts';
import { fingerCommand } from './commands/finger/index.ts';
import { journalCommand } from './commands/journal/journal-command.ts';
import { serviceCommand } from './commands/run/run-command.ts';
import { ridgedVersion } from './version.ts';

const ridged = new Command('ridged')
  .description('firmware service of biometric terminals and kiosks')
  .version(ridgedVersion())
  .showHelpAfterError('(see --help)')
  .addCommand(serviceCommand())
  .addCommand(enrolCommand())
  .addCommand(journalCommand(process.env))
  .addCommand(fingerCommand())
  .addCommand(benchCommand())
  .addCommand(doctorCommand())
  .addCommand(configCommand(process.env));

// Wrong usage is exit code 2; help and version are no fault. Commander does not hand this down by itself.
const overrideExits = (command: Command): void => {
  command.exitOverride();
  command.commands.forEach(overrideExits);
};
overrideExits(ridged);
try {
  await ridged.parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
}

function exitCodeOf(error: unknown): number {
  const code = error instanceof Error && 'exitCode' in error ? error.exitCode : undefined;
  if (code === undefined) throw error;
  return code === 0 ? 0 : 2;
}
