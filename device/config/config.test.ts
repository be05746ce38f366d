// The configuration: defaults, sources and their order, and mistakes that are all told at once, each with its place.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { KioskError } from '../../protocol/index.ts';
import { aboutKeys } from './about-keys.ts';
import { renderExample } from './example.ts';
import { indexLines } from './line-index.ts';
import { describeMistake } from './mistake.ts';
import { nearest } from './nearest.ts';
import { isDecisionKey, POLICY } from './policy.ts';
import { proposalRules } from './proposal.ts';
import { checkConfig, readConfig } from './read-config.ts';
import { type Config, keysOf, sectionNames } from './schema.ts';

const folder = t.testdir({});
let files = 0;

function file(content: string | Uint8Array): string {
  files += 1;
  const path = join(folder, `${files}.toml`);
  writeFileSync(path, content);
  return path;
}

const read = (toml: string): Config => readConfig({ file: file(toml), env: {} });

function mistakesIn(toml: string | Uint8Array, env: Readonly<Record<string, string>> = {}): readonly string[] {
  const path = file(toml);
  const check = checkConfig({ file: path, env });
  return check.ok ? [] : check.mistakes.map((mistake) => describeMistake(mistake).replace(path, 'FILE'));
}

t.test('without a word from anybody a terminal has its defaults', async (t) => {
  const config = readConfig({ env: {} });
  t.match(config, {
    terminal: { timeZone: 'Asia/Bangkok' },
    screen: { port: 0 },
    sensor: { driver: 'zfm-serial', maxBaud: 960_000 },
    fleet: { protocol: 5, newestFirst: false },
    journal: { capacityEntries: 200_000, reserveEntries: 20_000 },
    clock: { repeatWindowMs: 60_000 },
  });
  t.equal(config.fleet.url, undefined, 'and is offline');
});

t.test('file, environment and command line come one after another', async (t) => {
  const path = file('[screen]\nport = 1\n[sensor]\npath = "/dev/a"\nmaxBaud = 115200\n[terminal]\nname = "a"');
  const env = {
    RIDGED_SENSOR_PATH: '/dev/b',
    RIDGED_SCREEN_PORT: '2',
    RIDGED_FLEET_NEWEST_FIRST: 'true',
    PATH: '/bin',
  };
  const check = checkConfig({ file: path, env, overrides: { screen: { port: 3, host: undefined } } });
  t.equal(check.ok, true);
  if (!check.ok) return;
  t.match(check.config, {
    terminal: { name: 'a' },
    screen: { port: 3 },
    sensor: { path: '/dev/b', maxBaud: 115_200 },
    fleet: { newestFirst: true },
  });
  t.same(
    ['terminal.name', 'sensor.path', 'screen.port', 'data.dir'].map((key) => check.sourceOf(key)),
    [path, 'environment', 'command line', 'default'],
  );
});

t.test('a variable that looks like a number stays text where text is wanted', async (t) => {
  t.equal(readConfig({ env: { RIDGED_TERMINAL_NAME: '42' } }).terminal.name, '42');
});

t.test('three mistakes are told at once, each with its line, key and what to write instead', async (t) => {
  const toml = [
    '# a comment',
    '[terminal]',
    'timeZone = "Asia/Bangkog"',
    '',
    '[sensor]',
    'maxbaud = 115200',
    '',
    '[screen]',
    'port = "8080"',
  ].join('\n');
  t.same(mistakesIn(toml), [
    'FILE:3: terminal.timeZone is not a time zone (is "Asia/Bangkog") (did you mean "Asia/Bangkok"?)',
    'FILE:6: sensor.maxbaud is not a setting (did you mean maxBaud?)',
    'FILE:9: screen.port must be a number (is "8080") (write 8080 without quotes)',
  ]);
  const path = file(toml);
  t.throws(() => readConfig({ file: path, env: {} }), {
    code: 'CONFIG_INVALID',
    context: { mistakes: 3, detail: /:3: .*\n.*:6: .*\n.*:9: / },
  });
});

