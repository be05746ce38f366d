// ridgectl command, enrol, diagnose, jobs: what terminals are ordered to do.
import { type Command, Option } from 'commander';
import { type CommandCommand, commandCommand } from '../jobs/command.ts';
import { type DiagnoseCommand, diagnoseCommand } from '../jobs/diagnose.ts';
import { type EnrolCommand, enrolCommand } from '../jobs/enrol.ts';
import {
  jobsApproveCommand,
  jobsCancelCommand,
  jobsFollowCommand,
  jobsListCommand,
  jobsShowCommand,
} from '../jobs/jobs.ts';
import { type UpdateCommand, updateCommand } from '../jobs/update.ts';
import type { CommandIo } from '../runner.ts';
import { example, type Run, withCarrier, withRegister } from './shared.ts';

const noWait = (command: Command): Command =>
  command.option('--no-wait', 'do not wait until it is over (ridgectl jobs follow)');

const STORE = '--store sqlite:fleet.db';
const CARRIED = `${STORE} --as somchai.key --broker mqtt://127.0.0.1:1883`;

export function addCommand(program: Command, io: CommandIo, run: Run): void {
  noWait(withCarrier(program.command('command <terminals-and-kind...>')))
    .description(
      'order terminals to do something: self-test, reboot, lock, unlock, snapshot, set-time, renew-keys, wipe, cancel; exit code 1 where one has not done it',
    )
    .option('--site <name>', 'all terminals of a site')
    .option('--all', 'all terminals')
    .option('--reason <text>', 'why: of lock, snapshot and wipe')
    .addOption(new Option('--what <what>', 'of reboot (service where nothing is said)').choices(['service', 'machine']))
    .option('--to <time>', 'of set-time: "now" for the time of this machine, or a time as 2026-12-01T08:30+07:00')
    .option('--out <file>', 'of snapshot: a new file for the picture (JPEG)')
    .option('--order <id>', 'of cancel: which order (ridgectl jobs cancel does all of it)')
    .option('--confirm <terminals...>', 'of wipe: their names once more, as SITE.TERMINAL')
    .option('--yes', 'of wipe: without naming them once more')
    .option('--stages <plan>', 'how many terminals in all, stage by stage, as 1,10%,100%')
    .option('--abort-at <share>', 'where more of a stage went wrong nobody else is given it', '10%')
    .option('--begin-within <time>', 'so long it may wait to begin, as 30m, 12h, 7d')
    .addHelpText('after', example(`ridgectl command gate-17 self-test ${CARRIED}`))
    .addHelpText(
      'after',
      `  $ ridgectl command --site bangkok reboot --stages 1,10%,100% ${CARRIED}
  $ ridgectl command gate-17 snapshot --reason "glass broken?" --out gate-17.jpg ${CARRIED}
  $ ridgectl command gate-17 wipe --reason stolen --confirm bangkok.gate-17 --no-wait ${STORE} --as somchai.key`,
    )
    .action((given: string[], options: CommandCommand) => run(() => commandCommand(given, options, io)));
}

export function addUpdate(program: Command, io: CommandIo, run: Run): void {
  noWait(withCarrier(program.command('update [terminals...]')))
    .description(
      'have terminals take another release: each fetches it while people clock, tries it, and goes back by itself; a second officer approves',
    )
    .requiredOption('--release <file>', 'the .jws that its publisher has signed (ridged release pack)')
    .requiredOption(
      '--from <addresses...>',
      'where terminals fetch the archive, as https://releases.example/231.ridged',
    )
    .option('--site <name>', 'all terminals of a site')
    .option('--all', 'all terminals')
    .option('--stages <plan>', 'how many terminals in all, stage by stage, as 1,10%,100%')
    .option('--abort-at <share>', 'where more of a stage went wrong nobody else is given it', '10%')
    .option('--begin-within <time>', 'so long it may wait to begin, as 30m, 12h, 7d')
    .addHelpText(
      'after',
      example(
        `ridgectl update --all --stages 1,10%,100% --release ridged-1.4.0-231-amd64.jws --from https://releases.example/ridged-1.4.0-231-amd64.ridged ${CARRIED}`,
      ),
    )
    .action((given: string[], options: UpdateCommand) => run(() => updateCommand(given, options, io)));
}

