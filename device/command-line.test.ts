// The command line as people and scripts meet it: help with an example, wrong usage with exit code 2, findings with a remedy.

import { join } from 'node:path';
import type { Command } from 'commander';
import t from 'tap';
import { systemClock } from '../protocol/index.ts';
import { type CommandLineOutput, ridgedCommand, runCommandLine, withAllBelow } from './command-line.ts';
import { doctor } from './commands/doctor/doctor-command.ts';
import { type EnrolOptions, enrol } from './commands/enrol/enrol-command.ts';
import { openStores } from './store/index.ts';
import { openVault } from './vault/index.ts';

class Collected implements CommandLineOutput {
  out = '';
  err = '';
  readonly writeOut = (text: string): void => {
    this.out += text;
  };
  readonly writeErr = (text: string): void => {
    this.err += text;
  };
}

/** `finger compare`, and so on: every command that does something. */
const paths = await (async (): Promise<readonly (readonly string[])[]> => {
  const found: string[][] = [];
  const walk = (command: Command, above: readonly string[]): void => {
    for (const below of command.commands) {
      const path = [...above, below.name()];
      if (below.commands.length > 0) walk(below, path);
      else found.push(path);
    }
  };
  walk(await ridgedCommand(), []);
  return found;
})();

t.test('a command is loaded alone where it is asked for by its name, and not by any other word', async (t) => {
  const namesOf = ({ commands }: Command): readonly string[] => commands.map((command) => command.name());
  const all = namesOf(await ridgedCommand());
  t.ok(all.length >= 20, `${all.length} commands`);
  for (const name of all) t.strictSame(namesOf(await ridgedCommand(name)), [name]);
  for (const word of ['help', '--help', 'dance', 'constructor', ''])
    t.strictSame(namesOf(await ridgedCommand(word)), all);
  t.strictSame(namesOf(await ridgedCommand('--version')), []);
});

t.test('no command has an option that the program takes for its own', async (t) => {
  const [program, ...below] = withAllBelow(await ridgedCommand());
  const own = program?.options.map(({ long }) => long) ?? [];
  t.ok(own.includes('--version'));
  for (const command of below)
    t.strictSame(
      command.options.map(({ long }) => long).filter((long) => own.includes(long)),
      [],
      command.name(),
    );
});

t.test('each command has a help with an example of itself', async (t) => {
  t.ok(paths.length >= 12, `${paths.length} commands`);
  t.equal(new Set(withAllBelow(await ridgedCommand())).size > paths.length, true);
  for (const path of paths) {
    const output = new Collected();
    t.equal(await runCommandLine([...path, '--help'], output), 0);
    t.match(output.out, new RegExp(`Examples?:\n  ridged ${path.join(' ')}\\b`), path.join(' '));
  }
  const version = new Collected();
  t.equal(await runCommandLine(['--version'], version), 0);
  t.match(version.out, /^\d+\.\d+\.\d+\n$/);
});

t.test('wrong usage is one line, a hint, and exit code 2, whatever the command', async (t) => {
  const wrong: readonly (readonly string[])[] = [
    ...paths.map((path) => [...path, '--no-such-option']),
    [],
    ['dance'],
    ['finger'],
    ['finger', 'dance'],
    ['journal'],
    ['config'],
    ['run', '--port', '70000'],
    ['run', '--port', 'eighty'],
    ['finger', 'compare', 'only-one.png'],
    ['finger', 'extract'],
    ['finger', 'extract', 'a.png', '--dpi', '10'],
    ['journal', 'export', '--format', 'xml'],
    ['journal', 'export', '--from', 'now'],
    ['snapshots'],
    ['snapshots', 'show', '1', '--out', 'a.jpg'],
    ['snapshots', 'show', 'all', '--out', 'a.jpg', '--reason', 'r'],
    ['card'],
    ['card', 'read', '--field', 'religion'],
    ['card', 'read', '--wait', '0'],
    ['bench', 'visit', '--people', '0'],
    ['enrol', '--code', '1'],
    ['enrol', '--code', '1', '--name-th', 'ก', '--name-en', 'A', '--finger', 'sixth'],
    ['enrol', '--code', '1', '--name-th', 'ก', '--name-en', 'A', '--finger', 'left-thumb', 'left-thumb'],
  ];
  for (const argv of wrong) {
    const output = new Collected();
    t.equal(await runCommandLine(argv, output), 2, argv.join(' '));
    t.equal(output.out, '');
    t.match(output.err, /error:|Usage:/, argv.join(' '));
    t.notMatch(output.err, /\n\s+at /, 'no stack');
  }
});

