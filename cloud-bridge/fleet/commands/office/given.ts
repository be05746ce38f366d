// What a command was given: as the audit keeps it, and as it can be given again.
import type { Command } from 'commander';
import { shortened } from '../../office/index.ts';

/** Where the fleet is, and who acts: whoever does it again says that for themselves. */
const ONES_OWN = ['store', 'keys', 'templates', 'json', 'as', 'passphraseFile'];
/** Where it is worth a word of its own. */
const APART = [...ONES_OWN, 'reason', 'by'];

/** "grants add". */
export function pathOf(command: Command): string {
  const names: string[] = [];
  for (let at: Command | null = command; at?.parent; at = at.parent) names.unshift(at.name());
  return names.join(' ');
}

/** Options that name a file which is read. */
const READ: ReadonlySet<string> = new Set(['file', 'photo']);

const isGiven = (command: Command, name: string): boolean => command.getOptionValueSource(name) !== 'default';

/** Without secrets and without names of people: of these only that they were given. */
export function givenOf(command: Command, hides: readonly string[]): Readonly<Record<string, string | boolean>> {
  const args = command.registeredArguments.map((argument, at) => [argument.name(), command.processedArgs[at]] as const);
  const options = Object.entries(command.opts()).filter(([name]) => !APART.includes(name) && isGiven(command, name));
  const told = [...args, ...options]
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, hides.includes(name) && !isCode(name, value) ? '(given)' : wordsOf(value)] as const);
  return Object.fromEntries(told);
}

/** Names of people have no digits, codes hardly ever none. */
const isCode = (name: string, value: unknown): boolean => name === 'person' && /^\S*\d\S*$/.test(String(value));

const wordsOf = (value: unknown): string | boolean => (typeof value === 'boolean' ? value : shortened(String(value)));

/** Words and arguments by which the same is done again. */
export function argvOf(command: Command): readonly string[] {
  const options = command.options.flatMap((option) => {
    const name = option.attributeName();
    const value: unknown = command.getOptionValue(name);
    if (ONES_OWN.includes(name) || !isGiven(command, name) || value === undefined) return [];
    if (value === true) return [option.long ?? ''];
    return (Array.isArray(value) ? value : [value]).map((one) => `${option.long}=${one}`);
  });
  return [...pathOf(command).split(' '), ...options, '--', ...command.args];
}

/** Arguments and options that name a file which is read. */
export function filesOf(command: Command): readonly string[] {
  const args = command.registeredArguments.map((argument, at) => [argument.name(), command.processedArgs[at]] as const);
  const options = Object.entries(command.opts()).filter(([name]) => READ.has(name));
  return [...args.filter(([name]) => name === 'file'), ...options].flatMap(([, value]: readonly [string, unknown]) =>
    typeof value === 'string' ? [value] : [],
  );
}
