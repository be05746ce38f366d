// Everything that decides about people: out of reach of file, environment and command line, bounded by floors, and each change in the journal.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { isFault, type JournalPayload, type OpenedOrder } from '../../protocol/index.ts';
import {
  checkConfig,
  decidingKeys,
  keysOf,
  POLICY,
  type PolicyKey,
  policyKeys,
  policyWith,
  REMOTE_KEYS,
  sectionNames,
  valueAt,
} from '../config/index.ts';
import { openVault } from '../vault/index.ts';
import { readStandingConfig } from './standing-config.ts';
import { StandingOrders } from './standing-orders.ts';

const DAY_MS = 86_400_000;
const pauses = (first: number) => [first, first, first, first, first];

interface Case {
  /** Just beyond what is built in, and the reason that is given for it; null: there is no worse value. */
  readonly beyond: readonly (readonly [value: unknown, why: RegExp])[];
  /** That may be ordered, and is not what is built in. */
  readonly within: unknown;
}

const above = (value: number, most: string): Case['beyond'][number] => [value, new RegExp(`<=${most} `)];
const below = (value: number, least: string): Case['beyond'][number] => [value, new RegExp(`>=${least} `)];

const noReference: Case['beyond'] = [
  ['', />=3 /],
  [true, /expected string/],
];

const CASES: Readonly<Record<PolicyKey, Case>> = {
  'use.profile': { beyond: [['none', /expected one of/]], within: 'bot' },
  'use.uses': {
    beyond: [
      [['clockVoice'], /expected one of/],
      [['proveFace', 'proveFace'], /named twice/],
    ],
    within: ['proveFace'],
  },
  'use.approvals.clockFinger': { beyond: noReference, within: 'ธปท.ฝกช. 1/2569' },
  'use.approvals.clockFace': { beyond: noReference, within: 'ธปท.ฝกช. 2/2569' },
  'use.approvals.proveFace': { beyond: noReference, within: 'ธปท.ฝกช. 3/2569' },
  'use.residency': { beyond: [['forever', /expected one of/]], within: 'none' },
  'use.cachedDays': { beyond: [above(32, '31'), below(0, '1')], within: 1 },
  'models.off': {
    beyond: [
      [['SFACE'], /name@version/],
      [Array.from({ length: 17 }, () => 'sface'), /16/],
    ],
    within: ['minifasnet-v2', 'sface@2021dec'],
  },
  'identification.fpir': { beyond: [above(1.1e-3, '0.001'), below(0.9e-4, '0.0001')], within: 5e-4 },
  'identification.leadFactor': { beyond: [below(9, '10')], within: 200 },
  'secondFinger.falseCandidates': { beyond: [above(0.11, '0.1')], within: 0.05 },
  'secondFinger.withinMs': { beyond: [above(30_001, '30000')], within: 8000 },
  'verification.fmr': { beyond: [above(1.1e-3, '0.001')], within: 1e-3 },
  'claim.withinMs': { beyond: [above(60_001, '60000')], within: 20_000 },
  'claim.captureMs': { beyond: [above(60_001, '60000')], within: 30_000 },
  'claim.challenges': {
    beyond: [
      [['turn-left'], /everybody knows which/],
      [['blink', 'come-closer'], /turn-left or turn-right/],
    ],
    within: ['turn-left', 'blink'],
  },
  'retries.oneToMany.refusals': { beyond: [above(11, '10'), below(0, '1')], within: 5 },
  'retries.oneToMany.windowMs': { beyond: [below(59_999, '60000')], within: 120_000 },
  'retries.oneToMany.delaysMs': { beyond: [[pauses(29_999), />=30000/]], within: pauses(60_000) },
  'retries.oneToOne.refusals': { beyond: [above(6, '5'), below(0, '1')], within: 3 },
  'retries.oneToOne.delaysMs': { beyond: [[pauses(29_999), />=30000/]], within: pauses(60_000) },
  'quality.clock.minimumScore': { beyond: [below(-1, '0'), above(61, '60')], within: 10 },
  'snapshot.enabled': { beyond: [['yes', /expected boolean/]], within: true },
  'snapshot.outcomes': { beyond: [[[], /Too small/]], within: ['refused'] },
  'snapshot.keepMs': { beyond: [above(90 * DAY_MS + 1, String(90 * DAY_MS))], within: DAY_MS },
  'snapshot.quotaBytes': { beyond: [above(4 * 1024 ** 3 + 1, String(4 * 1024 ** 3))], within: 1024 ** 3 },
  'snapshot.quotaPictures': { beyond: [above(200_001, '200000')], within: 1000 },
  'snapshot.widthPx': { beyond: [above(1281, '1280')], within: 320 },
  'snapshot.quality': { beyond: [above(96, '95')], within: 60 },
  'retention.journalDays.access': { beyond: [below(30, '31'), above(3651, '3650')], within: 60 },
  'retention.journalDays.activity': { beyond: [below(6, '7'), above(3651, '3650')], within: 60 },
  'retention.journalDays.transaction': { beyond: [below(6, '7'), above(3651, '3650')], within: 60 },
  'retention.journalDays.security': { beyond: [below(30, '31'), above(3651, '3650')], within: 60 },
  'retention.evidenceDays': { beyond: [below(0, '1'), above(3651, '3650')], within: 60 },
  'retention.ordersDays': { beyond: [below(30, '31'), above(3651, '3650')], within: 60 },
  'retention.damagedDays': { beyond: [below(0, '1'), above(3651, '3650')], within: 60 },
  'retention.failuresDays': { beyond: [below(0, '1'), above(32, '31')], within: 2 },
  'tamper.erasesKeys': { beyond: [[1, /expected boolean/]], within: true },
  'prove.captureMs': { beyond: [above(180_001, '180000')], within: 90_000 },
  'prove.mobile.limitMs': { beyond: [above(600_001, '600000')], within: 60_000 },
  'prove.mobile.codeTries': { beyond: [above(6, '5')], within: 2 },
  'prove.mobile.resends': { beyond: [above(4, '3')], within: 0 },
  'prove.delaysMs': { beyond: [[pauses(29_999), />=30000/]], within: pauses(60_000) },
  'enrolment.minimumScore': { beyond: [below(4, '5')], within: 20 },
  'enrolment.minimumMinutiae': { beyond: [below(7, '8')], within: 12 },
  'enrolment.impressions': { beyond: [below(1, '2')], within: 4 },
  'enrolment.minimumImpressions': { beyond: [below(1, '2')], within: 3 },
  'enrolment.maximumTries': { beyond: [above(21, '20')], within: 10 },
  'enrolment.consistencyFmr': { beyond: [above(1.1e-2, '0.01')], within: 1e-3 },
  'enrolment.givenTwiceFmr': { beyond: [above(1.1e-3, '0.001')], within: 1e-5 },
};

