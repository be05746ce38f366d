// What ridgectl understands: commands, options, help.
import { Command, CommanderError, Option } from 'commander';
import { ridgedVersion } from '../../version.ts';
import { withIdsLast } from './dashed-ids.ts';
import { Desk, namesWho } from './office/desk.ts';
import { pathOf } from './office/given.ts';
import { type CommandIo, type ExitCode, exitCodeOf, usageLine } from './runner.ts';
import { StillAtIt } from './still-at-it.ts';
import { addAttendance } from './syntax/attendance.ts';
import { addBroker } from './syntax/broker.ts';
import { addCaptures } from './syntax/captures.ts';
import { addCollectives } from './syntax/collectives.ts';
import { addConfig } from './syntax/config.ts';
import { addData } from './syntax/data.ts';
import { addDuplicates } from './syntax/duplicates.ts';
import { addExport } from './syntax/export.ts';
import { addGrants } from './syntax/grants.ts';
import { addCommand, addDiagnose, addEnrol, addJobs, addUpdate } from './syntax/jobs.ts';
import { addJournal } from './syntax/journal.ts';
import { addLabel } from './syntax/label.ts';
import { addMonitor } from './syntax/monitor.ts';
import { addApprovals, addAudit, addOfficers } from './syntax/office.ts';
import { addOperators } from './syntax/operators.ts';
import { addPeople } from './syntax/people.ts';
import { addReport } from './syntax/report.ts';
import { addRequests } from './syntax/requests.ts';
import { addDeliver, addIngest, addPush, addTrust } from './syntax/service.ts';
import { example, type Run } from './syntax/shared.ts';
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
  addCollectives,
  addGrants,
  addCaptures,
  addDuplicates,
  addRequests,
  addData,
  addPush,
  addDeliver,
  addCommand,
  addUpdate,
  addEnrol,
  addDiagnose,
  addJobs,
  addConfig,
  addAttendance,
  addLabel,
  addReport,
  addExport,
  addMonitor,
  addSimulate,
  addOfficers,
  addOperators,
  addApprovals,
  addAudit,
];

/** They wait for what may come, in silence. */
const GOES_ON = ['ingest', 'deliver', 'monitor', 'journal follow', 'operators add', 'operators key'];

/** @returns the exit code; never throws for what the user can mend */
export async function runRidgectl(args: readonly string[], given: CommandIo): Promise<ExitCode> {
  const still = new StillAtIt(given);
  const desk = new Desk(still.io);
  const io: CommandIo = { ...still.io, desk, rerun: (argv) => runApproved(argv, io) };
  let code: ExitCode = 0;
  let command: Command | undefined;
  const isJson = args.includes('--json');
  const program = programOf(io, async (work) => {
    const attended = () => (command ? desk.attend(command, work) : work());
    const goesOn = command && GOES_ON.includes(pathOf(command));
    code = await exitCodeOf({ ...io, isJson }, () => (goesOn ? attended() : still.during(attended)));
  });
  program.hook('preAction', (_, action) => {
    command = action;
  });
  try {
    await program.parseAsync([...withIdsLast(args)], { from: 'user' });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 0;
    if (isJson) io.out(usageLine(whyOf(error)));
    return 2;
  }
}

const whyOf = ({ code, message }: CommanderError): string =>
  code === 'commander.help' ? 'no command is named' : message.replace(/^error: /, '');

/** What was asked for by one officer and approved by another, who sits at the desk: in the name of whoever asked. */
async function runApproved(argv: readonly string[], io: CommandIo): Promise<0 | 1> {
  let code: 0 | 1 = 0;
  const program = programOf(io, async (work) => {
    code = await work();
  });
  const asker = io.desk?.approves?.by;
  program.hook('preAction', (_, action) => {
    io.desk?.mustBeApproved(action);
    if (asker !== undefined && namesWho(action)) action.setOptionValueWithSource('by', asker, 'config');
  });
  await program.parseAsync([...argv], { from: 'user' });
  return code;
}

/** Every command, for whoever looks whether each has a right. */
export const ridgectlProgram = (io: CommandIo): Command => programOf(io, () => Promise.resolve());

/** From nothing to a report; each has a --help of its own. */
const FIRST_STEPS = `Example, from nothing to a report:
  $ ridgectl broker init --store sqlite:fleet.db --host broker.example
  $ ridgectl ingest --store sqlite:fleet.db --broker mqtts://broker.example:8884 --ca fleet.db.broker/terminals-authority.pem --cert fleet.db.ingest.pem --key fleet.db.ingest.key
  $ ridgectl officers add "สมชาย" --role administrator --out somchai.key --store sqlite:fleet.db
  $ ridgectl terminals add bangkok.gate-17 --store sqlite:fleet.db --as somchai.key
  $ ridgectl people import staff.csv --store sqlite:fleet.db --as somchai.key
  $ ridgectl grants add --everyone --site bangkok --store sqlite:fleet.db --as somchai.key
  $ ridgectl push --store sqlite:fleet.db --broker mqtts://broker.example:8884 --ca fleet.db.broker/terminals-authority.pem --cert fleet.db.deliver.pem --key fleet.db.deliver.key --as somchai.key
  $ ridgectl report attendance --month 2026-11 --store sqlite:fleet.db --as somchai.key`;

function programOf(io: CommandIo, run: Run): Command {
  const program = new Command('ridgectl')
    .description('manages a fleet of ridged terminals over MQTT')
    .version(ridgedVersion())
    .addOption(
      new Option('--as <file>', "the officer's key by which you act, once the fleet has officers").env('RIDGECTL_AS'),
    )
    .option('--passphrase-file <file>', 'of that key, where it has one: one line, readable by its owner alone')
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: io.err })
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(ridgectl --help lists all commands)')
    .addHelpText('after', `\n${FIRST_STEPS}\n\nExit codes: 0 yes or done, 1 a clean no, 2 wrong usage, 3 a fault.`);
  for (const add of COMMANDS) add(program, io, run);
  for (const group of groupsIn(program)) {
    const [first] = group.commands;
    if (first) group.addHelpText('after', example(`ridgectl ${pathOf(first)} --help`));
  }
  return program;
}

const groupsIn = ({ commands }: Command): readonly Command[] =>
  commands.filter((command) => command.commands.length > 0).flatMap((group) => [group, ...groupsIn(group)]);
