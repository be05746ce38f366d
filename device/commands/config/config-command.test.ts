// `ridged config`: a clean yes, a clean no with every mistake, and what holds without its secrets.
import { join } from 'node:path';
import t from 'tap';
import { KioskError, systemClock } from '../../../protocol/index.ts';
import { POLICY, readConfig } from '../../config/index.ts';
import { CHECKS } from '../../health/checks/index.ts';
import { inHand } from '../fixtures/in-hand.ts';
import { configCheck, configCommand, configShow } from './config-command.ts';

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
  t.match(await run('show'), { out: /^\[terminal\]/, exitCode: 0 });
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