export function addEnrol(program: Command, io: CommandIo, run: Run): void {
  noWait(withCarrier(program.command('enrol')))
    .description('have somebody enrolled at a terminal: it calls them, and the fleet has their fingers afterwards')
    .requiredOption('--terminal <name>', 'SITE.TERMINAL, or TERMINAL alone')
    .requiredOption('--person <code>', 'their code')
    .option('--finger <names...>', 'which fingers, as right-index; without it as the terminal has it')
    .option('--duress-finger <names...>', 'beside those: whoever is forced lays it down, and the fleet is alarmed')
    .option('--again', 'their fingers of before are revoked everywhere, kept sealed for 90 days, then destroyed')
    .option('--begin-within <time>', 'so long it may wait to begin, as 30m, 12h, 7d')
    .addHelpText(
      'after',
      example(`ridgectl enrol --terminal gate-17 --person 0000012345 --finger right-index left-index ${CARRIED}`),
    )
    .action((options: EnrolCommand) => run(() => enrolCommand(options, io)));
}

export function addDiagnose(program: Command, io: CommandIo, run: Run): void {
  withCarrier(program.command('diagnose'))
    .description('why somebody cannot scan at a terminal, and what to do; exit code 1 where there is something to do')
    .requiredOption('--terminal <name>', 'SITE.TERMINAL, or TERMINAL alone')
    .requiredOption('--person <code>', 'their code')
    .option('--within <seconds>', 'so long the terminal is waited for', '30')
    .addHelpText('after', example(`ridgectl diagnose --terminal gate-17 --person 0000012345 ${CARRIED}`))
    .action((options: DiagnoseCommand) => run(() => diagnoseCommand(options, io)));
}

export function addJobs(program: Command, io: CommandIo, run: Run): void {
  const jobs = program.command('jobs').description('what was ordered, and what has come of it');
  withRegister(jobs.command('list'))
    .description('the latest 100 orders')
    .addHelpText('after', example(`ridgectl jobs list ${STORE}`))
    .action((options) => run(() => jobsListCommand(options, io)));
  withRegister(jobs.command('show <order>'))
    .description('one order at each of its terminals; answers are kept for 7 days; exit code 1 where one is not done')
    .option('--out <file>', 'of a snapshot: a new file for the picture (JPEG)')
    .addHelpText('after', example(`ridgectl jobs show 5Xb2kq0m1vN8yq3oJ7d0Wg ${STORE}`))
    .action((id: string, options) => run(() => jobsShowCommand(id, options, io)));
  withCarrier(jobs.command('follow <order>'))
    .description('until it is over; exit code 1 where it is not done somewhere')
    .addHelpText('after', example(`ridgectl jobs follow 5Xb2kq0m1vN8yq3oJ7d0Wg ${STORE}`))
    .action((id: string, options) => run(() => jobsFollowCommand(id, options, io)));
  noWait(withCarrier(jobs.command('cancel <order>')))
    .description('call it off: who was not given it never is, the others are told; exit code 1 where it goes on')
    .addHelpText('after', example(`ridgectl jobs cancel 5Xb2kq0m1vN8yq3oJ7d0Wg ${CARRIED}`))
    .action((id: string, options) => run(() => jobsCancelCommand(id, options, io)));
  withRegister(jobs.command('approve <order>'))
    .description('approve what needs a second officer: an administrator, and not whoever has ordered it')
    .addHelpText('after', example(`ridgectl jobs approve 5Xb2kq0m1vN8yq3oJ7d0Wg ${STORE} --as malee.key`))
    .action((id: string, options) => run(() => jobsApproveCommand(id, options, io)));
}
