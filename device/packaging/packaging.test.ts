// What of the package can be told without making one: settings, scripts, rights, whose code it is.
import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { readConfig } from '../config/index.ts';
import { copyrightPage, licensedIn } from './copyright.ts';

const HERE = import.meta.dirname;
const read = (...path: readonly string[]): string => readFileSync(join(HERE, ...path), 'utf8');
const run = promisify(execFile);

t.test('the settings of an installed terminal are the defaults, but for the port that its browser opens', async (t) => {
  const example = join(HERE, '..', 'config', 'config.example.toml');
  const { stdout } = await run('sed', ['-f', join(HERE, 'settings.sed'), example]);
  const file = join(t.testdir({ 'ridged.toml': stdout }), 'ridged.toml');
  const installed = readConfig({ file, env: {} });
  const defaults = readConfig({ file: undefined, env: {} });
  t.strictSame(installed, { ...defaults, screen: { ...defaults.screen, port: installed.screen.port } });
  t.match(read('..', 'systemd', 'ridged-screen.service'), `http://localhost:${installed.screen.port}/\n`);
  t.strictSame(stdout.match(/^[a-z]\w*(?= = )/gm), ['version', 'port'], 'and no more is set');
});

t.test('an older version is refused, also after a removal that left its data', async (t) => {
  const folder = t.testdir({ preinst: read('maintainer', 'preinst').replace('@VERSION@', '1.2.3') });
  const preinst = (...words: readonly string[]): Promise<unknown> => run('sh', [join(folder, 'preinst'), ...words]);
  for (const before of ['upgrade', 'install']) {
    await t.rejects(preinst(before, '1.10.0'), { code: 1, stderr: /1\.2\.3 cannot be installed over 1\.10\.0/ });
    await preinst(before, '1.2.3');
    await preinst(before, '1.2.2');
  }
  await preinst('install');
});

t.test('purging overwrites keys, also in the folder of the fleet, before anything is removed', (t) => {
  const lines = read('maintainer', 'postrm')
    .split('\n')
    .map((line) => line.trim());
  const at = (start: string): number => lines.findIndex((line) => line.startsWith(start));
  t.ok(at('shred_below "$data" -maxdepth') > 0);
  for (const keys of ['shred_below "$data" -max', 'shred_below "$data/fleet"', 'shred_below /etc/ridged'])
    t.ok(at(keys) > 0 && at(keys) < at('rm -rf'), keys);
  t.end();
});

t.test('scripts are such as any shell reads', async (t) => {
  const scripts = [
    ...readdirSync(join(HERE, 'maintainer')).map((name) => join(HERE, 'maintainer', name)),
    ...readdirSync(join(HERE, 'root', 'usr', 'bin')).map((name) => join(HERE, 'root', 'usr', 'bin', name)),
    ...readdirSync(HERE)
      .filter((name) => name.endsWith('.sh'))
      .map((name) => join(HERE, name)),
  ];
  for (const script of scripts) await t.resolves(run('sh', ['-n', script]), script);
});

t.test('the service may ask for what device/machine asks for, and for cards; nobody else may', (t) => {
  const rules = read('root', 'usr', 'share', 'polkit-1', 'rules.d', '60-ridged.rules');
  let decide: ((action: { id: string }, subject: { user: string }) => string) | undefined;
  const polkit = {
    Result: { YES: 'yes', NOT_HANDLED: 'not-handled' },
    addRule: (rule: typeof decide) => {
      decide = rule;
    },
  };
  new Function('polkit', rules)(polkit);
  const may = (id: string, user: string): string | undefined => decide?.({ id }, { user });
  t.equal(may('org.debian.pcsc-lite.access_card', 'ridged'), 'yes');
  t.equal(may('org.freedesktop.login1.reboot', 'ridged'), 'yes');
  t.equal(may('org.freedesktop.login1.power-off', 'ridged'), 'yes');
  t.equal(may('org.freedesktop.timedate1.set-time', 'ridged'), 'yes');
  t.equal(may('org.freedesktop.login1.reboot', 'ridged-screen'), 'not-handled');
  t.equal(may('org.freedesktop.policykit.exec', 'ridged'), 'not-handled');
  t.notMatch(rules, /=>|\b(?:const|let)\b|`/, 'Debian 12 reads no newer script');
  t.end();
});

t.test('cameras are taken from whoever sits at the seat after they were given, and before it takes effect', (t) => {
  const [name = ''] = readdirSync(join(HERE, 'root', 'usr', 'lib', 'udev', 'rules.d'));
  t.ok(name > '70-uaccess.rules' && name < '73-seat-late.rules', name);
  t.end();
});

t.test('whose code is in it stands there with its licence, each text once', (t) => {
  const folder = t.testdir();
  const lay = (name: string, licence: string | undefined): void => {
    mkdirSync(join(folder, name, 'esm'), { recursive: true });
    writeFileSync(join(folder, name, 'package.json'), JSON.stringify({ name, version: '1.0.0', license: 'MIT' }));
    writeFileSync(join(folder, name, 'esm', 'package.json'), '{"type":"module"}');
    if (licence !== undefined) writeFileSync(join(folder, name, 'LICENSE.md'), licence);
  };
  lay('a', 'Do as you please.\n');
  lay('b', 'Do as you please.');
  lay('c', undefined);
  const page = copyrightPage(licensedIn(folder));
  t.match(page, 'a 1.0.0 (MIT)\nb 1.0.0 (MIT)\n\nDo as you please.');
  t.equal(page.split('Do as you please').length, 2);
  t.match(page, 'c 1.0.0 (MIT)\n\nAs its package.json names it.');
  t.end();
});
