// The command line of the device, apart from the process it runs in: all its commands, and how wrong usage ends.

import { Command } from 'commander';
import { ridgedVersion } from '../cloud-bridge/index.ts';
/** Where help and complaints about wrong usage go. */
export interface CommandLineOutput {
  readonly writeOut: (text: string) => void;
  readonly writeErr: (text: string) => void;
}

/** By their first word, in the order of the help. Only the one that is asked for is loaded: a terminal that starts is waited for. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  run: async () => (await import('./commands/run/run-command.ts')).serviceCommand(),
  enrol: async () => (await import('./commands/enrol/enrol-command.ts')).enrolCommand(),
  'enrol-face': async () => (await import('./commands/enrol/staff-commands.ts')).enrolFaceCommand(),
  'link-card': async () => (await import('./commands/enrol/staff-commands.ts')).linkCardCommand(),
  journal: async () => (await import('./commands/journal/journal-command.ts')).journalCommand(process.env),
  report: async () => (await import('./commands/report/report-command.ts')).reportCommand(process.env),
  snapshots: async () => (await import('./commands/snapshots/snapshots-command.ts')).snapshotsCommand(process.env),
  data: async () => (await import('./commands/data/data-command.ts')).dataCommand(process.env),
  vault: async () => (await import('./commands/vault/vault-command.ts')).vaultCommand(process.env),
  finger: async () => (await import('./commands/finger/index.ts')).fingerCommand(),
  face: async () => (await import('./commands/face/index.ts')).faceCommand(),
  models: async () => (await import('./commands/models/models-command.ts')).modelsCommand(),
  card: async () => (await import('./commands/card/card-command.ts')).cardCommand(),
  bench: async () => (await import('./commands/bench/bench-command.ts')).benchCommand(),
  update: async () => (await import('./commands/update/update-command.ts')).updateCommand(),
  release: async () => (await import('./commands/release/release-command.ts')).releaseCommand(),
  claim: async () => (await import('./commands/claim/claim-command.ts')).claimCommand(process.env),
  doctor: async () => (await import('./commands/doctor/doctor-command.ts')).doctorCommand(),
  'support-bundle': async () => (await import('./commands/support/support-command.ts')).supportCommand(process.env),
  config: async () => (await import('./commands/config/config-command.ts')).configCommand(process.env),
};

/** What goes without any of them. */
const VERSION = ['--version', '-V'];

/** As far as the first word of a command line needs it: with the command of that name alone, or, for help and complaints, with all. */
export async function ridgedCommand(word = ''): Promise<Command> {
  const ridged = new Command('ridged')
    .description('firmware service of biometric terminals and kiosks')
    .version(ridgedVersion());
  const asked = Object.keys(COMMANDS).filter((name) => name === word);
  const needed = asked.length > 0 || VERSION.includes(word) ? asked : Object.keys(COMMANDS);
  for (const name of needed) ridged.addCommand((await COMMANDS[name]?.()) ?? new Command(name));
  return ridged;
}

/** Undefined where a command ran and has set the exit code by itself; else 0 for help and version, 2 for wrong usage. */
export async function runCommandLine(argv: readonly string[], output?: CommandLineOutput): Promise<number | undefined> {
  const ridged = await ridgedCommand(argv[0]);
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
