// What ridgectl understands: commands, options, help.
import { Command, CommanderError, Option } from 'commander';
import { ridgedVersion } from '../../version.ts';
import { DATE_STYLES } from '../import/check-rows.ts';
import { ENCODINGS } from '../import/read-rows.ts';
import { type GapsCommand, gapsCommand } from './gaps.ts';
import {
  type AddGrantCommand,
  type GrantsOptions,
  grantsAddCommand,
  grantsListCommand,
  grantsRemoveCommand,
} from './grants.ts';
import { type IngestCommand, ingestCommand } from './ingest.ts';
import { type FollowCommand, followCommand } from './journal.ts';
import { journalAcceptCommand } from './journal-accept.ts';
import {
  type AddPersonCommand,
  type PeopleOptions,
  peopleAddCommand,
  peopleListCommand,
  peopleRemoveCommand,
  peopleShowCommand,
} from './people.ts';
import { type ImportCommand, peopleImportCommand } from './people-import.ts';
import { type PushCommand, pushCommand } from './push.ts';
import { type CommandIo, type ExitCode, exitCodeOf } from './runner.ts';
import { type TerminalTrustCommand, terminalTrustCommand } from './terminal-trust.ts';
import { terminalsCommand } from './terminals.ts';
import { trustCommand } from './trust.ts';

type Run = (work: () => Promise<0 | 1>) => Promise<void>;

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
  addIngest(program, io, run);
  addTrust(program, io, run);
  addJournal(program, io, run);
  addTerminals(program, io, run);
  addPeople(program, io, run);
  addGrants(program, io, run);
  addPush(program, io, run);
  return program;
}

const example = (text: string): string => `\nExample:\n  $ ${text}`;

/** Every command has them. */
const withStore = (command: Command): Command =>
  command
    .requiredOption('--store <store>', 'where the fleet is kept: sqlite:FILE')
    .option('--json', 'one JSON document (for what goes on: one a line) instead of text for people');

const withBroker = (command: Command): Command =>
  command
    .requiredOption('--broker <url>', 'the broker: mqtt://HOST:PORT, or mqtts://HOST:PORT where certificates are given')
    .addOption(new Option('--mqtt <version>', 'what the broker speaks').choices(['5', '3.1.1']).default('5'))
    .option('--ca <file>', 'PEM: who may have signed the certificate of the broker')
    .option('--cert <file>', 'PEM: our certificate')
    .option('--key <file>', 'PEM: its key, readable by its owner alone (chmod 600)')
    .option('--username <name>', 'for brokers that ask for one, with --password-file')
    .option('--password-file <file>', 'one line, readable by its owner alone (chmod 600)');

function addIngest(program: Command, io: CommandIo, run: Run): void {
  withBroker(withStore(program.command('ingest')))
    .description('store what the terminals send and acknowledge it, until Ctrl-C')
    .addHelpText('after', example('ridgectl ingest --store sqlite:fleet.db --broker mqtt://127.0.0.1:1883'))
    .addHelpText(
      'after',
      `  $ ridgectl ingest --store sqlite:fleet.db --broker mqtts://broker.example:8883 --ca ca.pem \\
      --username fleet --password-file broker.password`,
    )
    .action((options: IngestCommand) => run(() => ingestCommand(options, io)));
}

function addTrust(program: Command, io: CommandIo, run: Run): void {
  withStore(program.command('trust'))
    .description('print the public keys (JWKS) by which terminals trust this fleet; made at first use')
    .option('--out <file>', 'write them to a file')
    .addHelpText('after', example('ridgectl trust --store sqlite:fleet.db --out fleet.jwks.json'))
    .action((options: { store: string; out?: string }) => run(() => trustCommand(options, io)));
}

