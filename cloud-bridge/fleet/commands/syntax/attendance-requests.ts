// ridgectl attendance: what is asked for, by whom, and who decides: corrections, overtime, time off.
import { type Command, Option } from 'commander';
import { OVERTIME_KINDS } from '../../attendance/index.ts';
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
import { addImport, addListAndRemove, PERSON, type Room, STORE } from './attendance-shared.ts';
import { example, withRegister } from './shared.ts';

export function addRequests(attendance: Command, room: Room): void {
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
        `ridgectl attendance correct ${STORE} --person 0000012345 --date 2026-11-02 --direction out --time 16:35 --reason "ลืมสแกน"`,
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
        `ridgectl attendance overtime ask ${STORE} --person 0000012345 --date 2026-11-02 --hours 16:30-20:00 --reason "ปิดงบ"`,
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
      .addHelpText('after', example(`ridgectl attendance ${name} 12 ${STORE}`))
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
    .option('--by <name>', 'who asks; an officer is named by their key')
    .addHelpText(
      'after',
      example(`ridgectl attendance lieu ask ${STORE} --person 0000012345 --from 2026-11-13 --reason "ชดเชยงานวันเสาร์"`),
    )
    .action((options: LieuAskCommand) => room.run(() => lieuAskCommand(options, room.io)));
  addListAndRemove(lieu, { kind: 'lieu', noun: 'lieu' }, room);
}
