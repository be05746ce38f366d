// `ridged config`: a clean yes, a clean no with every mistake, and what holds without its secrets.
import { chmodSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { KioskError, ManualClock, systemClock } from '../../../protocol/index.ts';
import { FILE_VERSION, POLICY, readConfig } from '../../config/index.ts';
import { CHECKS } from '../../health/checks/index.ts';
import { inHand } from '../fixtures/in-hand.ts';
import { configCheck, configCommand, configShow } from './config-command.ts';
import { configMigrate } from './config-migrate.ts';

const folder = t.testdir({
  'good.toml': '[terminal]\nname = "gate-2"\n[sensor]\npassword = 4711\n[fleet]\nurl = "mqtts://fleet:8883"',
  'bad.toml': '[screen]\nport = -1\n[fleet]\nurll = "x"\nthreshold = 3',
});
const good = join(folder, 'good.toml');
const bad = join(folder, 'bad.toml');

t.test('a good file is a yes, a bad one a no with all its mistakes', async (t) => {
  t.match(await configCheck({ file: good, env: {} }), { json: { ok: true, mistakes: [] }, exitCode: 0 });
  const { json, text, exitCode } = await configCheck({ file: bad, env: {} });
  t.equal(exitCode, 1);
  t.match(json, { ok: false, file: bad, mistakes: [{ line: 2, key: 'screen.port' }, { line: 4 }, { line: 5 }] });
  t.match(text, /^3 mistakes:\n.*:2: screen\.port must be at least 0/);
  t.match((await configCheck({ file: 'none.toml', env: {} })).text, /^one mistake:\n.*ENOENT/);
});

t.test('what holds is shown with where it comes from, and without secrets', async (t) => {
  const { json, text } = await configShow({ file: good, env: { RIDGED_SCREEN_PORT: '80' } });
  t.match(json, {
    terminal: { name: { value: 'gate-2', source: good, restart: true }, site: { source: 'default' } },
    screen: { port: { value: 80, source: 'environment' } },
    clock: { repeatWindowMs: { value: 60_000, restart: false } },
    sensor: { dpi: { value: null } },
    policy: { version: POLICY.version },
  });
  t.match(text, /^port = 80 +# environment, restart$/m);
  t.match(text, /^repeatWindowMs = 60000 +# default$/m);
  t.notMatch(text + JSON.stringify(json), /4711/);
});

t.test('an address with a login is refused, and the complaint does not repeat it', async (t) => {
  const forms = ['mqtts://kiosk:geheim@fleet:8883', 'mqtts://kiosk@fleet', 'mqtts://kiosk:geheim/@fleet:8883'];
  for (const url of [...forms, 'kiosk:geheim@fleet:8883', 'mqtts:kiosk:geheim@fleet', 'mqtts:/kiosk:geheim@fleet']) {
    const { text, exitCode } = await configCheck({ file: good, env: { RIDGED_FLEET_URL: url } });
    t.equal(exitCode, 1, url);
    t.notMatch(text, /geheim|kiosk@/);
  }
  const byProxy = { RIDGED_FLEET_URL: 'wss://fleet', RIDGED_FLEET_PROXY: 'http://kiosk:geheim@proxy:3128' };
  const { text, exitCode } = await configCheck({ file: good, env: byProxy });
  t.equal(exitCode, 1);
  t.notMatch(text, /geheim|kiosk@/);
});

t.test('what does not hold cannot be shown', async (t) => {
  await t.rejects(configShow({ file: bad, env: {} }), { code: 'CONFIG_INVALID', context: { mistakes: 3 } });
});

t.test('the commands are there, with their options and exit codes', async (t) => {
  const run = inHand(configCommand);
  t.match(await run('check', '--config', good), { out: 'the configuration is good\n', exitCode: 0 });
  t.match(await run('check', '--json', '--config', bad), { out: /^\{"ok":false/, exitCode: 1 });
  t.match(await run('show'), { out: /^\[terminal\]/m, exitCode: 0 });
  t.match(await run('show', '--config', bad), { out: '', exitCode: 3 });
  await t.rejects(
    run('show', '--colour'),
    { code: 'commander.unknownOption' },
    'for the program to make exit code 2 of',
  );
});

t.test('in a terminal of a fleet what is the fleet’s to say is ignored, told, and no mistake', async (t) => {
  const dir = t.testdir({ fleet: { 'terminal.pem': 'a certificate' } });
  const sources = { env: { RIDGED_CLOCK_FACE: 'true' }, overrides: { data: { dir } } };
  const told = await configCheck(sources);
  t.match(told, { json: { ok: true, mistakes: [] }, text: /is good\n.*RIDGED_CLOCK_FACE is ignored/, exitCode: 0 });
  t.match(await configShow(sources), { json: { clock: { face: { value: false, source: 'default' } } } });
  const config = readConfig({ env: {}, overrides: { data: { dir } } });
  const ignored = new KioskError('CONFIG_INVALID', { detail: 'RIDGED_CLOCK_FACE is ignored' });
  const finding = await CHECKS['standing']?.({
    config,
    ignored,
    clock: systemClock,
    signal: new AbortController().signal,
  });
  t.match(finding, { ok: true, detail: /RIDGED_CLOCK_FACE is ignored/, remedy: /take it out/ });
});

t.test('profile and version stand above what holds, with where they come from', async (t) => {
  const file = join(t.testdir({ 'kiosk.toml': 'profile = "kiosk"\n' }), 'kiosk.toml');
  const { json, text } = await configShow({ file, env: {} });
  t.match(json, {
    ...{ version: { value: 1, source: file }, profile: { value: 'kiosk', source: file } },
    card: { driver: { value: 'pcsc', source: 'profile kiosk' } },
  });
  t.match(text, /^version = 1 .*\nprofile = "kiosk" .*\n\n\[terminal\]/);
  t.match((await configShow({ env: {} })).text, /^version = \(none\) .*\nprofile = \(none\) +# default/);
});

const OLD = '# by the gate\n[terminal]\npurpose = "attendance"\nname = "gate-2"\n';
const clock = new ManualClock(Date.UTC(2026, 11, 1, 12));

t.test('a file of before is migrated, and kept beside as it was, for the same readers', async (t) => {
  const dir = t.testdir({ 'real.toml': OLD });
  const [real, file] = [join(dir, 'real.toml'), join(dir, 'ridged.toml')];
  symlinkSync('real.toml', file);
  chmodSync(real, 0o640);
  const before = await configCheck({ file, env: {} });
  t.match(before, {
    exitCode: 0,
    json: { version: 1 },
    text: /is good\n.*is of version 1: ridged config migrate --config/,
  });
  t.match(before.text, /terminal\.purpose is ignored/);
  const backup = `${real}.v1-20261201T120000Z`;
  const { json, text, exitCode } = await configMigrate(file, clock);
  t.match(json, { version: FILE_VERSION, from: 1, backup, retired: ['terminal.purpose'] });
  t.match([text, exitCode], [/terminal\.purpose is a comment now/, 0]);
  t.strictSame(readdirSync(dir), ['real.toml', 'real.toml.v1-20261201T120000Z', 'ridged.toml'], 'and no draft');
  t.equal(readFileSync(backup, 'utf8'), OLD);
  for (const path of [real, backup]) t.equal(statSync(path).mode & 0o777, 0o640, path);
  t.strictSame(await configCheck({ file, env: {} }), {
    json: { ok: true, file, version: FILE_VERSION, mistakes: [], ignored: [] },
    ...{ text: 'the configuration is good', exitCode: 0 },
  });
  t.match(await configMigrate(file, clock), {
    json: { from: FILE_VERSION, backup: null },
    text: /already/,
    exitCode: 0,
  });
  t.equal(readdirSync(dir).length, 3);
});

t.test('a file with mistakes, and one of which nobody knows, stay as they are', async (t) => {
  const dir = t.testdir({ 'ridged.toml': `${OLD}[screen]\nport = -1\n` });
  const file = join(dir, 'ridged.toml');
  await t.rejects(configMigrate(file, clock), { code: 'CONFIG_INVALID', context: { detail: /:6: screen\.port/ } });
  t.strictSame(readdirSync(dir), ['ridged.toml']);
  t.match(readFileSync(file, 'utf8'), OLD);
  writeFileSync(file, 'version = 9\n');
  await t.rejects(configMigrate(file, clock), { code: 'CONFIG_INVALID', context: { detail: /version is 9/ } });
  t.match(await inHand(configCommand)('migrate'), { exitCode: 2, err: /--config/ });
});
