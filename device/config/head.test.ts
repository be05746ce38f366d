// What stands above the sections: the profile of a machine, and the version of the file.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { decidingKeys } from './decided-here.ts';
import { migrate } from './migrate.ts';
import { describeMistake } from './mistake.ts';
import { PROFILES, profileNames } from './profiles.ts';
import { type ConfigCheck, type ConfigSources, checkConfig } from './read-config.ts';
import { keysOf, sectionNames } from './schema.ts';
import { FILE_VERSION, RETIRED } from './versions.ts';

const FILE = join(t.testdir({}), 'ridged.toml');

function check(toml: string, sources: Partial<ConfigSources> = {}): ConfigCheck {
  writeFileSync(FILE, toml);
  return checkConfig({ file: FILE, env: {}, ...sources });
}

function mistakesIn(toml: string, sources: Partial<ConfigSources> = {}): readonly string[] {
  const checked = check(toml, sources);
  return checked.ok ? [] : checked.mistakes.map((mistake) => describeMistake(mistake).replaceAll(FILE, 'FILE'));
}

t.test('a kiosk has the devices of a kiosk, and each setting says who has set it', async (t) => {
  const env = { RIDGED_LIGHT_DRIVER: 'none' };
  const checked = check('profile = "kiosk"\n[camera]\npath = "/dev/video4"\n', { env });
  t.equal(checked.ok, true);
  if (!checked.ok) return;
  t.match(checked.config, {
    ...{ screen: { layout: 'kiosk' }, card: { driver: 'pcsc' }, light: { driver: 'none' } },
    camera: { driver: 'v4l2', path: '/dev/video4' },
  });
  const sources = ['screen.layout', 'camera.path', 'light.driver', 'data.dir'].map(checked.sourceOf);
  t.strictSame(sources, ['profile kiosk', FILE, 'environment', 'default']);
  t.strictSame(checked.profile, { name: 'kiosk', source: FILE });
});

t.test('the file comes before its profile, and the environment may name another', async (t) => {
  const toml = 'profile = "terminal"\n[card]\ndriver = "pcsc"\n';
  t.match(check(toml), { config: { card: { driver: 'pcsc' }, screen: { layout: 'wall' } } });
  const other = check(toml, { env: { RIDGED_PROFILE: 'bench' } });
  t.match(other, {
    config: { sensor: { driver: 'virtual' }, card: { driver: 'pcsc' } },
    profile: { name: 'bench', source: 'environment' },
  });
  t.match(check(''), { profile: { name: null, source: 'default' } });
});

t.test('a profile that is none is told with all other mistakes, and with the one that was meant', async (t) => {
  t.strictSame(mistakesIn('profile = "kiosc"\n[screen]\nport = -1\n', { env: { RIDGED_PROFILE: 'wall' } }), [
    'FILE:1: profile must be "terminal" or "kiosk" or "bench" (did you mean "kiosk"?)',
    'FILE:3: screen.port must be at least 0 (is -1)',
    'environment: RIDGED_PROFILE must be "terminal" or "kiosk" or "bench"',
  ]);
  t.match(mistakesIn('profile = 3'), [/FILE:1: profile must be/]);
  t.match(mistakesIn('profil = "kiosk"'), [/stands outside of any section \(did you mean profile\?\)/]);
  t.match(mistakesIn('', { env: { RIDGED_PROFIL: 'kiosk' } }), [/did you mean RIDGED_PROFILE\?/]);
});

t.test('no profile decides about people, and each holds settings that there are', async (t) => {
  for (const name of profileNames) {
    t.ok(check(`profile = "${name}"`).ok, name);
    for (const [section, keys] of Object.entries(PROFILES[name]))
      for (const key of Object.keys(keys))
        t.notOk(
          decidingKeys.some((deciding) => deciding.section === section && deciding.name === key),
          `${name}: ${section}.${key}`,
        );
  }
});

