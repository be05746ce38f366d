// Which alerts hold when: each rule just below and just above its limit, and what a rule file can change.
import t from 'tap';
import type { IncidentKind } from '../../fleet-store.ts';
import type { Delivery } from '../../register/index.ts';
import { counts, fleet, HOUR_MS, health, MINUTE_MS, NOW_MS, row, terminal, waiting } from '../fixtures/looks.ts';
import { type FleetLook, faultWords, type TerminalLook } from '../look/fleet-look.ts';
import type { Travel } from '../look/travel-watch.ts';
import { judge } from './judge.ts';
import { ALL_RULES, ruleSetOf } from './rule-file.ts';

const DEFAULTS = ruleSetOf(undefined);
const holding = (look: FleetLook, rules = DEFAULTS) => judge(look, rules).map(({ rule }) => rule);
const at = (change: Partial<TerminalLook>, atMs = NOW_MS) => holding(fleet({ atMs, terminals: [terminal(change)] }));

const incident = (kind: IncidentKind, ageMs: number) => ({
  incidents: [{ kind, terminal: 'bangkok.gate-17', detail: '', atMs: NOW_MS - ageMs, count: 3 }],
});
/** Of a terminal that says itself how much it keeps. */
const smallBuffer = (unacknowledged: number) => {
  const { queue, ...rest } = waiting(unacknowledged);
  return { ...rest, queue: { ...queue, capacity: 1000 } };
};
const hour = (change: Parameters<typeof counts>[0], week: Parameters<typeof counts>[0] = {}) => ({
  seen: { lastHour: counts(change), lastDay: counts(change), weekBefore: counts(week), latest: {} },
});
const delivery = (change: Partial<Delivery>): { readonly delivery: Delivery } => ({
  delivery: {
    ...{ place: { site: 'bangkok', terminal: 'bangkok.gate-17' }, wants: { revision: 3, hash: 'h', people: 20 } },
    ...{ changedMs: NOW_MS - HOUR_MS, report: null, reportedMs: null, isProven: false, photosWaiting: 0 },
    ...change,
  },
});
const wrongClock = (offsetMs: number) => ({ row: row({ health: health({ clock: { state: 'synced', offsetMs } }) }) });
const onBattery = (charge: number, onMains = false) => ({
  row: row({ health: health({ battery: { charge, onMains } }) }),
});
const disk = (freeBytes: number) => ({ row: row({ health: health({ disk: { freeBytes, totalBytes: 100 } }) }) });
/** The 10th of November, midnight in Bangkok, less a second. */
const TENTH_MS = Date.UTC(2026, 10, 10, 16, 59, 59);

interface Case {
  readonly rule: string;
  readonly holds: Partial<TerminalLook>;
  readonly not: Partial<TerminalLook>;
  readonly atMs?: number;
}

