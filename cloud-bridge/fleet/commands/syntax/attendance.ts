// ridgectl attendance: rules, holidays, plans, leave, and what is asked for and decided.
import { type Command, Option } from 'commander';
import { OTHER_METHODS } from '../../../../protocol/index.ts';
import type { ImportKind, RecordKind } from '../../attendance/index.ts';
import { OVERTIME_KINDS } from '../../attendance/index.ts';
import { ENCODINGS } from '../../import/decode-text.ts';
import { DATE_STYLES } from '../../import/read-day.ts';
import {
  type AddRecordOptions,
  type CostCommand,
  costSetCommand,
  type HolidayCommand,
  holidayAddCommand,
  type LeaveCommand,
  type ListOptions,
  leaveAddCommand,
  type MethodCommand,
  methodSetCommand,
  type PlanCommand,
  type PolicyCommand,
  planAddCommand,
  policySetCommand,
  recordRemoveCommand,
  recordsListCommand,
} from '../attendance/records.ts';
import { type RecordsImportCommand, recordsImportCommand } from '../attendance/records-import.ts';
import {
  type CorrectCommand,
  correctCommand,
  type DecideCommand,
  decideCommand,
  type LieuAskCommand,
  lieuAskCommand,
  type OvertimeCommand,
  overtimeCommand,
  type RequestsCommand,
  requestsCommand,
} from '../attendance/requests.ts';
import {
  type RulesOptions,
  type RulesSetCommand,
  rulesListCommand,
  rulesSetCommand,
  rulesShowCommand,
} from '../attendance/rules.ts';
import type { CommandIo } from '../runner.ts';
import { example, type Run, withRegister } from './shared.ts';

interface Room {
  readonly io: CommandIo;
  readonly run: Run;
}

const PERSON = ['--person <code>', 'HR code'] as const;
const STORE = '--store sqlite:fleet.db';

const withBy = (command: Command): Command =>
  command.option('--by <name>', 'who says so', process.env['USER'] ?? 'manager');

export function addAttendance(program: Command, io: CommandIo, run: Run): void {
  const attendance = program
    .command('attendance')
    .description('rules, holidays, shifts, leave, corrections: all that turns raw entries into a report');
  const room = { io, run };
  addRules(attendance, room);
  addHolidays(attendance, room);
  addPlans(attendance, room);
  addLeave(attendance, room);
  addMethods(attendance, room);
  addPolicies(attendance, room);
  addCosts(attendance, room);
  addRequests(attendance, room);
}

function addRules(attendance: Command, { io, run }: Room): void {
  const rules = attendance.command('rules').description('when somebody is late, what is overtime, what it pays');
  withRegister(rules.command('list'))
    .description('list the rule sets, each with the day from which it holds')
    .addHelpText('after', example(`ridgectl attendance rules list ${STORE}`))
    .action((options: RulesOptions) => run(() => rulesListCommand(options, io)));
  withRegister(rules.command('show'))
    .description('print the rule set of a day as the document that "rules set" takes')
    .option('--on <day>', 'that which holds on this day; today where none is given')
    .addHelpText('after', example(`ridgectl attendance rules show ${STORE} --on 2026-11-02 > rules.json`))
    .action((options: RulesOptions & { on?: string }) => run(() => rulesShowCommand(options, io)));
  withBy(withRegister(rules.command('set <file>')))
    .description('let a rule set hold from its day on; reports of days that are over are worked out by it too')
    .addHelpText('after', example(`ridgectl attendance rules set rules.json ${STORE} --by registrar`))
    .action((file: string, options: RulesSetCommand) => run(() => rulesSetCommand(file, options, io)));
}

function addHolidays(attendance: Command, room: Room): void {
  const holidays = attendance
    .command('holidays')
    .description('days that are free, and days that are not though they would be');
  withBy(withRegister(holidays.command('add <day>')))
    .description('a holiday of everybody, or of a unit')
    .requiredOption('--name <name>', 'as it is printed')
    .addOption(
      new Option('--kind <kind>', 'workday: people work although it would be free')
        .choices(['annual', 'special', 'workday'])
        .default('annual'),
    )
    .option('--unit <unit>', 'only of this unit, before what holds for everybody')
    .addHelpText('after', example(`ridgectl attendance holidays add 2026-12-05 ${STORE} --name "วันพ่อแห่งชาติ"`))
    .action((day: string, options: HolidayCommand) => room.run(() => holidayAddCommand(day, options, room.io)));
  addImport(holidays, { kind: 'holiday', columns: 'date, name, kind, unit' }, room);
  addListAndRemove(holidays, { kind: 'holiday', noun: 'holidays' }, room);
}

