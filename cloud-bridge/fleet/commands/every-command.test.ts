// Every command of the program, each a row of one table made of the program itself: help with an example that works, and JSON whatever comes of it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import t, { type Test } from 'tap';
import { systemClock } from '../../../protocol/index.ts';
import { type Manager, manager, ridgectl, type Told } from '../../fixtures/ridgectl.ts';
import { pathOf } from './office/given.ts';
import { ridgectlProgram } from './program.ts';
import { mayDo, RIGHTS } from './rights.ts';

const nothing = (): void => undefined;
const io = { out: nothing, err: nothing, clock: systemClock, signal: new AbortController().signal };
const program = (...args: string[]): Promise<Command> => ridgectlProgram(io, args);

const below = (command: Command): readonly Command[] => command.commands.flatMap((one) => [one, ...below(one)]);
const all = below(await program());
const leaves = all.filter(({ commands }) => commands.length === 0);
const wordsOf = (command: Command): readonly string[] => pathOf(command).split(' ');
const helpOf = (command: Command): Promise<Told> => ridgectl([...wordsOf(command), '--help']).ended;

/** As a shell would cut it; what is set before, piped or redirected is another's. */
const cutLine = (line: string): readonly string[] =>
  [...line.replace(/ > .*$/, '').matchAll(/"([^"]*)"|(\S+)/g)]
    .map(([, quoted, bare = '']) => quoted ?? bare)
    .filter((_, at, words) => at > words.indexOf('ridgectl'));

const examplesIn = (help: string): readonly (readonly string[])[] =>
  [...help.matchAll(/^ {2}(?:\$|&&) ((?:.*\\\n)*.*)$/gm)].map(([, line = '']) => cutLine(line.replaceAll('\\\n', ' ')));

/** The first of its help; a command without one fails here. */
async function exampleOf(command: Command): Promise<readonly string[]> {
  const [first] = examplesIn((await helpOf(command)).out);
  if (!first) throw new Error(`${pathOf(command)} has no example`);
  return first;
}

t.test('a line loads what it names, whatever else stands in it, and help loads all', async (t) => {
  const namesOf = ({ commands }: Command): readonly string[] => commands.map((command) => command.name());
  const every = namesOf(await program());
  for (const name of every) t.strictSame(namesOf(await program(name, 'list')), [name]);
  t.strictSame(namesOf(await program('--as', 'people', 'grants', 'list')), ['people', 'grants']);
  for (const line of [['help', 'people'], ['--help'], ['peolpe'], ['constructor']])
    t.strictSame(namesOf(await program(...line)), every, line.join(' '));
});

t.test('each explains itself, with an example of itself', async (t) => {
  t.ok(leaves.length > 100, `${leaves.length} commands`);
  for (const command of all) {
    const { code, out, err } = await helpOf(command);
    t.strictSame({ code, err }, { code: 0, err: '' }, pathOf(command));
    const examples = examplesIn(out);
    t.ok(examples.length > 0, `${pathOf(command)} has an example`);
    for (const words of examples) t.strictSame(words.slice(0, wordsOf(command).length), wordsOf(command));
    if (command.commands.length > 0) continue;
    t.ok(
      command.options.some(({ long }) => long === '--json'),
      `${pathOf(command)} has --json`,
    );
  }
  const root = await ridgectl(['--help']).ended;
  t.ok(examplesIn(root.out).length > 5, 'and all together say where to begin');
});

/** Why the command line does not take it, before anything is done; empty where it does. */
async function refused(words: readonly string[]): Promise<string> {
  try {
    await (await program()).parseAsync([...words], { from: 'user' });
    return '';
  } catch (reason) {
    return String(reason);
  }
}

t.test('no example names what the command does not take', async (t) => {
  for (const command of leaves)
    for (const words of examplesIn((await helpOf(command)).out)) t.equal(await refused(words), '', words.join(' '));
  for (const words of examplesIn((await ridgectl(['--help']).ended).out)) t.equal(await refused(words), '');
  t.match(await refused(['people', 'list', '--store', 'sqlite:x', '--units', 'library']), /unknown option/);
});

/** `$S` and its like are set on the page itself. */
function linesOfPage(page: string): readonly string[] {
  const named = new Map(
    [...page.matchAll(/^ {4}([A-Z]+)=(?:'([^']*)'|"([^"]*)")$/gm)].map(([, name = '', plain, quoted]) => [
      name,
      plain ?? quoted ?? '',
    ]),
  );
  const filled = (line: string): string =>
    line.replace(/\$([A-Z]+)/g, (_, name: string) => filled(named.get(name) ?? `no ${name}`));
  return [...page.matchAll(/^ {4}(ridgectl .+)$/gm)].map(([, line = '']) => filled(line.replace(/ {2,}.*$/, '')));
}

t.test('the page for fleet managers names no command that is none', async (t) => {
  const lines = linesOfPage(readFileSync(join(import.meta.dirname, '..', 'README.md'), 'utf8'));
  t.ok(lines.length > 30, `${lines.length} commands`);
  for (const line of lines) t.equal(await refused(cutLine(line)), '', line);
});

/** One document, or one a line. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return text !== '' && text.trim().split('\n').every(isOneDocument);
  }
}

function isOneDocument(line: string): boolean {
  try {
    return typeof JSON.parse(line) === 'object';
  } catch {
    return false;
  }
}

const askAsScript = (words: readonly string[]): Promise<Told> =>
  ridgectl([...words.filter((word) => word !== '--json'), '--json']).ended;

const elsewhere = (words: readonly string[], place: readonly string[]): readonly string[] => {
  const at = words.indexOf('--store');
  return at < 0 ? words : [...words.slice(0, at), ...place, ...words.slice(at + 2)];
};

/** Their answer is of what goes on, until somebody ends it; or they want a broker. */
const goesOn = (words: readonly string[]): boolean =>
  words.includes('--broker') ||
  ['simulate', 'journal follow', 'operators add'].some((name) => words.join(' ').startsWith(name));