const CASES: readonly Case[] = [
  {
    rule: 'terminal-silent',
    holds: { row: row({ lastSeenMs: NOW_MS - 10 * MINUTE_MS - 1 }) },
    not: { row: row({ lastSeenMs: NOW_MS - 10 * MINUTE_MS }) },
  },
  {
    rule: 'buffer-half-full',
    holds: { row: row({ health: waiting(100_000) }) },
    not: { row: row({ health: waiting(99_999) }) },
  },
  {
    rule: 'buffer-filling',
    holds: { row: row({ health: waiting(160_000) }) },
    not: { row: row({ health: waiting(159_999) }) },
  },
  {
    rule: 'buffer-filling',
    holds: { row: row({ health: smallBuffer(800) }) },
    not: { row: row({ health: smallBuffer(799) }) },
  },
  {
    rule: 'buffer-nearly-full',
    holds: { row: row({ health: waiting(190_000) }) },
    not: { row: row({ health: waiting(189_999) }) },
  },
  {
    rule: 'entries-old',
    // Its last word was a second ago.
    holds: { row: row({ health: waiting(1, 4 * HOUR_MS) }) },
    not: { row: row({ health: waiting(1, 4 * HOUR_MS - 1000) }) },
  },
  {
    rule: 'payroll-at-risk',
    holds: { row: row({ health: waiting(1, NOW_MS - Date.UTC(2026, 9, 31, 16, 59)) }) },
    not: { row: row({ health: waiting(1, NOW_MS - Date.UTC(2026, 9, 31, 17, 1)) }) },
  },
  {
    rule: 'payroll-at-risk',
    atMs: TENTH_MS + 1000,
    holds: {},
    not: { row: row({ lastSeenMs: TENTH_MS, health: waiting(1, 20 * 24 * HOUR_MS) }) },
  },
  {
    rule: 'entries-missing',
    holds: { journals: { missing: 1, lost: 0, flaws: 0, replacedMs: null } },
    not: { journals: { missing: 0, lost: 7, flaws: 0, replacedMs: null } },
  },
  { rule: 'clock-off', holds: wrongClock(-2001), not: wrongClock(2000) },
  {
    rule: 'clock-unsynced',
    holds: { row: row({ health: health({ clock: { state: 'holdover', offsetMs: null } }) }) },
    not: { row: row({ health: null }) },
  },
  {
    rule: 'device-fault',
    holds: { row: row({ health: health({ devices: { sensor: 'waiting' } }) }) },
    not: { row: row({ health: health({ devices: { sensor: 'ready', camera: 'none', 'not plain!': 'waiting' } }) }) },
  },
  {
    rule: 'device-fault',
    holds: { row: row({ health: health({ devices: { tamper: 'tampered' } }) }) },
    not: { row: row({ health: health({ devices: { tamper: 'none' } }) }) },
  },
  {
    rule: 'refusals-rising',
    holds: hour({ visits: 20, refused: 6 }, { visits: 1000, refused: 100 }),
    not: hour({ visits: 20, refused: 5 }, { visits: 1000, refused: 100 }),
  },
  {
    rule: 'refusals-rising',
    holds: hour({ visits: 20, refused: 20 }, { visits: 20, refused: 0 }),
    // Three visits are no statistic, neither now nor before.
    not: hour({ visits: 3, refused: 3 }, { visits: 1000, refused: 0 }),
  },
  {
    rule: 'refusals-rising',
    holds: hour({ visits: 20, refused: 4 }, { visits: 1000, refused: 0 }),
    not: hour({ visits: 30, refused: 30 }, { visits: 3, refused: 0 }),
  },
  {
    rule: 'capture-failing',
    holds: { row: row({ health: health({ rates: { padRejected: null, failureToAcquire: 0.11 } }) }) },
    not: { row: row({ health: health({ rates: { padRejected: null, failureToAcquire: null } }) }) },
  },
  { rule: 'attacks-refused', holds: hour({ attacks: 6 }), not: hour({ attacks: 5 }) },
  { rule: 'duress', holds: hour({ duress: 1 }), not: hour({}) },
  { rule: 'tampered', holds: hour({ tampered: 1 }), not: hour({}) },
  { rule: 'locked-out', holds: hour({ lockouts: 1 }), not: hour({}) },
  { rule: 'enrolment-burst', holds: hour({ enrolled: 30, removed: 21 }), not: hour({ enrolled: 30, removed: 20 }) },
  { rule: 'messages-refused', holds: incident('batch-refused', HOUR_MS - 1), not: incident('batch-refused', HOUR_MS) },
  {
    rule: 'journal-unsound',
    holds: incident('chain-broken', 23 * HOUR_MS),
    not: incident('chain-broken', 24 * HOUR_MS),
  },
  {
    rule: 'key-refused',
    holds: { row: row({ refusedKey: { thumbprint: 's', batches: 4, lastMs: 1 } }) },
    not: {},
  },
  {
    rule: 'journal-replaced',
    holds: { journals: { missing: 0, lost: 0, flaws: 0, replacedMs: NOW_MS } },
    not: {},
  },
  { rule: 'delivery-late', holds: delivery({}), not: delivery({ isProven: true }) },
  { rule: 'delivery-late', holds: delivery({}), not: delivery({ changedMs: NOW_MS - 15 * MINUTE_MS }) },
  { rule: 'disk-low', holds: disk(4), not: disk(5) },
  { rule: 'battery-low', holds: onBattery(0.19), not: onBattery(0.19, true) },
  {
    rule: 'certificate-ending',
    holds: { certificateUntilMs: NOW_MS + 29 * 24 * HOUR_MS },
    not: { certificateUntilMs: NOW_MS + 30 * 24 * HOUR_MS },
  },
  { rule: 'certificate-ending', holds: { certificateUntilMs: NOW_MS - 1 }, not: { certificateUntilMs: null } },
];

