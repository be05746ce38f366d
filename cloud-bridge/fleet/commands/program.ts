// What ridgectl understands: commands, options, help.
import { Command, CommanderError } from 'commander';
import { ridgedVersion } from '../../version.ts';
import { type CommandIo, type ExitCode, exitCodeOf } from './runner.ts';
import { addAttendance } from './syntax/attendance.ts';
import { addBroker } from './syntax/broker.ts';
import { addCaptures } from './syntax/captures.ts';
import { addExport } from './syntax/export.ts';
import { addGrants } from './syntax/grants.ts';
import { addCommand, addDiagnose, addEnrol, addJobs } from './syntax/jobs.ts';
import { addJournal } from './syntax/journal.ts';
import { addMonitor } from './syntax/monitor.ts';
import { addPeople } from './syntax/people.ts';
import { addReport } from './syntax/report.ts';
import { addDeliver, addIngest, addPush, addTrust } from './syntax/service.ts';
import type { Run } from './syntax/shared.ts';
import { addSimulate } from './syntax/simulate.ts';
import { addTerminals } from './syntax/terminals.ts';

type AddCommand = (program: Command, io: CommandIo, run: Run) => void;

/** In the order in which help lists them. */
const COMMANDS: readonly AddCommand[] = [
  addIngest,
  addTrust,
  addJournal,
  addTerminals,
  addBroker,
  addPeople,
  addGrants,
  addCaptures,
  addPush,
  addDeliver,
  addCommand,
  addEnrol,
  addDiagnose,
  addJobs,
  addAttendance,
  addReport,
  addExport,
  addMonitor,
  addSimulate,
];

/** @returns the exit code; never throws for what the user can mend */
export async function runRidgectl(args: readonly string[], io: CommandIo): Promise<ExitCode> {
  let code: ExitCode = 0;
  const program = programOf(io, async (work) => {
    code = await exitCodeOf(io, work);
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.code === 'commander.helpDisplayed' || error.code === 'commander.version' ? 0 : 2;
  }
}

function programOf(io: CommandIo, run: Run): Command {
  const program = new Command('ridgectl')
    .description('manages a fleet of ridged terminals over MQTT')
    .version(ridgedVersion())
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: io.err })
    .showHelpAfterError('(ridgectl --help lists all commands)')
    .addHelpText('after', '\nExit codes: 0 yes or done, 1 a clean no, 2 wrong usage, 3 a fault.');
  for (const add of COMMANDS) add(program, io, run);
  return program;
}
