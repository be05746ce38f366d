// The report of the form, from entries and labels at the command line: every figure counted by hand, and none without a label.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { JournalPayload } from '../../../../protocol/index.ts';
import { manager } from '../../../fixtures/ridgectl.ts';
import { clocked, enrolled, type Recorded, send } from '../../attendance/fixtures/clock-entries.ts';
import { at } from '../../attendance/fixtures/worked-days.ts';

const HALF_YEAR = ['--from', '2024-07-01', '--to', '2024-12-31'] as const;

const noted = (time: string, payload: JournalPayload): Recorded => ({ utcMs: at(time), payload });
const service = (time: string, what: 'started' | 'ready' | 'stopped' | 'crash-recovered'): Recorded =>
  noted(time, { event: 'service', what, version: '1', detail: '' });

async function campus(t: Test) {
  const { file, folder, run, json } = await manager(t);
  const people: string[] = [];
  for (const code of 'abcdef') {
    const { id } = await json('people', 'add', '--code', code, '--group', code === 'f' ? 'guards' : 'staff');
    people.push(id);
  }
  const report = (...args: string[]) => json('report', 'biometrics', ...args);
  return { file, folder, run, json, people, report };
}

const matched = { match: { model: 'minutiae', version: '3' } };
const one = { method: 'number-finger', ...matched } as const;

t.test('nothing labelled is no rate: an unlabelled acceptance is no true one', async (t) => {
  const { file, people, report, run } = await campus(t);
  const [person = ''] = people;
  await send(file, {
    terminal: 'gate-17',
    recorded: [
      clocked('in 2024-11-04 08:20', { person, ...matched }),
      clocked('in 2024-11-04 08:30', { method: 'card' }),
    ],
  });
  const { periods } = await report(...HALF_YEAR);
  const [{ series, withoutBiometrics, due, isOver }] = periods;
  t.match([due, isOver, withoutBiometrics], ['2025-01-21', true, 1]);
  t.equal(series.length, 1);
  t.match(series[0], {
    ...{ series: 'finger-identification', attempts: { accepted: 1 }, limits: null },
    ofTransactions: {
      ...{ labelled: 0, of: 1, chosen: { random: 0 } },
      accuracy: { rate: null, low: null, high: null, why: 'nothing is labelled' },
      falseAcceptRate: { rate: null },
    },
  });
  const table = await run('report', 'biometrics', ...HALF_YEAR);
  t.match(table.out, /2024-07-01 to 2024-12-31; due 2025-01-21/);
  t.match(table.out, /accuracy +finger-identification +accuracy +n\/a +nothing is labelled/);
  t.match(table.out, /finger-enrolment +failureToEnrol +n\/a +nobody gave fingers/);
  t.match(table.out, /not counted: 1 visits by a card/);
});