const mistakesOf = (key: string, value: unknown): string => {
  try {
    policyWith({ version: 1, values: { [key]: value } });
    return 'taken';
  } catch (fault) {
    if (!isFault(fault, 'CONFIG_INVALID')) throw fault;
    return String(fault.context['detail']);
  }
};

t.test('what decides can be set by no file, no variable and no option', async (t) => {
  t.strictSame(Object.keys(CASES).sort(), [...policyKeys].sort(), 'each key has its case');
  const file = join(t.testdir(), 'ridged.toml');
  for (const path of policyKeys) {
    const [section = '', ...names] = path.split('.');
    await writeFile(file, `[${[section, ...names.slice(0, -1)].join('.')}]\n${names.at(-1)} = 1\n`);
    const variable = `RIDGED_${path
      .replace(/([a-z])([A-Z])/g, '$1_$2')
      .replaceAll('.', '_')
      .toUpperCase()}`;
    // As a key of any section too: where somebody would look for it.
    const sources = [
      { file, env: {} },
      { env: { [variable]: '1' } },
      { env: {}, overrides: { engine: { [names.join('.')]: 1 } } },
    ];
    for (const source of sources) t.equal(checkConfig(source).ok, false, `${path} from ${JSON.stringify(source)}`);
  }
});

t.test('nothing beyond its bounds is taken, and each is told why by its own name', async (t) => {
  for (const key of policyKeys) {
    const { beyond, within } = CASES[key];
    for (const [value, why] of beyond) {
      const said = mistakesOf(key, value);
      t.ok(said.startsWith(`${key}: `), said);
      t.match(said, why, key);
    }
    t.equal(mistakesOf(key, within), 'taken', key);
  }
});

t.test('each change of a policy is in the journal with what held before and what holds after', async (t) => {
  const dataDir = t.testdir();
  const vault = await openVault({ dataDir });
  const told: JournalPayload[] = [];
  const order = (version: number, values: Readonly<Record<string, unknown>>): OpenedOrder => ({
    order: {
      ...{ id: 'A'.repeat(22), by: 'สมหญิง', atMs: 1, untilMs: null, terminals: ['bangkok.gate-17'] },
      what: { kind: 'policy', version, values: JSON.parse(JSON.stringify(values)) },
    },
    ...{ orderedBy: 'chief', approvedBy: 'deputy' },
  });
  const open = () => StandingOrders.open({ dataDir, vault }, () => undefined);
  const noFault = (fault: unknown): void => void t.fail(String(fault));
  for (const [at, key] of policyKeys.entries()) {
    const standing = await open();
    await standing.take(order(2 * at + 1, { [key]: CASES[key].within }), 1);
    await standing.tell({ append: (payload) => told.push(payload) }, noFault);
    await standing.take(order(2 * at + 2, {}), 2);
    await (await open()).tell({ append: (payload) => told.push(payload) }, noFault);
    const [builtIn, ordered] = [{ [key]: valueAt(POLICY, key) }, { [key]: CASES[key].within }];
    const entry = { event: 'settings', what: `policy ${2 * at + 1}`, before: builtIn, after: ordered };
    t.strictSame(told.splice(0), [
      entry,
      { event: 'settings', what: `policy ${2 * at + 2}`, before: ordered, after: builtIn },
    ]);
  }
});