t.test('each condition at a terminal is told above its limit and not below', async (t) => {
  for (const { rule, holds, not, atMs } of CASES) {
    if (atMs === undefined) t.ok(at(holds).includes(rule), `${rule} holds`);
    t.notOk(at(not, atMs).includes(rule), `${rule} does not hold`);
  }
  t.strictSame(at({}), [], 'nothing is told of a terminal that is well');
});

t.test('of duress and of tampering it is known which entry is the latest, so that each is told', async (t) => {
  const { seen } = terminal(hour({ duress: 1, tampered: 1, attacks: 6 }));
  const look = fleet({ terminals: [terminal({ seen: { ...seen, latest: { duress: 7, tampered: 9 } } })] });
  t.strictSame(
    judge(look, DEFAULTS).map(({ rule, latest }) => [rule, latest]),
    [
      ['attacks-refused', null],
      ['duress', 7],
      ['tampered', 9],
    ],
  );
});

t.test('payroll is at risk to the end of the 10th in Thailand, and says how many days are left', async (t) => {
  const late = terminal({ row: row({ lastSeenMs: TENTH_MS, health: waiting(5, 20 * 24 * HOUR_MS), lastSeq: 105 }) });
  const [told] = judge(fleet({ atMs: TENTH_MS, terminals: [late] }), DEFAULTS).filter(
    ({ rule }) => rule === 'payroll-at-risk',
  );
  t.match(told, { severity: 'critical', figures: { entries: 5, daysLeft: 0 }, en: /5 are out.*0 days/ });
});

t.test(
  'a terminal whose clock or ours was set back is not called silent, and figures that do not fit are not believed',
  async (t) => {
    t.strictSame(at({ row: row({ lastSeenMs: NOW_MS + 365 * 24 * HOUR_MS }) }), []);
    t.strictSame(at({ row: row({ health: waiting(1_200_000), implausibleSeq: 1_200_100 }) }), []);
  },
);

const way = (from: string, to: string, minutes: number): Travel => ({
  person: 'random-id',
  from: { site: from, terminal: `${from}.gate`, atMs: NOW_MS - HOUR_MS },
  to: { site: to, terminal: `${to}.door`, atMs: NOW_MS - HOUR_MS + minutes * MINUTE_MS },
});

t.test('the same person at two sites is told where nobody travels so fast, in either direction', async (t) => {
  const rules = ruleSetOf(JSON.stringify({ ways: [{ between: ['bangkok', 'salaya'], minutes: 40 }] }));
  const seen = (travel: Travel) => judge(fleet({ terminals: [], travels: [travel] }), rules);
  t.match(seen(way('salaya', 'bangkok', 39)), [
    { rule: 'seen-at-two-sites', person: 'random-id', terminal: null, figures: { from: 'salaya.gate', minutes: 39 } },
  ]);
  t.strictSame(seen(way('bangkok', 'salaya', 40)), []);
  t.equal(seen(way('bangkok', 'elsewhere', 9)).length, 1);
  t.strictSame(seen(way('bangkok', 'elsewhere', 10)), []);
  const twice = judge(fleet({ travels: [way('bangkok', 'salaya', 1), way('salaya', 'bangkok', 2)] }), rules);
  t.match(twice, [{ figures: { minutes: 2 } }], 'once for a person');
});

t.test(
  'many people changed and many entries handed over within an hour are told; a register that nobody watches is not',
  async (t) => {
    t.strictSame(
      holding(fleet({ register: { changed: 201, handedOver: 50_001, waitingSinceMs: [], duplicates: 0 } })),
      ['people-changed', 'entries-exported'],
    );
    t.strictSame(
      holding(fleet({ register: { changed: 200, handedOver: 50_000, waitingSinceMs: [], duplicates: 0 } })),
      [],
    );
    const unknown = { kind: 'name-refused', terminal: '*', detail: '', atMs: NOW_MS - 1, count: 9 } as const;
    t.strictSame(holding(fleet({ unknownNames: unknown })), ['names-refused']);
  },
);