t.test('fingers and faces, 1:1 and 1:N are counted apart; labels make rates, and random ones verdicts', async (t) => {
  const { file, run, report, people } = await campus(t);
  const [a = '', b = '', c = '', d = '', e = '', f = ''] = people;
  const subjects = [a, b, c, d, e, f].map((person, index) =>
    clocked(`in 2024-11-04 08:1${index}`, { ...one, person, subject: `p-${index}` }),
  );
  const refused = { ...one, outcome: 'refused', subject: null, person: f } as const;
  await send(file, {
    terminal: 'gate-17',
    recorded: [
      ...subjects, // 1 to 6
      clocked('in 2024-11-04 08:20', { ...refused, reason: 'finger-mismatch' }), // 7
      clocked('in 2024-11-04 08:20:05', { ...refused, reason: 'poor-image', attempt: 2 }), // 8
      clocked('in 2024-11-04 08:20:10', { ...one, person: f, attempt: 3 }), // 9
      clocked('in 2024-11-04 08:25', { ...refused, reason: 'attack-suspected' }), // 10
      clocked('in 2024-11-04 08:30', { ...refused, reason: 'no-right-here' }), // 11
      clocked('in 2024-11-04 08:31', { outcome: 'refused', reason: 'not-recognised', ...matched }), // 12
      clocked('in 2024-11-04 08:32', { ...one, method: 'card-face', person: a }), // 13
      clocked('in 2025-01-02 08:32', { ...one, person: a }), // 14, of the next half-year
      clocked('in 2024-11-05 08:32', { outcome: 'refused', reason: 'of a later version' }), // 15
      enrolled('2024-11-05 09:00', { subject: 'p-x', code: 'a' }), // 16
    ],
  });
  const label = async (seq: number, what: string, chosen = 'random'): Promise<void> =>
    void t.match(await run('label', 'add', 'gate-17', `${seq}`, what, '--chosen', chosen), { code: 0 }, `${seq}`);
  for (const seq of [1, 2, 3, 4, 9]) await label(seq, 'true-accept');
  await label(5, 'false-accept', 'fraud');
  await label(7, 'false-reject', 'complaint');
  await label(10, 'false-reject', 'fallback');
  const { periods, definitions, asked } = await report(...HALF_YEAR);
  t.match(asked, { from: '2024-07-01', to: '2024-12-31', by: null, smallest: 5 });
  t.ok(definitions.some((text: string) => text.includes('FA/(FA+TR)')));
  const [{ series, unreadable, withoutGroup, groups, enrolments }] = periods;
  t.match([unreadable, enrolments], [1, 1]);
  const [identification, finger, face] = series;
  t.match(identification, { attempts: { rejected: 1 }, transactions: { accepted: 0, refused: 1 } });
  t.match(face, { series: 'face-verification', attempts: { accepted: 1 } });
  t.match(finger, {
    attempts: { accepted: 7, rejected: 1, attack: 1, 'not-acquired': 1, 'not-permitted': 1 },
    transactions: { accepted: 7, refused: 1, open: 1 },
    models: [{ model: 'minutiae', version: '3', comparisons: 11 }],
    ofAttempts: {
      ...{ labelled: 8, of: 9, chosen: { random: 5, fraud: 1, complaint: 1, fallback: 1 } },
      accuracy: { count: 5, of: 8 },
      falseRejectRate: { rate: 2 / 7 },
      falseAcceptRate: { rate: 1, count: 1, of: 1 },
      random: { falseRejectRate: { rate: 0, of: 5 } },
    },
    // Whoever got in at the third try is no false rejection as a transaction.
    ofTransactions: { labelled: 7, of: 8, falseRejectRate: { count: 1, of: 6 }, accuracy: { count: 5, of: 7 } },
    limits: {
      falseAcceptRate: { limit: 0.001, verdict: 'not-known', why: /at random/ },
      falseRejectRate: { limit: 0.03, verdict: 'not-known', why: 'too few are labelled to tell' },
    },
    failureToAcquire: { count: 1, of: 11 },
    attacksRefused: { count: 1, of: 11 },
    bpcer: { count: 1, of: 7 },
    apcer: { rate: null, species: null },
    apcerBySpecies: [],
  });
  t.equal(withoutGroup, 1, 'who was refused among all is of no group');
  t.match(groups, [{ group: null, people: 6, figures: { attempts: 12, falseRejectRate: { count: 2, of: 7 } } }]);
  t.equal(groups.length, 1, 'the guard, who is alone, is not found by taking staff from the whole');
  const shown = await report(...HALF_YEAR, '--smallest', '1');
  t.match(shown.periods[0].groups, [
    { group: 'guards', people: 1 },
    { group: 'staff', people: 5 },
  ]);
  const halves = await report('--from', '2024-10-15', '--to', '2025-01-15', '--by', 'quarter');
  t.match(halves.periods, [
    { from: '2024-10-15', until: '2024-12-31' },
    { from: '2025-01-01', until: '2025-01-15', series: [{ attempts: { accepted: 1 } }] },
  ]);
  const csv = (await run('report', 'biometrics', ...HALF_YEAR, '--format', 'csv')).out;
  t.match(csv, /^\uFEFFfrom,until,topic,of,figure,rate,count,out_of,low,high,limit,verdict,note\r\n/);
  t.match(csv, /accuracy,finger-verification,falseRejectRate,0\.16\d+,1,6,0\.\d+,0\.\d+,0\.03,not-known,/);
});