t.test('every kind of wrong value has its sentence', async (t) => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ['[screen]\nport = 70000', /port must be at most 65535 \(is 70000\)/],
    ['[screen]\nport = 1.5', /port must be a whole number/],
    ['[journal]\ncapacityEntries = 3', /at least 1000/],
    ['[sensor]\nmaxBaud = 100000', /multiple of 9600/],
    ['[sensor]\npath = ""', /path must not be empty/],
    ['[terminal]\nname = 7', /name must be text in quotes \(is 7\) \(write "7"\)/],
    ['[terminal]\nname = "A/b"', /name must be 1 to 63 small letters/],
    ['[light]\ndriver = "blink"', /driver must be "auto" or .* \(did you mean "blink1"\?\)/],
    ['[fleet]\nprotocol = 4', /protocol must be 5 or 3 \(is 4\)/],
    ['[fleet]\nurl = "http://x"', /url must begin with mqtts:/],
    ['[fleet]\nurl = "wss://x/#y"', /url must begin with mqtts:.*wss:/],
    ['[fleet]\nproxy = "https://proxy:1"', /proxy must be http:\/\/HOST:PORT/],
    ['[fleet]\nproxy = "proxy:3128"', /proxy must be http:\/\/HOST:PORT/],
    ['[fleet]\nnewestFirst = 1', /newestFirst must be true or false/],
    ['[clock]\ndayStartsAt = 04:00:00', /dayStartsAt must be text in quotes/],
    ['[clock]\ndayStartsAt = "24:00"', /time of day/],
    ['[clock]\nproposeOutFrom = "20:00"', /proposeOutUntil must not be earlier/],
    ['[sensor]\ndriver = "zfm-hid"', /sensor.usbId is needed/],
    ['[sensor]\ndriver = "zfm-hid"\nusbId = "1209"', /vendor:product/],
  ];
  for (const [toml, expected] of cases) t.match(mistakesIn(toml).join('\n'), expected, toml);
});

t.test('a password is complained about without being shown', async (t) => {
  t.same(mistakesIn('[sensor]\npassword = -12345'), ['FILE:2: sensor.password must be at least 0']);
});

t.test('a mirror that lets in by its address is refused, without its login being shown', async (t) => {
  for (const mirror of [
    'https://user:s3cret@models.example/faces',
    'https://user:s3c@ret@models.example',
    'https://user:s3c/ret@models.example',
    'https://models.example/faces?token=s3cret&sig=s3c',
    'https://models.example/faces#s3cret',
    'ftp://user:s3cret@models.example',
  ]) {
    const told = mistakesIn(`[models]\nmirror = "${mirror}"`).join();
    t.match(told, /models\.mirror must be a folder, or a web address without a login/, mirror);
    t.notMatch(told, /s3c|ret@/, mirror);
  }
  for (const mirror of ['https://models.example/faces', 'http://10.0.0.5:8080', '/srv/faces', 'faces'])
    t.same(mistakesIn(`[models]\nmirror = "${mirror}"`), [], mirror);
});

t.test('a key in the wrong place is told where it belongs', async (t) => {
  t.same(mistakesIn('port = 1\n[clock]\nmaxBaud = 1\n[sensr]\npath = "x"\n[[light]]\n[data]\nx = 1'), [
    'FILE:1: port stands outside of any section (it belongs under [screen])',
    'FILE:3: clock.maxBaud is not a setting (it belongs under [sensor])',
    'FILE:4: sensr is not a section (did you mean sensor?)',
    'FILE:6: light must be a section (write [light] on a line of its own)',
    'FILE:8: data.x is not a setting',
  ]);
  t.match(mistakesIn('sensor = 1').join(), /FILE:1: sensor must be a section/);
  t.match(mistakesIn('sesnor = 1').join(), /stands outside of any section \(did you mean sensor\?\)/);
});

t.test('what decides about people is refused, wherever it comes from and whatever it is called', async (t) => {
  const toml =
    '[engine]\nthreshold = 40\n[retries]\nx = 1\n[matching]\nfalseMatchScore = 2\n[clock]\nhardLimitMs = 9000';
  const told = mistakesIn(toml, { RIDGED_FPIR: '0.1', RIDGED_ENGINE_MIN_SCORE: '3' });
  t.equal(told.length, 6);
  for (const line of told) t.match(line, /decides about people, so it is set by the signed policy alone/);
  t.match(told[0], 'FILE:2: engine.threshold');
  const check = checkConfig({ env: {}, overrides: { engine: { fmr: 1 } } });
  t.equal(check.ok, false, 'not from the command line either');
});

t.test('every number of the policy is protected by its name', async (t) => {
  const paths = (value: unknown, at: readonly string[] = []): readonly string[] =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(value).flatMap(([name, inner]) => paths(inner, [...at, name]))
      : [at.join('.')];
  const known = paths(POLICY).filter((path) => path !== 'version');
  t.ok(known.length > 15);
  for (const path of known.filter((path) => !path.startsWith('enrolment.'))) t.ok(isDecisionKey(path), path);
  for (const name of Object.keys(POLICY.enrolment)) t.ok(isDecisionKey(name), name);
  for (const section of sectionNames)
    for (const key of Object.keys(keysOf(section))) t.notOk(isDecisionKey(key), `${key} may be configured`);
});

