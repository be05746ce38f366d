#!/usr/bin/env node
// ridged: the command line of the device.

import { Command } from 'commander';
import { configCommand } from './commands/config/config-command.ts';
import { serviceCommand } from './commands/run/run-command.ts';
import { ridgedVersion } from './version.ts';

const ridged = new Command('ridged')
  .description('firmware service of biometric terminals and kiosks')
  .version(ridgedVersion())
  .showHelpAfterError('(see --help)')
  .addCommand(serviceCommand())
  .addCommand(configCommand(process.env));

// Wrong usage is exit code 2, as everything that prints says; help and version are no fault.
ridged.exitOverride();
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