t.test('attacks that people found and enrolments that failed have rates, each with its counts', async (t) => {
  const { file, run, report } = await campus(t);
  const refused = { outcome: 'refused', reason: 'attack-suspected' } as const;
  const failed: JournalPayload = {
    ...{ event: 'enrolment-failed', by: 'finger', reason: 'poor-quality', finger: 'right-index', tries: 9 },
    enroller: 'officer',
  };
  await send(file, {
    terminal: 'gate-17',
    recorded: [
      clocked('in 2024-11-04 08:20', matched), // 1
      clocked('in 2024-11-04 08:21', { ...matched, ...refused }), // 2
      clocked('in 2024-11-04 08:22', { ...matched, ...refused }), // 3
      clocked('in 2024-11-04 08:23', { outcome: 'refused', reason: 'no-finger' }), // 4
      enrolled('2024-11-04 09:00', { subject: 'p-x', code: 'a', tries: 8 }),
      enrolled('2024-11-04 09:10', { subject: 'p-y', code: 'b' }),
      noted('2024-11-04 09:20', failed),
    ],
  });
  const attack = (seq: number, ...kind: string[]) => run('label', 'add', 'gate-17', `${seq}`, 'attack', ...kind);
  t.match(await attack(1, '--kind', 'cast'), { code: 0 });
  t.match(await attack(2, '--kind', 'print'), { code: 0 });
  t.match(await attack(3), { code: 0 });
  t.match(await attack(3, '--kind', 'print'), { code: 0, out: /label 4/ }, 'found out later');
  t.match(await attack(4), { code: 1, out: /nothing was presented/ });
  t.match(await attack(1, '--kind', 'fraud'), { code: 2, err: /of an attack it is one of print, cast/ });
  const [period] = (await report(...HALF_YEAR)).periods;
  t.match(period.series[0], {
    apcer: { species: 'cast', rate: 1, count: 1, of: 1 },
    apcerBySpecies: [
      { species: 'cast', count: 1, of: 1 },
      { species: 'print', count: 0, of: 2, rate: 0 },
    ],
    bpcer: { rate: null },
  });
  t.match(period, {
    enrolments: 2,
    beforeFailuresWereKept: 1,
    failureToEnrol: { finger: { rate: 0.5, count: 1, of: 2 } },
  });
  const { out } = await run('report', 'biometrics', ...HALF_YEAR);
  t.match(out, /apcer +100 % +1 of 1 .*cast 1 of 1, print 0 of 2/);
  t.match(out, /finger-enrolment +failureToEnrol +50 % +1 of 2 .*1 enrolments are left out/);
});

t.test('availability is what the journals tell; maintenance counts only where it was announced', async (t) => {
  const { file, run, report } = await campus(t);
  const recorded = [
    ...[service('2024-10-01 00:00', 'started'), service('2024-10-01 00:00', 'ready')],
    noted('2024-11-01 00:00', { event: 'recovered', device: 'light' }),
    ...[service('2024-11-01 12:00', 'crash-recovered'), service('2024-11-01 12:00', 'ready')],
    noted('2024-11-02 00:00', { event: 'fault', device: 'sensor', code: 'HAL_TIMEOUT', detail: '' }),
    noted('2024-11-02 06:00', { event: 'recovered', device: 'sensor' }),
    noted('2024-11-03 00:00', { event: 'lockout', scope: 'terminal', subject: null, retryAfterMs: 30_000, level: 1 }),
    service('2024-11-11 00:00', 'stopped'),
  ];
  await send(file, { terminal: 'gate-17', recorded });
  const november = ['--from', '2024-11-01', '--to', '2024-11-30'];
  const hours = (count: number): number => 3_600_000 * count;
  const [{ availability, faults, lockouts }] = (await report(...november)).periods;
  const stopped = 20 * 24;
  t.match(availability.fleet, {
    service: { totalMs: hours(30 * 24), unknownMs: 0, downMs: hours(12 + stopped) },
    terminal: { plannedMs: 0, downMs: hours(12 + 6 + stopped), rate: (720 - 18 - stopped) / 720 },
    devices: { sensor: { downMs: hours(6) }, card: { downMs: 0 } },
  });
  t.match([faults, lockouts], [[{ code: 'HAL_TIMEOUT', count: 1 }], 1]);
  t.match(availability.terminals, [{ terminal: 'bangkok.gate-17' }]);
  const late = ['label', 'open', 'gate-17', 'maintenance', '--at', '2024-11-11', '--until', '2024-12-01'];
  t.match(await run(...late), { code: 0 });
  const [after] = (await report(...november)).periods;
  t.strictSame(after.availability, availability, 'said afterwards it was not announced');
  t.match(
    (await run('report', 'biometrics', ...november)).out,
    /availability +camera +available +n\/a .*no entry tells/,
  );
});