t.test('a variable that is nearly a setting is told, one of somebody else is not', async (t) => {
  t.same(mistakesIn('', { RIDGED_SENSOR_PAHT: 'x', RIDGED_DEBUG: '1', RIDGED_SENSOR_COLOUR_OF_CASE: 'x' }), [
    'environment: RIDGED_SENSOR_PAHT is not a setting (did you mean RIDGED_SENSOR_PATH?)',
    'environment: RIDGED_SENSOR_COLOUR_OF_CASE is not a setting',
  ]);
  t.same(mistakesIn('', { RIDGED_SCREEN_PORT: 'many' }), [
    'environment: RIDGED_SCREEN_PORT must be a number (is "many")',
  ]);
  t.same(mistakesIn('', { RIDGED_SCREEN_PORT: '99999' }), [
    'environment: RIDGED_SCREEN_PORT must be at most 65535 (is 99999)',
  ]);
});

t.test('what is not TOML, not text or not a file is one clear mistake', async (t) => {
  t.match(mistakesIn('[terminal]\nname = \n'), [/^FILE:2: is not TOML at column \d+: /]);
  t.match(mistakesIn(Uint8Array.of(0x23, 0xff, 0xfe)), ['FILE: is not UTF-8 text']);
  t.match(mistakesIn(`#${'x'.repeat(1_000_001)}`), [/is too large/]);
  for (const [path, wrong] of [
    [folder, /cannot be read: EISDIR/],
    [join(folder, 'none.toml'), /cannot be read: ENOENT/],
  ] as const) {
    const check = checkConfig({ file: path, env: {} });
    t.match(check.ok ? '' : check.mistakes.map(describeMistake).join('\n'), wrong);
  }
});

t.test('seeded nonsense is a configuration or a list of mistakes, never anything else', async (t) => {
  let seed = 2026;
  const next = (below: number): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return (seed >>> 8) % below;
  };
  const words = [
    '[sensor]',
    '[[clock]]',
    'path',
    '=',
    '"',
    "'''",
    '1e9',
    '-1',
    '{a=1}',
    '[1,2]',
    '\n',
    '.',
    'port',
    '#',
    '\u0000',
    '2026-01-01',
    'true',
  ];
  for (let round = 0; round < 300; round += 1) {
    const toml = Array.from({ length: next(12) }, () => words[next(words.length)]).join(next(2) ? ' ' : '');
    try {
      read(toml);
    } catch (error) {
      if (!(error instanceof KioskError && error.code === 'CONFIG_INVALID'))
        t.fail(`${JSON.stringify(toml)}: ${error}`);
    }
  }
  t.pass('300 files were read');
});

t.test('the example file is current, and is the defaults', async (t) => {
  const path = join(import.meta.dirname, 'config.example.toml');
  const { RIDGED_WRITE_PAGES } = process.env;
  if (RIDGED_WRITE_PAGES === '1') writeFileSync(path, renderExample());
  t.equal(readFileSync(path, 'utf8'), renderExample());
  t.same(readConfig({ file: path, env: {} }), readConfig({ env: {} }));
  for (const section of sectionNames)
    for (const [key, schema] of Object.entries(keysOf(section)))
      t.ok(aboutKeys.get(schema)?.text, `${section}.${key} says what it is for`);
});

t.test('keys are found on their lines, however they are written', async (t) => {
  const toml =
    'fleet.url = "x"\n[ sensor ] # s\n  "path"= 1\ntext = """\n[light]\npath = 2\n"""\n[light]\npath=3\n[a.b]\nc.d=1';
  t.strictSame(indexLines(toml.replaceAll('\n', '\r\n')), indexLines(toml), 'on Windows too');
  t.same(Object.fromEntries(indexLines(toml)), {
    fleet: 1,
    'fleet.url': 1,
    sensor: 2,
    'sensor.path': 3,
    'sensor.text': 4,
    light: 8,
    'light.path': 9,
    a: 10,
    'a.b': 10,
    'a.b.c': 11,
    'a.b.c.d': 11,
  });
});

t.test('a guess is made only where it is near', async (t) => {
  t.equal(nearest('paht', ['path', 'port']), 'path');
  t.equal(nearest('repeatWindowSeconds', ['repeatWindowMs', 'port']), 'repeatWindowMs');
  t.equal(nearest('x', []), undefined);
  t.equal(nearest('temperature', ['path', 'port']), undefined);
});

t.test('the rules of the proposal come from the configuration', async (t) => {
  t.same(proposalRules(read('[clock]\ndayStartsAt = "05:30"\nlongestShiftHours = 12').clock), {
    dayStartsAtMinute: 330,
    longestShiftMs: 43_200_000,
    outFromMinute: 900,
    outUntilMinute: 1140,
  });
});
