// ridgectl groups, ridgectl units, ridgectl sites: the same words for all three.
import type { Command } from 'commander';
import type { CollectiveKind } from '../../register/index.ts';
import {
  type ChangeOptions,
  type CollectiveOptions,
  collectiveAddCommand,
  collectiveChangeCommand,
  collectiveRemoveCommand,
  type DescribeOptions,
} from '../collectives/change.ts';
import { collectiveShowCommand, collectivesListCommand } from '../collectives/look.ts';
import { type MembersOptions, type MembersWay, membersCommand } from '../collectives/members.ts';
import type { CommandIo } from '../runner.ts';
import { example, type Run, withRegister } from './shared.ts';

interface Words {
  readonly what: string;
  readonly code: string;
  readonly nameTh: string;
  readonly nameEn: string;
}

const WORDS: Readonly<Record<CollectiveKind, Words>> = {
  group: { what: 'groups of people that grants may name', code: 'research', nameTh: 'สายวิจัย', nameEn: 'Research' },
  unit: { what: 'units in which people work', code: 'library', nameTh: 'ศูนย์บรรณสาร', nameEn: 'Library' },
  site: { what: 'sites at which terminals stand', code: 'bangkok', nameTh: 'กรุงเทพมหานคร', nameEn: 'Bangkok' },
};

const FLEET = '--store sqlite:fleet.db';

type AddKind = (program: Command, io: CommandIo, run: Run) => void;
const adding =
  (kind: CollectiveKind): AddKind =>
  (program, io, run) =>
    addKind(program, kind, { io, run });

export const addGroups = adding('group');
export const addUnits = adding('unit');
export const addSites = adding('site');

interface Running {
  readonly io: CommandIo;
  readonly run: Run;
}

function addKind(program: Command, kind: CollectiveKind, { io, run }: Running): void {
  const { what, code, nameTh, nameEn } = WORDS[kind];
  const noun = `${kind}s`;
  const command = program.command(noun).description(what);
  describing(withRegister(command.command('add <code>')), kind)
    .description(`put a ${kind} on record; people and grants may name it by its code or by either name`)
    .addHelpText('after', example(`ridgectl ${noun} add ${code} ${FLEET} --name-th ${nameTh} --name-en ${nameEn}`))
    .action((given: string, options: DescribeOptions) => run(() => collectiveAddCommand(kind, given, options, io)));
  withRegister(command.command('list'))
    .description(`list each ${kind}, with how many name it; those that are named and not on record come last`)
    .addHelpText('after', example(`ridgectl ${noun} list ${FLEET}`))
    .action((options: CollectiveOptions) => run(() => collectivesListCommand(kind, options, io)));
  withRegister(command.command('show <name>'))
    .description(`show one ${kind}, and who or what is in it`)
    .addHelpText('after', example(`ridgectl ${noun} show ${code} ${FLEET}`))
    .action((name: string, options: CollectiveOptions) => run(() => collectiveShowCommand(kind, name, options, io)));
  const change = describing(withRegister(command.command('change <name>')), kind).option(
    '--code <code>',
    'another code',
  );
  if (kind === 'unit') change.option('--top', 'it lies in no other any more');
  change
    .description(`change a ${kind}; people and grants that name it go with it`)
    .addHelpText('after', example(`ridgectl ${noun} change ${code} ${FLEET} --name-th ${nameTh}`))
    .action((name: string, options: ChangeOptions) => run(() => collectiveChangeCommand(kind, name, options, io)));
  withRegister(command.command('remove <name>'))
    .description(`take a ${kind} off record; refused while people or grants name it`)
    .option('--move-to <name>', `whatever names it names this ${kind} from then on`)
    .addHelpText('after', example(`ridgectl ${noun} remove ${code} ${FLEET} --move-to main`))
    .action((name: string, options: CollectiveOptions & { moveTo?: string }) =>
      run(() => collectiveRemoveCommand(kind, name, options, io)),
    );
  if (kind === 'group') addMembers(command, { io, run });
}

const describing = (command: Command, kind: CollectiveKind): Command => {
  command.option('--name-th <name>', 'name in Thai').option('--name-en <name>', 'name in English');
  if (kind === 'unit')
    command.option('--in <unit>', 'the unit that it lies in: what is granted to that one reaches it too');
  if (kind === 'site') command.option('--time-zone <zone>', 'of the site: Asia/Bangkok where nobody has said');
  return command;
};

function addMembers(groups: Command, { io, run }: Running): void {
  const members = groups.command('members').description('who is in a group, beside the others that they are in');
  const ways: readonly (readonly [MembersWay, string])[] = [
    ['add', 'put people into a group; they stay in those that they are in'],
    ['remove', 'take people out of a group'],
  ];
  for (const [way, description] of ways)
    withRegister(members.command(`${way} <group>`))
      .description(description)
      .requiredOption('--person <code...>', 'HR codes')
      .addHelpText('after', example(`ridgectl groups members ${way} research ${FLEET} --person 0000012345`))
      .action((group: string, options: MembersOptions) => run(() => membersCommand(way, group, options, io)));
}