t.test('a rule file changes limits, gravity and waiting, and switches rules off', async (t) => {
  const rules = ruleSetOf(
    JSON.stringify({
      repeatHours: 1,
      rules: {
        'terminal-silent': { silentMinutes: 30, severity: 'info', holdMinutes: 2 },
        'entries-old': { enabled: false },
      },
    }),
  );
  const quiet = terminal({ row: row({ lastSeenMs: NOW_MS - 31 * MINUTE_MS, health: waiting(1, 99 * HOUR_MS) }) });
  const [told] = judge(fleet({ terminals: [quiet] }), rules);
  t.match(told, { rule: 'terminal-silent', severity: 'info', holdMs: 120_000 });
  t.notOk(holding(fleet({ terminals: [quiet] }), rules).includes('entries-old'));
  t.equal(rules.repeatHours, 1);
});

t.test('a slip in a rule file is named by its place', async (t) => {
  const slips: readonly (readonly [string, RegExp])[] = [
    ['{', /JSON/],
    ['[]', /the file/],
    ['{"rules":{"terminal-silnet":{}}}', /rules.*terminal-silnet/],
    ['{"rules":{"terminal-silent":{"silentHours":1}}}', /rules\.terminal-silent.*silentHours/],
    ['{"rules":{"terminal-silent":{"silentMinutes":-1}}}', /rules\.terminal-silent\.silentMinutes/],
    ['{"rules":{"terminal-silent":{"silentMinutes":"10"}}}', /rules\.terminal-silent\.silentMinutes/],
    ['{"rules":{"terminal-silent":{"severity":"bad"}}}', /rules\.terminal-silent\.severity/],
    ['{"repeatHours":0}', /repeatHours/],
    ['{"ways":[{"between":["bangkok"],"minutes":1}]}', /ways\.0\.between/],
  ];
  for (const [text, why] of slips) {
    const refused = t.throws(() => ruleSetOf(text, 'rules.json'), { code: 'USAGE' });
    t.match(refused, { context: { why } }, text);
  }
});

t.test('every rule speaks Thai and English, and fills in nothing that it has not got', async (t) => {
  for (const [id, { th, en, doTh, doEn }] of Object.entries(ALL_RULES)) {
    t.match(th, /[\u0e01-\u0e5b]/, id);
    t.match(doTh, /[\u0e01-\u0e5b]/, id);
    t.ok(en.endsWith('.') && doEn.endsWith('.'), id);
  }
  const told = CASES.filter(({ atMs }) => atMs === undefined).flatMap(({ holds }) =>
    judge(fleet({ terminals: [terminal(holds)] }), DEFAULTS),
  );
  t.ok(told.length >= CASES.length - 1);
  for (const { rule, th, en } of told) t.notMatch(`${th} ${en}`, /[{}]/, rule);
});

t.test('whoever waits too long for their first visit is told of, by number alone', (t) => {
  const day = 24 * HOUR_MS;
  const waiting = (...ages: readonly number[]) =>
    holding(
      fleet({
        register: { changed: 0, handedOver: 0, duplicates: 0, waitingSinceMs: ages.map((age) => NOW_MS - age) },
      }),
    );
  t.strictSame(waiting(0, 3 * day), []);
  t.match(waiting(0, 3 * day + 1, 9 * day), ['onboarding-late']);
  t.end();
});

t.test('one finger under two records is told of until somebody has settled it', (t) => {
  const open = (duplicates: number) =>
    judge(fleet({ register: { changed: 0, handedOver: 0, waitingSinceMs: [], duplicates } }), DEFAULTS);
  t.strictSame(open(0), []);
  t.match(open(2), [{ rule: 'duplicates-open', figures: { pairs: 2 }, person: null }]);
  t.end();
});

t.test('a list names what is out of order, and says that a cabinet was opened', (t) => {
  const devices = { sensor: 'waiting', camera: 'off', tamper: 'tampered' };
  t.equal(faultWords(row({ health: health({ devices }) })), 'sensor out of order, cabinet opened');
  t.equal(faultWords(row({ health: health({ devices: { clock: 'doubtful' } }) })), 'clock out of order');
  t.equal(faultWords(row({ health: null })), null);
  t.end();
});