function addPlans(attendance: Command, room: Room): void {
  const plan = attendance.command('plan').description('hours of one person: shifts, staggered hours, days off');
  withBy(withRegister(plan.command('add')))
    .description('hours from a day to a day; a plan for one single day stands above holidays')
    .requiredOption(...PERSON)
    .requiredOption('--from <day>', 'the first business date')
    .option('--until <day>', 'the last one; the same day where none is given')
    .option('--days <days>', 'only on these days of the week: mon-fri, or sat,sun')
    .requiredOption('--hours <hours>', '22:00-06:00, 08:30-12:00+13:00-16:30, the name of a shift, or off')
    .addHelpText(
      'after',
      example(
        `ridgectl attendance plan add ${STORE} --person 0000012345 --from 2026-11-01 --until 2026-11-30 --days sun-thu --hours 22:00-06:00`,
      ),
    )
    .action((options: PlanCommand) => room.run(() => planAddCommand(options, room.io)));
  addImport(plan, { kind: 'plan', columns: 'code, from, until, days, hours' }, room);
  addListAndRemove(plan, { kind: 'plan', noun: 'plan' }, room);
}

function addLeave(attendance: Command, room: Room): void {
  const leave = attendance.command('leave').description('days and half days of leave, as HR says; never why');
  withBy(withRegister(leave.command('add')))
    .description('a day, several, or half of one')
    .requiredOption(...PERSON)
    .requiredOption('--from <day>', 'the first day')
    .option('--until <day>', 'the last one; the same day where none is given')
    .addOption(new Option('--part <part>', 'of each day').choices(['day', 'morning', 'afternoon']).default('day'))
    .addHelpText(
      'after',
      example(`ridgectl attendance leave add ${STORE} --person 0000012345 --from 2026-11-03 --part morning`),
    )
    .action((options: LeaveCommand) => room.run(() => leaveAddCommand(options, room.io)));
  addImport(leave, { kind: 'leave', columns: 'code, from, until, part' }, room);
  addListAndRemove(leave, { kind: 'leave', noun: 'leave' }, room);
}

function addMethods(attendance: Command, room: Room): void {
  const method = attendance.command('method').description('what somebody clocks with instead of a finger, until a day');
  withBy(withRegister(method.command('set')))
    .description(
      'until when, and never why; terminals follow it by their own days: a finger alone lets in nobody of another method ' +
        '(card or number first, then finger or face; card or number alone; supervised: a member of staff)',
    )
    .requiredOption(...PERSON)
    .addOption(
      new Option('--method <method>', 'card and number alone are the weakest: nothing shows who used them')
        .choices(['finger', ...OTHER_METHODS])
        .makeOptionMandatory(),
    )
    .requiredOption('--from <day>', 'the first day')
    .requiredOption('--until <day>', 'the last day')
    .addHelpText(
      'after',
      example(
        `ridgectl attendance method set ${STORE} --person 0000012345 --method card-face --from 2026-11-01 --until 2026-12-31`,
      ),
    )
    .action((options: MethodCommand) => room.run(() => methodSetCommand(options, room.io)));
  addListAndRemove(method, { kind: 'method', noun: 'method' }, room);
}

function addPolicies(attendance: Command, room: Room): void {
  const policy = attendance
    .command('policy')
    .description('whether one person has to clock, before what the rules say of their group');
  withBy(withRegister(policy.command('set')))
    .description('exempt: entries are kept, and never graded')
    .requiredOption(...PERSON)
    .addOption(new Option('--policy <policy>', 'of this person').choices(['required', 'exempt']).makeOptionMandatory())
    .requiredOption('--from <day>', 'the first day')
    .option('--until <day>', 'the last one; without an end where none is given')
    .addHelpText(
      'after',
      example(`ridgectl attendance policy set ${STORE} --person 0000012345 --policy exempt --from 2026-10-01`),
    )
    .action((options: PolicyCommand) => room.run(() => policySetCommand(options, room.io)));
  addListAndRemove(policy, { kind: 'clock-policy', noun: 'policy' }, room);
}

function addCosts(attendance: Command, room: Room): void {
  const costs = attendance.command('costs').description('what a terminal costs a month');
  withBy(withRegister(costs.command('set <terminal>')))
    .description('from a day on')
    .requiredOption('--monthly <baht>', 'rent, service, line: all that it costs')
    .requiredOption('--from <day>', 'the first day')
    .addHelpText('after', example(`ridgectl attendance costs set gate-17 ${STORE} --monthly 1500 --from 2026-10-01`))
    .action((terminal: string, options: CostCommand) => room.run(() => costSetCommand(terminal, options, room.io)));
  addListAndRemove(costs, { kind: 'cost', noun: 'costs' }, room);
}

