// What ridgectl understands: commands, options, help.
import { Command, CommanderError, Option } from 'commander';
import { ridgedVersion } from '../../version.ts';
import { withIdsLast } from './dashed-ids.ts';
import { Desk, namesWho } from './office/desk.ts';
import { pathOf } from './office/given.ts';
import { type CommandIo, type ExitCode, exitCodeOf, usageLine } from './runner.ts';
import { StillAtIt } from './still-at-it.ts';
import { example, type Run } from './syntax/shared.ts';

type AddCommand = (program: Command, io: CommandIo, run: Run) => void;

/** By its first word, in the order in which help lists them. Only what a command line names is loaded: scripts call one after the other. */
const COMMANDS: Readonly<Record<string, () => Promise<AddCommand>>> = {
  ingest: async () => (await import('./syntax/service.ts')).addIngest,
  trust: async () => (await import('./syntax/service.ts')).addTrust,
  journal: async () => (await import('./syntax/journal.ts')).addJournal,
  terminals: async () => (await import('./syntax/terminals.ts')).addTerminals,
  broker: async () => (await import('./syntax/broker.ts')).addBroker,
  people: async () => (await import('./syntax/people.ts')).addPeople,
  groups: async () => (await import('./syntax/collectives.ts')).addGroups,
  units: async () => (await import('./syntax/collectives.ts')).addUnits,
  sites: async () => (await import('./syntax/collectives.ts')).addSites,
  grants: async () => (await import('./syntax/grants.ts')).addGrants,
  captures: async () => (await import('./syntax/captures.ts')).addCaptures,
  duplicates: async () => (await import('./syntax/duplicates.ts')).addDuplicates,
  requests: async () => (await import('./syntax/requests.ts')).addRequests,
  data: async () => (await import('./syntax/data.ts')).addData,
  push: async () => (await import('./syntax/service.ts')).addPush,
  deliver: async () => (await import('./syntax/service.ts')).addDeliver,
  command: async () => (await import('./syntax/jobs.ts')).addCommand,
  update: async () => (await import('./syntax/jobs.ts')).addUpdate,
  enrol: async () => (await import('./syntax/jobs.ts')).addEnrol,
  diagnose: async () => (await import('./syntax/jobs.ts')).addDiagnose,
  jobs: async () => (await import('./syntax/jobs.ts')).addJobs,
  config: async () => (await import('./syntax/config.ts')).addConfig,
  attendance: async () => (await import('./syntax/attendance.ts')).addAttendance,
  label: async () => (await import('./syntax/label.ts')).addLabel,
  report: async () => (await import('./syntax/report.ts')).addReport,
  export: async () => (await import('./syntax/export.ts')).addExport,
  monitor: async () => (await import('./syntax/monitor.ts')).addMonitor,
  simulate: async () => (await import('./syntax/simulate.ts')).addSimulate,
  officers: async () => (await import('./syntax/office.ts')).addOfficers,
  operators: async () => (await import('./syntax/operators.ts')).addOperators,
  approvals: async () => (await import('./syntax/office.ts')).addApprovals,
  audit: async () => (await import('./syntax/office.ts')).addAudit,
};

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
  const program = await programOf(args, io, async (work) => {
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
  const program = await programOf(argv, io, async (work) => {
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

/** Every command, or those that a line may mean, for whoever looks at them and runs none. */
export const ridgectlProgram = (io: CommandIo, args: readonly string[] = []): Promise<Command> =>
  programOf(args, io, () => Promise.resolve());

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

const [HELP, VERSION] = [
  ['help', '--help', '-h'],
  ['--version', '-V'],
];

/** Which commands a line may mean: a word that names one may also be the value of an option. All of them for help and complaints. */
function neededFor(args: readonly string[]): readonly string[] {
  const [first = ''] = args;
  const all = Object.keys(COMMANDS);
  if (VERSION.includes(first)) return [];
  const named = all.filter((name) => args.includes(name));
  return named.length === 0 || HELP.includes(first) ? all : named;
}

async function programOf(args: readonly string[], io: CommandIo, run: Run): Promise<Command> {
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
  for (const name of neededFor(args)) (await COMMANDS[name]?.())?.(program, io, run);
  for (const group of groupsIn(program)) {
    const [first] = group.commands;
    if (first) group.addHelpText('after', example(`ridgectl ${pathOf(first)} --help`));
  }
  return program;
}

const groupsIn = ({ commands }: Command): readonly Command[] =>
  commands.filter((command) => command.commands.length > 0).flatMap((group) => [group, ...groupsIn(group)]);