t.test('what goes wrong is told to a script as JSON: wrong usage, and a store that is none', async (t) => {
  for (const command of leaves) {
    const usage = await ridgectl([...wordsOf(command), '--json', '--no-such-option']).ended;
    t.equal(usage.code, 2, pathOf(command));
    t.match(JSON.parse(usage.out), {
      error: { code: 'USAGE', context: { why: /no-such-option|not specified|missing required/ } },
    });
    const words = await exampleOf(command);
    if (!words.includes('--store')) continue;
    const none = elsewhere(words, ['--store', `sqlite:${import.meta.filename}/none.db`]);
    const told = await askAsScript(none);
    t.ok([2, 3].includes(told.code), `${pathOf(command)}: ${told.code}`);
    t.match(JSON.parse(told.out), { error: { code: String, message: String, remedy: String, context: Object } });
    t.match(told.err, /^ridgectl: .+; .+\n$/, 'and in one line to people, with what to do');
  }
});

/** Somebody, a terminal's place, groups and a request: something for the examples to find. */
async function smallFleet(t: Test): Promise<Manager & { readonly folder: string }> {
  const fleet = await manager(t);
  await fleet.run('people', 'add', '--code', '0000012345', '--name-th', 'สมชาย น้ำใจงาม', '--unit', 'library');
  for (const noun of ['groups', 'units', 'sites'])
    for (const code of ['main', 'other']) await fleet.run(noun, 'add', code, '--name-th', `ชื่อ ${code}`);
  await fleet.run('grants', 'add', '--everyone', '--everywhere');
  return fleet;
}

t.test('the examples of their own help, done one after the other, answer a script in JSON alone', async (t) => {
  const fleet = await smallFleet(t);
  // Examples write and read files by their names alone.
  const before = process.cwd();
  process.chdir(fleet.folder);
  t.teardown(() => process.chdir(before));
  const codes = new Map<number, number>();
  for (const command of leaves) {
    const words = await exampleOf(command);
    if (goesOn(words) || pathOf(command).startsWith('officers add')) continue;
    const told = await askAsScript(elsewhere(words, fleet.place));
    t.ok(isJson(told.out), `${pathOf(command)} (${told.code}): ${told.out.slice(0, 200)}${told.err.slice(0, 200)}`);
    codes.set(told.code, (codes.get(told.code) ?? 0) + 1);
  }
  t.ok((codes.get(0) ?? 0) > 30, `most of what can be done is done: ${JSON.stringify([...codes])}`);
});

/** With an administrator and a viewer; `ask` does the example of a command by the key of one. */
async function officed(t: Test) {
  const fleet = await smallFleet(t);
  const keyOf = (name: string): string => join(fleet.folder, `${name}.key`);
  const make = (name: string, role: string): Promise<Told> =>
    fleet.run('officers', 'add', name, '--role', role, '--out', keyOf(name), '--as', keyOf('Somchai'));
  t.match(await make('Somchai', 'administrator'), { code: 0 });
  t.match(await make('Wipa', 'viewer'), { code: 0 });
  const ask = async (command: Command, name: string): Promise<Told> => {
    const words = elsewhere(await exampleOf(command), fleet.place);
    const at = words.indexOf('--as');
    const own = at < 0 ? words : [...words.slice(0, at), ...words.slice(at + 2)];
    const isGrave = RIGHTS[pathOf(command)]?.isGrave && !own.includes('--reason');
    return await askAsScript([...own, ...(isGrave ? ['--reason', 'test'] : []), '--as', keyOf(name)]);
  };
  return { ask };
}

t.test('whoever has no right to it is told so, by whatever command: which role it takes, and theirs', async (t) => {
  const { ask } = await officed(t);
  const beyond = leaves.filter((command) => {
    const who = RIGHTS[pathOf(command)]?.who ?? 'service';
    return who !== 'service' && !mayDo('viewer', who);
  });
  t.ok(beyond.length > 50, `${beyond.length} commands`);
  for (const command of beyond) {
    const told = await ask(command, 'Wipa');
    t.equal(told.code, 3, pathOf(command));
    const why = `${pathOf(command)} takes the role ${RIGHTS[pathOf(command)]?.who}; Wipa is viewer`;
    t.match(JSON.parse(told.out), { error: { code: 'OFFICER_REFUSED', context: { why } } });
    t.match(told.err, /ask an officer who may/);
  }
});

t.test('a terminal that nobody has heard of is named, by every command that is given one', async (t) => {
  const { ask } = await officed(t);
  const makesIt = ['terminals add', 'terminals claim'];
  const given = [];
  for (const command of leaves)
    if (!makesIt.includes(pathOf(command)) && (await exampleOf(command)).some((word) => /\bgate-17\b/.test(word)))
      given.push(command);
  t.ok(given.length > 10, `${given.length} commands`);
  for (const command of given) {
    const told = await ask(command, 'Somchai');
    t.equal(told.code, 2, `${pathOf(command)}: ${told.err}`);
    t.match(JSON.parse(told.out), { error: { code: 'USAGE', context: { why: /no.* terminal/ } } });
    t.match(told.err, /gate-17|terminals list/);
  }
});