t.test('an enrolment that lacks something is told so before a device is opened', async (t) => {
  const { signal } = new AbortController();
  const options: EnrolOptions = {
    code: '1',
    nameTh: 'ก',
    nameEn: 'A',
    enroller: 'officer-1',
    consent: 'C-1',
    data: t.testdir(),
  };
  const { consent: _, ...without } = options;
  const wrong: readonly (readonly [EnrolOptions, string])[] = [[{ ...options, finger: [] }, 'USAGE']];
  for (const [given, code] of wrong) await t.rejects(enrol(given, signal), { code });
  const { isTTY } = process.stdin;
  t.teardown(() => Object.assign(process.stdin, { isTTY }));
  process.stdin.isTTY = false;
  await t.rejects(enrol(without, signal), { code: 'CONSENT_MISSING' }, 'nobody can be asked');
});

interface Checks {
  readonly checks: readonly { name: string; ok: boolean; detail: string; remedy: string | null }[];
}

t.test('the doctor finds what is missing, says what to do about it, and what is good', async (t) => {
  const { signal } = new AbortController();
  const data = join(t.testdir(), 'data');
  const examined = async (): Promise<Checks['checks']> => {
    const { json, text, exitCode } = await doctor({ data }, signal);
    const { checks } = json as Checks;
    t.equal(exitCode, checks.every(({ ok }) => ok) ? 0 : 1);
    t.strictSame(
      checks.map(({ name }) => name),
      [
        ...[
          'disk',
          'keys',
          'stores',
          'standing',
          'snapshots',
          'residue',
          'memory',
          'sensor',
          'light',
          'card',
          'camera',
          'scanner',
          'tamper',
          'power',
        ],
        ...['engine', 'network', 'face', 'time', 'broker'],
      ],
    );
    const mark = (ok: boolean, remedy: string | null): string => (ok ? (remedy ? 'WARN' : 'ok  ') : 'FAIL');
    for (const { name, ok, detail, remedy } of checks) {
      t.not(detail, '');
      t.ok(ok || remedy, `${name}: a remedy where it is not good`);
      t.match(text, `${mark(ok, remedy)} ${name}`);
    }
    return checks;
  };
  const verdicts = (checks: Checks['checks']): Readonly<Record<string, boolean>> =>
    Object.fromEntries(checks.map(({ name, ok }) => [name, ok]));
  t.match(verdicts(await examined()), {
    keys: false,
    stores: false,
    sensor: false,
    engine: true,
    network: true,
    broker: true,
  });

  const vault = await openVault({ dataDir: data });
  await using stores = await openStores({ dataDir: data, vault, clock: systemClock, bootId: 'b' });
  stores.journal.append({ event: 'service', what: 'started', version: '1', detail: '' });
  const beside = await examined();
  for (const held of ['stores', 'sensor', 'light'])
    t.match(
      beside.find(({ name }) => name === held),
      { ok: true, detail: /service is running/, remedy: /stop it first/ },
      `${held}: left to the service that runs`,
    );
  await stores[Symbol.asyncDispose]();
  const filled = await examined();
  t.match(verdicts(filled), { stores: true, engine: true });
  t.match(filled.find(({ name }) => name === 'stores')?.detail, /0 people, 1 journal entries, chain intact/);
  t.match(
    filled.find(({ name }) => name === 'keys'),
    { ok: true, detail: /KEYS LIE IN A FILE/, remedy: /development only/ },
  );
});