const OLD = `# The wall by the gate.
# Ask Khun Anan before you change it.

[terminal]
name = "gate-2"        # by the river
purpose = "attendance" # what fingers are taken for

[sensor]
path = "/dev/ttyUSB1"
`;

t.test('a file of before is read, and what is heeded no more is told with its line', async (t) => {
  const checked = check(OLD);
  t.match(checked, { ok: true, version: 1, config: { terminal: { name: 'gate-2' } } });
  t.match(checked.ok && checked.ignored.map(describeMistake), [
    /ridged\.toml:6: terminal\.purpose is ignored: .* \(ridged config migrate --config .*ridged\.toml\)/,
  ]);
  t.match(mistakesIn(`version = ${FILE_VERSION}\n${OLD}`), [/FILE:7: terminal\.purpose decides about people/]);
});

t.test('a file of a newer version is refused by that alone', async (t) => {
  t.match(mistakesIn('version = 9\n[retina]\nport = "x"\n[screen]\nport = -1\n'), [
    /^FILE:1: version is 9, and this ridged reads up to \d+ \(install the ridged that wrote it.*FILE\.v\d+-\.\.\.\)$/,
  ]);
  for (const version of ['"2"', '0', '1.5', 'true'])
    t.match(mistakesIn(`version = ${version}`), [/FILE:1: version must be a whole number/], version);
});

t.test('a file of before becomes one of now with the same settings and the same comments', async (t) => {
  const { toml = '', ...rest } = migrate(FILE, OLD) ?? {};
  t.strictSame(rest, { from: 1, retired: ['terminal.purpose'] });
  t.equal(
    toml,
    OLD.replace('\n\n[terminal]', `\n\nversion = ${FILE_VERSION}\n\n[terminal]`).replace(
      'purpose =',
      '# until version 1: purpose =',
    ),
  );
  const [before, after] = [check(OLD), check(toml)];
  t.strictSame(after.ok && after.config, before.ok && before.config);
  t.match(after, { ok: true, version: FILE_VERSION, ignored: [] });
  t.equal(migrate(FILE, toml), undefined, 'once');
});

t.test('a version that is written is changed in its place, wherever and however it stands', async (t) => {
  for (const [before, after] of [
    ['version = 1 # ours\r\n[data]\r\ndir = "/d"\r\n', `version = ${FILE_VERSION} # ours\r\n[data]\r\ndir = "/d"\r\n`],
    ['profile = "kiosk"\n"version"=1\n', `profile = "kiosk"\nversion = ${FILE_VERSION}\n`],
    ['[data]\r\ndir = "/d"\r\n', `version = ${FILE_VERSION}\r\n\r\n[data]\r\ndir = "/d"\r\n`],
    ['# a word\n[data]\n', `version = ${FILE_VERSION}\n\n# a word\n[data]\n`],
    ['\n\n  version = 1\n', `\n\nversion = ${FILE_VERSION}\n`],
    ['', `version = ${FILE_VERSION}\n\n`],
    [
      '\ufeffterminal.purpose = "attendance"',
      `version = ${FILE_VERSION}\n\n# until version 1: terminal.purpose = "attendance"`,
    ],
  ] as const)
    t.equal(migrate(FILE, before)?.toml, after, JSON.stringify(before));
});

t.test('what cannot be taken out without harm is left to whoever can', async (t) => {
  for (const toml of [
    'terminal = { name = "gate-2", purpose = "attendance" }\n',
    '[terminal]\npurpose = """\nattendance"""\n',
  ])
    t.throws(() => migrate(FILE, toml), { code: 'CONFIG_INVALID', context: { detail: /purpose .*by hand/ } }, toml);
});

t.test('what a version has no more is no setting of this one', async (t) => {
  for (const { section, key, until } of RETIRED) {
    t.notOk(sectionNames.includes(section) && Object.hasOwn(keysOf(section), key), `${section}.${key}`);
    t.ok(until < FILE_VERSION);
  }
});
