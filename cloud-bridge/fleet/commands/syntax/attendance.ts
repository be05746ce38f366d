// ridgectl attendance: rules, holidays, plans, leave, and what is asked for and decided.
import { type Command, Option } from 'commander';
import { OTHER_METHODS } from '../../../../protocol/index.ts';
import {
  type CostCommand,
  costSetCommand,
  type HolidayCommand,
  holidayAddCommand,
  type LeaveCommand,
  leaveAddCommand,
  type MethodCommand,
  methodSetCommand,
  type PlanCommand,
  type PolicyCommand,
  planAddCommand,
  policySetCommand,
} from '../attendance/records.ts';
import {
  type RulesOptions,
  type RulesSetCommand,
  rulesListCommand,
  rulesSetCommand,
  rulesShowCommand,
} from '../attendance/rules.ts';
import type { CommandIo } from '../runner.ts';
import { addRequests } from './attendance-requests.ts';
import { addImport, addListAndRemove, PERSON, type Room, STORE, withBy } from './attendance-shared.ts';
import { example, type Run, withRegister } from './shared.ts';

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
    .addHelpText('after', example(`ridgectl attendance rules set rules.json ${STORE}`))
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
