// Every command of the program has a right, and every right a command.
import type { Command } from 'commander';
import t from 'tap';
import { systemClock } from '../../../protocol/index.ts';
import { OFFICER_ROLES } from '../office/index.ts';
import { pathOf } from './office/given.ts';
import { ridgectlProgram } from './program.ts';
import { mayDo, RIGHTS } from './rights.ts';

const nothing = (): void => undefined;
const program = await ridgectlProgram({
  out: nothing,
  err: nothing,
  clock: systemClock,
  signal: new AbortController().signal,
});

/** Those that do something, and not only hold others. */
const leaves = (command: Command): readonly Command[] =>
  command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);

t.test('nobody can forget to say who may do a command, nor leave a right behind', async (t) => {
  const paths = leaves(program).map(pathOf);
  t.ok(paths.length > 60);
  t.strictSame([...paths].sort(), Object.keys(RIGHTS).sort());
});

t.test('what is grave can be told a reason, and whoever acts can be named', async (t) => {
  for (const command of leaves(program)) {
    const right = RIGHTS[pathOf(command)];
    const options = command.options.map(({ long }) => long);
    if (right?.isGrave) t.ok(options.includes('--reason'), pathOf(command));
    if (right?.who !== 'service') t.ok(options.includes('--store'), `${pathOf(command)}: its officers must be found`);
  }
});

t.test('roles contain each other; an auditor changes nothing', async (t) => {
  t.strictSame(
    OFFICER_ROLES.map((role) => OFFICER_ROLES.filter((needed) => mayDo(role, needed))),
    [['viewer'], ['viewer', 'auditor'], ['viewer', 'operator'], [...OFFICER_ROLES]],
  );
});