function addJournal(program: Command, io: CommandIo, run: Run): void {
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

function addTerminals(program: Command, io: CommandIo, run: Run): void {
  const terminals = program.command('terminals').description('the terminals of the fleet');
  withStore(terminals.command('list'))
    .description('list every terminal that was heard of, its presence and how far its journal has come')
    .addHelpText('after', example('ridgectl terminals list --store sqlite:fleet.db'))
    .action((options: { store: string; json?: boolean }) => run(() => terminalsCommand(options, io)));
  withStore(terminals.command('trust <terminal>'))
    .description('accept another key of a terminal that was replaced or set up anew')
    .option(
      '--key <thumbprint>',
      'this very key, as "ridged doctor" shows it there; without it whoever speaks next is believed',
    )
    .addHelpText(
      'after',
      example(
        'ridgectl terminals trust bangkok.gate-17 --store sqlite:fleet.db --key oYbxbNMkFXDq8jUmDkgEkwGV3Xc2nUrRqQHnPmGvX0s',
      ),
    )
    .action((terminal: string, options: TerminalTrustCommand) =>
      run(() => terminalTrustCommand(terminal, options, io)),
    );
}

function addPeople(program: Command, io: CommandIo, run: Run): void {
  const people = program.command('people').description('who there is in the fleet');
  withStore(people.command('add'))
    .description('register somebody; nobody is on a terminal before it is granted and pushed')
    .requiredOption('--code <hr>', 'HR code; leading zeros count')
    .option('--name-th <name>', 'name in Thai')
    .option('--name-en <name>', 'name in English')
    .option('--title <title>', 'before the name')
    .option('--unit <unit>', 'where they work')
    .option('--group <group>', 'whom grants may name together')
    .option('--from <day>', 'from this day, or time, on')
    .option('--until <day>', 'not on this day any more')
    .addHelpText(
      'after',
      example('ridgectl people add --store sqlite:fleet.db --code 0000012345 --name-th "สมชาย น้ำใจงาม" --unit library'),
    )
    .action((options: AddPersonCommand) => run(() => peopleAddCommand(options, io)));
  withStore(people.command('list'))
    .description('list everybody, with the number of fingers that are kept of each')
    .option('--unit <unit>', 'only these')
    .addHelpText('after', example('ridgectl people list --store sqlite:fleet.db --unit library'))
    .action((options: PeopleOptions & { unit?: string }) => run(() => peopleListCommand(options, io)));
  withStore(people.command('import <file>'))
    .description(
      'bring the register to what HR says: CSV or JSON; rows that cannot be taken are named, and exit code 1',
    )
    .option(
      '--map <field=column...>',
      'which column is what: code, nameTh, nameEn, title, unit, group, validFrom, validUntil; nameTh=FIRST+LAST joins two',
    )
    .addOption(new Option('--encoding <name>', 'of the file').choices(ENCODINGS).default('auto'))
    .option('--delimiter <character>', 'between columns', ',')
    .addOption(new Option('--dates <style>', '2018-02-01, 1/2/2018 or 1/2/2561').choices(DATE_STYLES).default('iso'))
    .option(
      '--expect <count>',
      'how many people HR says there are; where the file has another number nothing is changed',
    )
    .addOption(
      new Option('--leavers <what>', 'whoever is registered and not in the file')
        .choices(['keep', 'remove'])
        .default('keep'),
    )
    .option('--many-leavers', 'more than a fifth have left indeed')
    .option('--quarantine <file>', 'write a CSV of what was set aside, and why')
    .option('--dry-run', 'only say what would be done')
    .addHelpText(
      'after',
      example(
        'ridgectl people import staff.csv --store sqlite:fleet.db --map code=EMPNO nameTh=FIRST+LAST --expect 1779',
      ),
    )
    .action((file: string, options: ImportCommand) => run(() => peopleImportCommand(file, options, io)));
  withStore(people.command('show <code>'))
    .description('show one person over all terminals: granted, delivered, and why not')
    .addHelpText('after', example('ridgectl people show 0000012345 --store sqlite:fleet.db'))
    .action((code: string, options: PeopleOptions) => run(() => peopleShowCommand(code, options, io)));
  withStore(people.command('remove <code>'))
    .description('remove somebody and their templates; push takes them off the terminals')
    .addHelpText('after', example('ridgectl people remove 0000012345 --store sqlite:fleet.db'))
    .action((code: string, options: PeopleOptions) => run(() => peopleRemoveCommand(code, options, io)));
}

function addGrants(program: Command, io: CommandIo, run: Run): void {
  const grants = program.command('grants').description('who may use which terminal, and when');
  withStore(grants.command('add'))
    .description('grant terminals to a person, a group, a unit or everyone; or take an exception from that')
    .option('--person <code>', 'HR code')
    .option('--group <group>', 'everybody of this group')
    .option('--unit <unit>', 'everybody of this unit')
    .option('--everyone', 'everybody who is registered')
    .option('--terminal <name>', 'SITE.TERMINAL, or TERMINAL alone')
    .option('--site <site>', 'every terminal of this site')
    .option('--everywhere', 'every terminal')
    .option('--except', 'an exception: takes away what other grants give')
    .option('--from <day>', 'from this day, or time, on')
    .option('--until <day>', 'not on this day any more')
    .option('--schedule <hours...>', 'only then, in the local time of the terminal: "mon-fri 08:00-17:00"')
    .option('--by <name>', 'who grants it', process.env['USER'] ?? 'manager')
    .addHelpText(
      'after',
      example(
        'ridgectl grants add --store sqlite:fleet.db --unit library --site bangkok --schedule "mon-fri 07:00-18:00"',
      ),
    )
    .action((options: AddGrantCommand) => run(() => grantsAddCommand(options, io)));
  withStore(grants.command('list'))
    .description('list all grants and exceptions')
    .addHelpText('after', example('ridgectl grants list --store sqlite:fleet.db'))
    .action((options: GrantsOptions) => run(() => grantsListCommand(options, io)));
  withStore(grants.command('remove <id>'))
    .description('remove a grant or an exception')
    .addHelpText('after', example('ridgectl grants remove 3 --store sqlite:fleet.db'))
    .action((id: string, options: GrantsOptions) => run(() => grantsRemoveCommand(id, options, io)));
}

function addPush(program: Command, io: CommandIo, run: Run): void {
  withBroker(withStore(program.command('push')))
    .description(
      "bring people and rights to the terminals; done where a terminal's own signed hash proves it, else exit code 1",
    )
    .option('--terminal <name>', 'only this terminal: SITE.TERMINAL, or TERMINAL alone')
    .option('--within <seconds>', 'so long they are waited for', '120')
    .addHelpText(
      'after',
      example('ridgectl push --store sqlite:fleet.db --broker mqtt://127.0.0.1:1883 --terminal gate-17'),
    )
    .action((options: PushCommand) => run(() => pushCommand(options, io)));
}