t.test('no switch turns attack detection off, at a kiosk or at a wall', (t) => {
  const names = [
    ...policyKeys,
    ...sectionNames.flatMap((section) => Object.keys(keysOf(section)).map((key) => `${section}.${key}`)),
  ];
  t.strictSame(
    names.filter((name) => /pad|live|spoof|attack/i.test(name)),
    [],
  );
  t.end();
});

t.test('in a terminal of a fleet the rules of the configuration are the fleet’s too', async (t) => {
  const keys = decidingKeys.map(({ section, name }) => `${section}.${name}`);
  t.strictSame(
    keys.filter((key) => !REMOTE_KEYS.includes(key)),
    [],
    'or nobody could set them',
  );
  t.ok(keys.includes('clock.face') && keys.includes('terminal.timeZone'));
  const dataDir = t.testdir();
  const file = join(dataDir, 'ridged.toml');
  const read = (toml: string, env: Readonly<Record<string, string>> = {}) =>
    writeFile(file, toml).then(() =>
      readStandingConfig({ file, env, overrides: { data: { dir: dataDir } } }, () => undefined),
    );
  const face = '[clock]\nface = true\n';
  t.match((await read(face)).config.clock, { face: true }, 'before it is of a fleet');
  await mkdir(join(dataDir, 'fleet'));
  await writeFile(join(dataDir, 'fleet', 'terminal.pem'), 'a certificate');
  const ignored = (detail: RegExp, isOn = false) => ({
    config: { clock: { face: isOn } },
    settings: { ignored: { code: 'CONFIG_INVALID', context: { detail } } },
  });
  t.match(await read(face), ignored(/ridged\.toml:2: clock\.face is ignored: .*ridgectl config set/), 'it starts');
  t.match(await read('', { RIDGED_CLOCK_FACE: 'true' }), ignored(/environment: RIDGED_CLOCK_FACE is ignored/));
  t.match(await read('[clock]\nface = "both"\n'), ignored(/clock\.face is ignored/), 'also where it is none');
  const example = await read('[clock]\nface = false\ndayStartsAt = "04:00"\n');
  t.match(example, { config: { clock: { face: false } }, settings: { ignored: undefined } }, 'as the example');

  const standing = await StandingOrders.open({ dataDir, vault: await openVault({ dataDir }) }, () => undefined);
  const what = { kind: 'settings', version: 1, values: { 'clock.face': true } } as const;
  const order = { id: 'A'.repeat(22), by: 'สมหญิง', atMs: 1, untilMs: null, terminals: ['bangkok.gate-17'], what };
  await standing.take({ order, orderedBy: 'chief', approvedBy: 'deputy' }, 1);
  t.match((await read('[clock]\nface = false\n')).config.clock, { face: true }, 'the fleet has the last word');
  const masked = await read(face, { RIDGED_CLOCK_FACE: 'false' });
  t.match(masked, ignored(/ridged\.toml:2: clock\.face is ignored.*\n.*RIDGED_CLOCK_FACE/, true));
  const next = { ...order, what: { ...what, version: 2, values: {} } };
  t.equal(masked.settings.check(next.what).ok, true);
  await standing.take({ order: next, orderedBy: 'chief', approvedBy: 'deputy' }, 2);
  t.match(await read(face), ignored(/clock\.face is ignored/), 'and a later order without it stops nothing');

  const elsewhere = await read('[terminal]\ntimeZone = "Pacific/Kiritimati"\n');
  t.match(elsewhere.settings, { ignored: { context: { detail: /terminal\.timeZone is ignored/ } } });
  t.equal(elsewhere.config.terminal.timeZone, 'Asia/Bangkok', 'nor does it become another day of the week');
  const zone = { ...what, version: 3, values: { 'terminal.timeZone': 'Asia/Tokyo' } };
  await standing.take({ order: { ...order, what: zone }, orderedBy: 'chief', approvedBy: 'deputy' }, 3);
  t.equal((await read('')).config.terminal.timeZone, 'Asia/Tokyo', 'the fleet says where it hangs');
});
