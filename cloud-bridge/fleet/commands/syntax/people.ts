// ridgectl people.
import { type Command, Option } from 'commander';
import { ENCODINGS } from '../../import/decode-text.ts';
import { FIELDS } from '../../import/map-columns.ts';
import { DATE_STYLES } from '../../import/read-day.ts';
import { type OnboardingCommand, onboardingCommand } from '../onboarding.ts';
import {
  type AddPersonCommand,
  type PeopleOptions,
  peopleAddCommand,
  peopleListCommand,
  peopleRemoveCommand,
  peopleShowCommand,
} from '../people.ts';
import { type PersonExport, peopleExportCommand } from '../people-export.ts';
import { type ImportCommand, peopleImportCommand } from '../people-import.ts';
import { type PhotoOptions, peoplePhotoCommand } from '../people-photo.ts';
import type { CommandIo } from '../runner.ts';
import { byOption, example, type Run, reasonOption, withRegister } from './shared.ts';

export function addPeople(program: Command, io: CommandIo, run: Run): void {
  const people = program.command('people').description('who there is in the fleet');
  withRegister(people.command('add'))
    .description('register somebody; nobody is on a terminal before it is granted and pushed')
    .requiredOption('--code <hr>', 'HR code; leading zeros count')
    .option('--name-th <name>', 'name in Thai')
    .option('--name-en <name>', 'name in English')
    .option('--title <title>', 'before the name')
    .option('--unit <unit>', 'where they work')
    .option('--group <group>', 'whom grants may name together; several with "+" between them')
    .option('--from <day>', 'from this day, or time, on')
    .option('--until <day>', 'not on this day any more')
    .option('--photo <file>', 'to be shown beside their answer: as people photo takes it')
    .option('--like <hr>', 'with the unit, the groups and the own grants of this colleague')
    .option('--dry-run', 'only show what they may use, beside their colleagues')
    .addOption(byOption())
    .addHelpText(
      'after',
      example('ridgectl people add --store sqlite:fleet.db --code 0000012345 --name-th "สมชาย น้ำใจงาม" --unit library'),
    )
    .action((options: AddPersonCommand) => run(() => peopleAddCommand(options, io)));
  withRegister(people.command('list'))
    .description('list everybody, with the number of fingers that are kept of each')
    .option('--unit <unit>', 'only these, and those of the units that lie in it')
    .addHelpText('after', example('ridgectl people list --store sqlite:fleet.db --unit library'))
    .action((options: PeopleOptions & { unit?: string }) => run(() => peopleListCommand(options, io)));
  withRegister(people.command('import <file>'))
    .description(
      'bring the register to what HR says: CSV or JSON; rows that cannot be taken are named, and exit code 1. Known headers, ' +
        'as รหัส, ชื่อ with นามสกุล, สังกัด or วันที่สิ้นสุด (end_date: the last day, validThrough), need no --map',
    )
    .option(
      '--map <field=column...>',
      `which column is what: ${FIELDS.join(', ')}; nameTh=FIRST+LAST joins two. Several groups of one person stand in one column, with "+" between them. validUntil is the first day that is over, validThrough the last that is not. What no column says stays as it is`,
    )
    .addOption(new Option('--encoding <name>', 'of the file').choices(ENCODINGS).default('auto'))
    .option('--delimiter <character>', 'between columns', ',')
    .addOption(new Option('--dates <style>', '2018-02-01, 1/2/2018 or 1/2/2561').choices(DATE_STYLES).default('iso'))
    .option(
      '--expect <count>',
      'how many people HR says there are; where the file has another number nothing is changed',
    )
    .addOption(
      new Option(
        '--leavers <what>',
        'whoever is registered and not in the file; nobody is removed while the code of a row cannot be read',
      )
        .choices(['keep', 'remove'])
        .default('keep'),
    )
    .option('--many-leavers', 'more than a fifth have left indeed')
    .option('--strict', 'set aside whose unit or group is on no record (ridgectl units list, ridgectl groups list)')
    .option('--quarantine <file>', 'write a CSV of what was set aside, and why')
    .option('--dry-run', 'only say what would be done')
    .addHelpText(
      'after',
      example(
        'ridgectl people import staff.csv --store sqlite:fleet.db --map code=EMPNO nameTh=FIRST+LAST --expect 1779',
      ),
    )
    .action((file: string, options: ImportCommand) => run(() => peopleImportCommand(file, options, io)));
  withRegister(people.command('show <code>'))
    .description('show one person over all terminals: granted, delivered, and why not')
    .addHelpText('after', example('ridgectl people show 0000012345 --store sqlite:fleet.db'))
    .action((code: string, options: PeopleOptions) => run(() => peopleShowCommand(code, options, io)));
  withRegister(people.command('photo <code>'))
    .description('what is shown beside the answer of somebody who clocks; terminals that can show none are sent none')
    .option(
      '--file <file>',
      'JPEG, PNG, WebP or TIFF: made small, 240 by 320 at most, with nothing in it but the picture',
    )
    .option('--remove', 'none any more')
    .addHelpText('after', example('ridgectl people photo 0000012345 --store sqlite:fleet.db --file portrait.jpg'))
    .action((code: string, options: PhotoOptions) => run(() => peoplePhotoCommand(code, options, io)));
  withRegister(people.command('onboarding'))
    .description('who has not come in yet: what they wait for, and since when; exit code 1 where somebody is late')
    .option('--late <time>', 'whoever waits longer for anything is late: 12h, 3d', '3d')
    .option('--all', 'those who have come in as well')
    .addHelpText('after', example('ridgectl people onboarding --store sqlite:fleet.db --late 3d'))
    .action((options: OnboardingCommand) => run(() => onboardingCommand(options, io)));
  withRegister(people.command('export <code>'))
    .description(
      'all that the fleet keeps of somebody, for whoever asks what is kept of them; what each terminal keeps besides: ridged data export',
    )
    .requiredOption('--out <file>', 'JSON, readable by you alone')
    .option('--page <file>', 'the same to be read and printed, in Thai and English')
    .addOption(reasonOption())
    .addHelpText(
      'after',
      example('ridgectl people export 0000012345 --store sqlite:fleet.db --out copy.json --page copy.html'),
    )
    .action((code: string, options: PersonExport) => run(() => peopleExportCommand(code, options, io)));
  withRegister(people.command('remove <code>'))
    .description('remove somebody, their templates and their photo; push takes them off the terminals')
    .addOption(reasonOption())
    .addHelpText('after', example('ridgectl people remove 0000012345 --store sqlite:fleet.db'))
    .action((code: string, options: PeopleOptions) => run(() => peopleRemoveCommand(code, options, io)));
}