t.test('complaints and incidents are counted by their kind, with how long they took; the page is Thai', async (t) => {
  const { file, folder, run, report } = await campus(t);
  await send(file, { terminal: 'gate-17', recorded: [clocked('in 2024-11-04 08:20', matched)] });
  const by = ['--by', 'officer'];
  await run('label', 'add', 'gate-17', '1', 'complaint', '--note', '<b>ไม่ใช่ฉัน</b>', ...by);
  await run('label', 'open', 'gate-17', 'incident', '--kind', 'fraud', '--at', '2024-11-05', ...by);
  await run('label', 'open', 'gate-17', 'incident', '--at', '2024-01-05', ...by);
  await run('label', 'close', '2', '--at', '2024-11-07', '--remedy', 'ระงับสิทธิ์', ...by);
  await run('label', 'open', 'gate-17', 'complaint', '--at', '2024-11-06', ...by);
  await run('label', 'remove', '4', ...by);
  const [{ cases }] = (await report(...HALF_YEAR)).periods;
  t.match(cases, [
    { kind: 'complaint', count: 1, closed: 0, medianMs: null, cases: [{ seq: 1, terminal: 'bangkok.gate-17' }] },
    { kind: 'fraud', count: 1, closed: 1, medianMs: 2 * 86_400_000, cases: [{ remedy: 'ระงับสิทธิ์' }] },
    { kind: 'error', count: 0 },
    { kind: 'other', count: 0 },
  ]);
  const path = join(folder, 'half-year.html');
  const page = ['report', 'biometrics', ...HALF_YEAR, '--by', 'half-year', '--format', 'html', '--out', path];
  t.match(await run(...page, '--provider', 'ม.ตัวอย่าง & คณะ'), { code: 0, out: /half-year\.html/ });
  t.equal(statSync(path).mode & 0o077, 0, 'for its owner alone');
  const text = readFileSync(path, 'utf8');
  t.ok(text.includes('ม.ตัวอย่าง &amp; คณะ'));
  t.match(text, /สำหรับรอบสิ้นสุดวันที่<\/b> อังคาร 31 ธ\.ค\. 2567/);
  t.match(text, /กำหนดส่ง อังคาร 21 ม\.ค\. 2568/);
  t.match(text, /&lt;b&gt;ไม่ใช่ฉัน&lt;\/b&gt;/);
  t.notMatch(text, /<script|https?:|undefined|NaN/);
  const digits = (await run('report', 'biometrics', ...HALF_YEAR, '--format', 'html', '--thai-digits')).out;
  t.match(digits, /๓๑ ธ\.ค\. ๒๕๖๗/);
});

t.test('the due day moves over weekends and holidays; what is wrong is one clear line', async (t) => {
  const { run, report } = await campus(t);
  await run('attendance', 'holidays', 'add', '2024-10-21', '--name', 'วันหยุด');
  const dueOf = async (to: string) => (await report('--from', '2024-07-01', '--to', to)).periods[0].due;
  t.equal(await dueOf('2024-09-28'), '2024-10-22', 'a Saturday, then a holiday');
  t.equal(await dueOf('2024-09-27'), '2024-10-18');
  const wrong = async (err: RegExp, ...args: string[]): Promise<void> =>
    void t.match(await run('report', 'biometrics', ...args), { code: 2, err }, args.join(' '));
  await wrong(/--to 2024-01-01 is before --from/, '--from', '2024-07-01', '--to', '2024-01-01');
  await wrong(/Buddhist/, '--from', '2567-07-01', '--to', '2567-12-31');
  await wrong(/no terminal gate-9/, ...HALF_YEAR, '--terminal', 'gate-9');
  await wrong(/--out too/, ...HALF_YEAR, '--format', 'csv', '--json');
  await wrong(/no number of people/, ...HALF_YEAR, '--smallest', 'few');
  await wrong(/Allowed choices are half-year, quarter/, ...HALF_YEAR, '--by', 'year');
  t.match(await run('report', 'biometrics', '--help'), { code: 0, out: /Example:\n {2}\$ ridgectl report biometrics/ });
});