function addRequests(attendance: Command, room: Room): void {
  const { io, run } = room;
  withRegister(attendance.command('correct'))
    .description(
      'ask that a punch that was missed or wrong be taken as this; it counts once somebody else has approved it',
    )
    .requiredOption(...PERSON)
    .requiredOption('--date <day>', 'the business date: that on which the shift begins')
    .addOption(new Option('--direction <direction>', 'which punch').choices(['in', 'out']).makeOptionMandatory())
    .requiredOption('--time <time>', 'as 08:25')
    .option('--next-day', 'the time is of the day after the business date')
    .requiredOption('--reason <text>', 'why')
    .option('--by <name>', 'who asks; an officer is named by their key')
    .addHelpText(
      'after',
      example(
        `ridgectl attendance correct ${STORE} --person 0000012345 --date 2026-11-02 --direction out --time 16:35 --reason "ลืมสแกน" --by somchai`,
      ),
    )
    .action((options: CorrectCommand) => run(() => correctCommand(options, io)));
  const overtime = attendance.command('overtime').description("orders to work beyond one's time");
  withRegister(overtime.command('ask'))
    .description('before or after the work; it is paid once somebody else has approved it')
    .requiredOption(...PERSON)
    .requiredOption('--date <day>', 'the business date')
    .requiredOption('--hours <hours>', 'as 16:30-20:00')
    .addOption(new Option('--kind <kind>', 'how it is paid').choices(OVERTIME_KINDS).default('ordinary'))
    .option('--break <minutes>', 'taken off each stretch; as the rules have it where none is given')
    .option('--travels', 'they come for it from outside the campus')
    .option('--in-lieu', 'time off instead of pay')
    .requiredOption('--reason <text>', 'why')
    .option('--by <name>', 'who asks; an officer is named by their key')
    .addHelpText(
      'after',
      example(
        `ridgectl attendance overtime ask ${STORE} --person 0000012345 --date 2026-11-02 --hours 16:30-20:00 --reason "ปิดงบ" --by somchai`,
      ),
    )
    .action((options: OvertimeCommand) => run(() => overtimeCommand(options, io)));
  addImport(
    overtime,
    { kind: 'overtime', columns: 'code, date, hours, reason, kind, break_minutes, travels, in_lieu' },
    room,
  );
  addLieu(attendance, room);
  withRegister(attendance.command('requests'))
    .description('list what waits for a decision')
    .option(...PERSON)
    .option('--all', 'what is decided too')
    .addHelpText('after', example(`ridgectl attendance requests ${STORE}`))
    .action((options: RequestsCommand) => run(() => requestsCommand(options, io)));
  for (const [name, decision] of [
    ['approve', 'approved'],
    ['decline', 'declined'],
  ] as const)
    withRegister(attendance.command(`${name} <number>`))
      .description(`${name} a request; nobody decides what they have asked for, or what is about them`)
      .option('--by <name>', 'who decides; an officer is named by their key')
      .addHelpText('after', example(`ridgectl attendance ${name} 12 ${STORE} --by head-of-library`))
      .action((number: string, options: Omit<DecideCommand, 'number' | 'decision'>) =>
        run(() => decideCommand({ ...options, number, decision }, io)),
      );
}

function addLieu(attendance: Command, room: Room): void {
  const lieu = attendance.command('lieu').description('days and half days off for overtime that is not paid');
  withRegister(lieu.command('ask'))
    .description('before the day; it counts once somebody else has permitted it')
    .requiredOption(...PERSON)
    .requiredOption('--from <day>', 'the first day')
    .option('--until <day>', 'the last one; the same day where none is given')
    .addOption(new Option('--part <part>', 'of each day').choices(['day', 'morning', 'afternoon']).default('day'))
    .requiredOption('--reason <text>', 'why')
    .requiredOption('--by <name>', 'who asks')
    .addHelpText(
      'after',
      example(
        `ridgectl attendance lieu ask ${STORE} --person 0000012345 --from 2026-11-13 --reason "ชดเชยงานวันเสาร์" --by somchai`,
      ),
    )
    .action((options: LieuAskCommand) => room.run(() => lieuAskCommand(options, room.io)));
  addListAndRemove(lieu, { kind: 'lieu', noun: 'lieu' }, room);
}

function addImport(noun: Command, { kind, columns }: { kind: ImportKind; columns: string }, { io, run }: Room): void {
  withBy(withRegister(noun.command('import <file>')))
    .description(`CSV or JSON with the columns ${columns}; rows that cannot be taken are named, and exit code 1`)
    .addOption(new Option('--encoding <name>', 'of the file').choices(ENCODINGS).default('auto'))
    .option('--delimiter <character>', 'between columns', ',')
    .addOption(new Option('--dates <style>', '2018-02-01, 1/2/2018 or 1/2/2561').choices(DATE_STYLES).default('iso'))
    .option('--quarantine <file>', 'write a CSV of what was set aside, and why')
    .option('--dry-run', 'only say what would be done')
    .addHelpText('after', example(`ridgectl attendance ${noun.name()} import ${kind}.csv ${STORE}`))
    .action((path: string, options: RecordsImportCommand) =>
      run(() => recordsImportCommand(kind, { ...options, path }, io)),
    );
}

function addListAndRemove(
  noun: Command,
  { kind, noun: name }: { kind: RecordKind; noun: string },
  { io, run }: Room,
): void {
  withRegister(noun.command('list'))
    .description('list what stands')
    .option(...PERSON)
    .addHelpText('after', example(`ridgectl attendance ${name} list ${STORE}`))
    .action((options: ListOptions) => run(() => recordsListCommand(kind, options, io)));
  withBy(withRegister(noun.command('remove <number>')))
    .description('take one back; it stays in the book, marked')
    .addHelpText('after', example(`ridgectl attendance ${name} remove 3 ${STORE}`))
    .action((number: string, options: AddRecordOptions) =>
      run(() => recordRemoveCommand(kind, { ...options, number }, io)),
    );
}
