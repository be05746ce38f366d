// ridgectl officers, approvals, audit.
import { type Command, Option } from 'commander';
import { OFFICER_ROLES } from '../../office/index.ts';
import {
  approvalsApproveCommand,
  approvalsListCommand,
  approvalsRefuseCommand,
  approvalsShowCommand,
} from '../office/approvals.ts';
import {
  type AuditExportCommand,
  type AuditListCommand,
  type AuditVerifyCommand,
  auditExportCommand,
  auditListCommand,
  auditVerifyCommand,
} from '../office/audit.ts';
import { type OfficerUnitsCommand, officersUnitsCommand } from '../office/officer-units.ts';
import {
  type AddOfficerCommand,
  officersAddCommand,
  officersListCommand,
  officersRetireCommand,
  officersRotateCommand,
  type RotateOfficerCommand,
} from '../office/officers.ts';
import type { ApprovingOptions } from '../office/pending-kinds.ts';
import type { CommandIo } from '../runner.ts';
import { example, type Run, reasonOption, withRegister, withStore } from './shared.ts';

const withNewKey = (command: Command): Command =>
  command
    .requiredOption('--out <file>', 'where the new key goes: for its officer alone (0600)')
    .option('--protect [file]', 'put it under a passphrase: asked for, or the first line of a file (0600)');

export function addOfficers(program: Command, io: CommandIo, run: Run): void {
  const officers = program.command('officers').description('who may do what, each by a key of their own');
  withNewKey(withRegister(officers.command('add <name>')))
    .description(
      'make an officer and their key; the first is an administrator, and is made by whoever holds the store: from then on every command needs one',
    )
    .addOption(new Option('--role <role>', 'what they may').choices(OFFICER_ROLES).makeOptionMandatory())
    .option(
      '--unit <unit...>',
      'they see and change people of these units alone, and of units within them ("library/desk")',
    )
    .option('--person <code>', 'who they are in the register: what reaches themselves needs somebody else')
    .addHelpText(
      'after',
      example(
        'ridgectl officers add "สมชาย น้ำใจงาม" --role administrator --person 0000012345 --out somchai.key --store sqlite:fleet.db',
      ),
    )
    .addHelpText(
      'after',
      '  $ ridgectl officers add "Head of library" --role operator --unit library --out library.key --store sqlite:fleet.db --as somchai.key',
    )
    .action((name: string, options: AddOfficerCommand) => run(() => officersAddCommand(name, options, io)));
  withStore(officers.command('list'))
    .description('list all of them, and whoever was one')
    .addHelpText('after', example('ridgectl officers list --store sqlite:fleet.db --as somchai.key'))
    .action((options: { store: string; json?: boolean }) => run(() => officersListCommand(options, io)));
  withStore(officers.command('units <name>'))
    .description('they are of other units from now on; an administrator says so, and nobody of themselves')
    .option('--set <unit...>', 'these alone, and units within them ("library/desk")')
    .option('--all', 'of the whole fleet')
    .addOption(reasonOption())
    .addHelpText(
      'after',
      example(
        'ridgectl officers units "Head of library" --set library archive --store sqlite:fleet.db --as somchai.key',
      ),
    )
    .action((name: string, options: OfficerUnitsCommand) => run(() => officersUnitsCommand(name, options, io)));
  withNewKey(withStore(officers.command('rotate <name>')))
    .description('give them another key in the place of theirs, which signs nothing more; everybody may for themselves')
    .addOption(reasonOption())
    .addHelpText(
      'after',
      example(
        'ridgectl officers rotate "Head of library" --out new.key --reason "laptop lost" --store sqlite:fleet.db --as somchai.key',
      ),
    )
    .action((name: string, options: RotateOfficerCommand) => run(() => officersRotateCommand(name, options, io)));
  withStore(officers.command('retire <name>'))
    .description('their key signs nothing more; what they did stays theirs. Never the last administrator')
    .addOption(reasonOption())
    .addHelpText(
      'after',
      example(
        'ridgectl officers retire "Head of library" --reason "has left" --store sqlite:fleet.db --as somchai.key',
      ),
    )
    .action((name: string, options: { store: string; json?: boolean }) =>
      run(() => officersRetireCommand(name, options, io)),
    );
}

export function addApprovals(program: Command, io: CommandIo, run: Run): void {
  const approvals = program.command('approvals').description('what needs a second officer, and waits for one');
  withStore(approvals.command('list'))
    .description('list what waits')
    .option('--all', 'what is decided too')
    .addHelpText('after', example('ridgectl approvals list --store sqlite:fleet.db --as malee.key'))
    .action((options: ApprovingOptions & { all?: boolean }) => run(() => approvalsListCommand(options, io)));
  withStore(approvals.command('show <id>'))
    .description('show what would be done, word for word')
    .addHelpText(
      'after',
      example('ridgectl approvals show 5Xb2kq0m1vN8yq3oJ7d0Wg --store sqlite:fleet.db --as malee.key'),
    )
    .action((id: string, options: ApprovingOptions) => run(() => approvalsShowCommand(id, options, io)));
  withRegister(approvals.command('approve <id>'))
    .description(
      'do what another officer has asked for; takes the right to do it, and another person than whoever asked',
    )
    .addHelpText(
      'after',
      example('ridgectl approvals approve 5Xb2kq0m1vN8yq3oJ7d0Wg --store sqlite:fleet.db --as malee.key'),
    )
    .action((id: string, options: ApprovingOptions) => run(() => approvalsApproveCommand(id, options, io)));
  withStore(approvals.command('refuse <id>'))
    .description('it is not to be done; whoever asked takes it back so')
    .option('--reason <text>', 'why, for the audit')
    .addHelpText(
      'after',
      example('ridgectl approvals refuse 5Xb2kq0m1vN8yq3oJ7d0Wg --store sqlite:fleet.db --as malee.key'),
    )
    .action((id: string, options: ApprovingOptions) => run(() => approvalsRefuseCommand(id, options, io)));
}

export function addAudit(program: Command, io: CommandIo, run: Run): void {
  const audit = program
    .command('audit')
    .description('what officers did, each entry chained to those before and signed');
  withStore(audit.command('list'))
    .description('list it, whole or in part')
    .option('--officer <name>', 'only of this officer')
    .option('--from <day>', 'from this day, or time, on')
    .option('--to <day>', 'before this day, or time')
    .option('--what <command>', 'only this: grants, or "grants add"')
    .addHelpText(
      'after',
      example('ridgectl audit list --what grants --from 2026-11-01 --store sqlite:fleet.db --as auditor.key'),
    )
    .action((options: AuditListCommand) => run(() => auditListCommand(options, io)));
  withStore(audit.command('verify'))
    .description('whether each entry is there, in its place, unaltered and signed; exit code 1 where any is not')
    .option('--head <number:hash>', 'the end as it was printed once and kept elsewhere: it must be there still')
    .addHelpText('after', example('ridgectl audit verify --store sqlite:fleet.db --as auditor.key'))
    .action((options: AuditVerifyCommand) => run(() => auditVerifyCommand(options, io)));
  withStore(audit.command('export'))
    .description('write all of it to a file; the public keys by which it can be checked are in it')
    .requiredOption('--out <file>', 'JSON, a line each')
    .addHelpText('after', example('ridgectl audit export --out audit.jsonl --store sqlite:fleet.db --as auditor.key'))
    .action((options: AuditExportCommand) => run(() => auditExportCommand(options, io)));
}
