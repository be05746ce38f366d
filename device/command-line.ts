// The command line of the device, apart from the process it runs in: all its commands, and how wrong usage ends.

import { Command } from 'commander';
import { ridgedVersion } from '../cloud-bridge/index.ts';
import { benchCommand } from './commands/bench/bench-command.ts';
import { cardCommand } from './commands/card/card-command.ts';
import { claimCommand } from './commands/claim/claim-command.ts';
import { configCommand } from './commands/config/config-command.ts';
import { dataCommand } from './commands/data/data-command.ts';
import { doctorCommand } from './commands/doctor/doctor-command.ts';
import { enrolCommand } from './commands/enrol/enrol-command.ts';
import { enrolFaceCommand, linkCardCommand } from './commands/enrol/staff-commands.ts';
import { faceCommand } from './commands/face/index.ts';
import { fingerCommand } from './commands/finger/index.ts';
import { journalCommand } from './commands/journal/journal-command.ts';
import { modelsCommand } from './commands/models/models-command.ts';
import { releaseCommand } from './commands/release/release-command.ts';
import { reportCommand } from './commands/report/report-command.ts';
import { serviceCommand } from './commands/run/run-command.ts';
import { snapshotsCommand } from './commands/snapshots/snapshots-command.ts';
import { supportCommand } from './commands/support/support-command.ts';
import { updateCommand } from './commands/update/update-command.ts';
import { vaultCommand } from './commands/vault/vault-command.ts';

/** Where help and complaints about wrong usage go. */
export interface CommandLineOutput {
  readonly writeOut: (text: string) => void;
  readonly writeErr: (text: string) => void;
}

export const ridgedCommand = (): Command =>
  new Command('ridged')
    .description('firmware service of biometric terminals and kiosks')
    .version(ridgedVersion())
    .addCommand(serviceCommand())
    .addCommand(enrolCommand())
    .addCommand(enrolFaceCommand())
    .addCommand(linkCardCommand())
    .addCommand(journalCommand(process.env))
    .addCommand(reportCommand(process.env))
    .addCommand(snapshotsCommand(process.env))
    .addCommand(dataCommand(process.env))
    .addCommand(vaultCommand(process.env))
    .addCommand(fingerCommand())
    .addCommand(faceCommand())
    .addCommand(modelsCommand())
    .addCommand(cardCommand())
    .addCommand(benchCommand())
    .addCommand(updateCommand())
    .addCommand(releaseCommand())
    .addCommand(claimCommand(process.env))
    .addCommand(doctorCommand())
    .addCommand(supportCommand(process.env))
    .addCommand(configCommand(process.env));

/** Undefined where a command ran and has set the exit code by itself; else 0 for help and version, 2 for wrong usage. */
export async function runCommandLine(argv: readonly string[], output?: CommandLineOutput): Promise<number | undefined> {
  const ridged = ridgedCommand();
  // Commander does not hand these down by itself.
  for (const command of withAllBelow(ridged)) {
    command.exitOverride().showHelpAfterError('(see --help)');
    if (output) command.configureOutput(output);
  }
  try {
    await ridged.parseAsync(argv, { from: 'user' });
    return undefined;
  } catch (error) {
    return exitCodeOf(error);
  }
}

export const withAllBelow = (command: Command): readonly Command[] => [
  command,
  ...command.commands.flatMap(withAllBelow),
];

function exitCodeOf(error: unknown): number {
  const code = error instanceof Error && 'exitCode' in error ? error.exitCode : undefined;
  if (code === undefined) throw error;
  return code === 0 ? 0 : 2;
}
