// From an empty store to the reports of a month, as a fleet manager meets them.
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { manager } from '../../../fixtures/ridgectl.ts';
import { clocked, enrolled, type Recorded, send } from '../../attendance/fixtures/clock-entries.ts';
import { UNIVERSITY_RULES } from '../../attendance/index.ts';

const MONTH = ['--month', '2024-11'] as const;
const NAME = 'น้ำฝน  ใจงาม';

/** Weekdays of November 2024, which begins on a Friday. */
const WEEKDAYS = Array.from({ length: 30 }, (_, at) => at + 1)
  .filter((day) => ![0, 6].includes(new Date(Date.UTC(2024, 10, day)).getUTCDay()))
  .map((day) => `2024-11-${String(day).padStart(2, '0')}`);

async function office(t: Test) {
  const { file, folder, run, json } = await manager(t);
  const add = async (code: string, name: string, unit: string): Promise<string> =>
    (await json('people', 'add', '--code', code, '--name-th', name, '--unit', unit)).id;
  const person = await add('0000012345', NAME, 'หอสมุด');
  const report = (...args: string[]) => json('report', 'attendance', ...MONTH, ...args);
  return { file, folder, run, json, add, person, report };
}

const full = (person: string, days: readonly string[]): readonly Recorded[] =>
  days.flatMap((day) => [clocked(`in ${day} 08:29:59`, { person }), clocked(`out ${day} 16:30`, { person })]);

t.test('a month from an empty store: each day a row, totals, the rules by name; and the same again', async (t) => {
  const { file, report, run, person } = await office(t);
  t.match(await report(), {
    month: '2024-11',
    rules: { id: 'university-2565', version: 1 },
    reports: [{ totals: { absentDays: 21 } }],
  });
  const [first = '', second = '', ...others] = WEEKDAYS;
  await send(file, {
    terminal: 'gate-17',
    recorded: [
      clocked(`in ${first} 08:30:01`, { person, outcome: 'refused', reason: 'no-match', subject: null }),
      clocked(`in ${first} 08:30:20`, { person }),
      clocked(`out ${first} 16:31`, { person }),
      clocked(`in ${second} 08:30`, { person }),
      clocked(`in ${second} 08:31`, { person, repeated: true }),
      ...full(person, others),
    ],
  });
  const { reports } = await report('--person', '0000012345');
  const [{ days, totals, fiscalYear }] = reports;
  t.equal(days.length, 30);
  t.match(days[0], {
    status: 'worked',
    lateMs: 20_000,
    counted: 1,
    attempts: [{ reason: 'no-match' }],
    in: { terminal: 'bangkok.gate-17' },
  });
  t.match(days[1], { status: 'rest' });
  t.match(days[3], { status: 'missing-out', counted: 1 });
  t.match(totals, { dueDays: 21, workedDays: 21, lateDays: 1, lateMs: 20_000, missingOut: 1, counted: 2 });
  t.match(fiscalYear, { year: 2025, counted: 2, most: 12, isOver: false });
  t.strictSame((await report('--person', NAME)).reports, reports, 'by name, and worked out again');
  t.match(await run('report', 'attendance', ...MONTH), {
    code: 0,
    out: /0000012345 {2}น้ำฝน {2}ใจงาม[\s\S]*2024-11-01 +08:30:20 +16:31:00[\s\S]*missing-out/,
  });
  t.match(await run('report', 'attendance', ...MONTH, '--person', 'nobody'), { code: 2, err: /nobody has the code/ });
  t.match(await run('report', 'attendance', '--month', '2567-11'), { code: 2, err: /Buddhist/ });
  t.match(await run('report', 'attendance', '--month', '2024-13'), { code: 2, err: /no month/ });
  t.match(await run('report', 'attendance', '--month', '2022-02'), { code: 2, err: /no rules hold/ });
});

t.test('the thirteenth time in a fiscal year is marked, and the year begins in October', async (t) => {
  const { file, report, json, person } = await office(t);
  const late = (days: readonly string[]): readonly Recorded[] =>
    days.flatMap((day) => [clocked(`in ${day} 08:40`, { person }), clocked(`out ${day} 16:30`, { person })]);
  const october = ['01', '02', '03', '04', '07', '08', '09', '10', '11', '14'].map((day) => `2024-10-${day}`);
  const september = ['2024-09-30'];
  await send(file, { terminal: 'gate-17', recorded: late([...september, ...october, ...WEEKDAYS.slice(0, 4)]) });
  const [{ days, fiscalYear }] = (await report()).reports;
  t.match(fiscalYear, { counted: 14, isOver: true });
  const over = days.flatMap(({ date, remarks }: { date: string; remarks: { remark: string; detail: string }[] }) =>
    remarks.filter(({ remark }) => remark === 'over-late-limit').map(({ detail }) => [date, detail]),
  );
  t.strictSame(over, [
    [WEEKDAYS[2], '13'],
    [WEEKDAYS[3], '14'],
  ]);
  t.match((await json('report', 'attendance', '--month', '2024-09')).reports[0].fiscalYear, { year: 2024, counted: 1 });
});

t.test(
  'whoever was enrolled at a terminal is known by their code; strangers and what is still to come are told of',
  async (t) => {
    const { file, run, report } = await office(t);
    const [day = ''] = WEEKDAYS;
    const entries = await send(file, {
      terminal: 'gate-17',
      clockState: 'rtc-only',
      recorded: [
        enrolled('2024-10-01 09:00', { subject: 'p-a', code: '0000012345' }),
        enrolled('2024-10-01 09:05', { subject: 'p-b', code: '999' }),
        clocked(`in ${day} 08:20`, { subject: 'p-a' }),
        clocked(`in ${day} 08:21`, { subject: 'p-b' }),
        clocked(`in ${day} 08:22`, { outcome: 'refused', reason: 'finger-mismatch', claimed: 'p-a' }),
      ],
    });
    await send(file, { terminal: 'door', recorded: [clocked(`in ${day} 08:25`, { subject: 'p-a' })] });
    const skipped = [clocked(`in ${day} 13:00`, { subject: 'p-a' }), clocked(`out ${day} 16:30`, { subject: 'p-a' })];
    // Where the first of the two has never arrived.
    const later = { terminal: 'gate-17', recorded: skipped, historical: true, after: entries, leaveOut: 1 };
    await send(file, later);
    const told = await report();
    t.match(told.unattributed, [
      { terminal: 'bangkok.door', code: null, punches: 1 },
      { terminal: 'bangkok.gate-17', code: '999', punches: 1 },
    ]);
    t.strictSame(told.incomplete, [{ terminal: 'bangkok.gate-17', missing: 1 }]);
    const [{ days }] = told.reports;
    t.match(days[0], { status: 'worked', attempts: [{ reason: 'finger-mismatch' }] });
    t.match(days[0].remarks, [
      { remark: 'clock-unsure' },
      { remark: 'sent-late' },
      { remark: 'attempts', detail: '1' },
    ]);
    const shown = await run('report', 'attendance', ...MONTH);
    t.match(shown.err, /gate-17 has 1 entries still to send: figures are provisional/);
    t.match(shown.err, /2 punches are of nobody in the register: unknown at bangkok.door, 999 at bangkok.gate-17/);
  },
);

t.test('a correction does nothing until somebody else approves it: not who asked, not whom it is about', async (t) => {
  const { file, run, json, report, person } = await office(t);
  const [day = ''] = WEEKDAYS;
  await send(file, { terminal: 'gate-17', recorded: [clocked(`in ${day} 08:20`, { person })] });
  const asking = ['attendance', 'correct', '--person', '0000012345', '--date', day, '--direction', 'out'];
  const ask = [...asking, '--time', '16:35', '--reason', 'ลืมสแกน', '--by', 'Somchai'];
  t.match(await json(...ask), { number: 1, isNew: true });
  t.match(await json(...ask), { number: null, isNew: false }, 'twice is once');
  t.match((await report()).reports[0].days[0], { status: 'missing-out' });
  t.match(await json('attendance', 'requests'), { requests: [{ number: 1, code: '0000012345', decision: null }] });
  t.match(await run('attendance', 'approve', '1', '--by', ' SOMCHAI '), {
    code: 2,
    err: /somebody else has to decide/,
  });
  t.match(await run('attendance', 'approve', '1', '--by', NAME), { code: 2, err: /is about/ });
  t.match(await run('attendance', 'approve', '7', '--by', 'head'), { code: 2, err: /no record 7/ });
  t.match(await run('attendance', 'approve', '1', '--by', 'head'), { code: 0, out: /approved by head/ });
  t.match(await run('attendance', 'decline', '1', '--by', 'head'), { code: 2, err: /approved by head already/ });
  t.match((await report()).reports[0].days[0], {
    ...{ status: 'worked', out: { rawAtMs: null, key: 'correction/1' }, remarks: [{ remark: 'corrected' }] },
  });
  t.match(await run('attendance', 'requests'), { out: 'no request waits\n' });
  t.match(await run('attendance', 'requests', '--all'), { out: /1 +correction +0000012345[\s\S]*approved +head/ });
  t.match(await run(...asking, '--time', '25:00', '--reason', 'r', '--by', 'a'), { code: 2, err: /08:30/ });
});

t.test(
  'rules, holidays, plans, leave and overtime are said on the command line, and change the same month',
  async (t) => {
    const { file, folder, run, json, report, person } = await office(t);
    await send(file, {
      terminal: 'gate-17',
      recorded: [clocked('in 2024-11-04 08:40', { person }), clocked('out 2024-11-04 19:00', { person })],
    });
    const day = async (date: string) => (await report()).reports[0].days[Number(date.slice(8)) - 1];
    t.match(await day('2024-11-04'), { lateMs: 600_000, overtime: [{ hours: 3, isApproved: false }] });
    const rules = JSON.parse((await run('attendance', 'rules', 'show', '--on', '2024-11-04')).out);
    t.strictSame(rules, UNIVERSITY_RULES);
    const path = join(folder, 'rules.json');
    writeFileSync(
      path,
      JSON.stringify({ ...rules, shifts: [{ ...rules.shifts[0], hours: '08:45-16:45' }], normal: rules.normal }),
    );
    t.match(await run('attendance', 'rules', 'set', path), { code: 2, err: /raise its version/ });
    writeFileSync(
      path,
      JSON.stringify({ ...rules, version: 2, shifts: [{ ...rules.shifts[0], hours: '08:45-16:45' }] }),
    );
    t.match(await json('attendance', 'rules', 'set', path), { version: 2, isNew: true });
    t.match(await json('attendance', 'rules', 'set', path), { version: 2, isNew: false });
    t.match(await day('2024-11-04'), { lateMs: 0, rules: { version: 2 } }, 'worked out anew');
    t.match(await run('attendance', 'rules', 'list'), {
      out: /2022-03-01 +university-2565 +1 .*shipped[\s\S]*university-2565 +2 /,
    });
    writeFileSync(path, '{');
    t.match(await run('attendance', 'rules', 'set', path), { code: 2, err: /no JSON/ });
    writeFileSync(path, JSON.stringify({ ...rules, zone: 'Mars' }));
    t.match(await run('attendance', 'rules', 'set', path), { code: 2, err: /zone no time zone/ });

    t.match(await run('attendance', 'holidays', 'add', '2024-11-05', '--name', 'วันหยุด'), { code: 0 });
    t.match(await day('2024-11-05'), { status: 'holiday', holiday: 'วันหยุด' });
    const who = ['--person', '0000012345'];
    t.match(await run('attendance', 'plan', 'add', ...who, '--from', '2024-11-05', '--hours', 'office'), { code: 0 });
    t.match(await day('2024-11-05'), { status: 'absent' }, 'the plan of one day stands above the holiday');
    t.match(await run('attendance', 'plan', 'add', ...who, '--from', '2024-11-05', '--hours', 'moon'), {
      code: 2,
      err: /no rules have this shift/,
    });
    t.match(await run('attendance', 'plan', 'add', ...who, '--from', '2024-11-05', '--hours', '8-16'), {
      code: 2,
      err: /no hours/,
    });
    t.match(await run('attendance', 'plan', 'remove', '99'), { code: 2, err: /no plan 99/ });
    const [{ number }] = (await json('attendance', 'plan', 'list', ...who)).records;
    t.match(await run('attendance', 'plan', 'remove', `${number}`), { code: 0 });
    t.match(await day('2024-11-05'), { status: 'holiday' });
    t.match(await run('attendance', 'leave', 'add', ...who, '--from', '2024-11-06', '--until', '2024-11-07'), {
      code: 0,
    });
    t.match([(await day('2024-11-06')).status, (await day('2024-11-07')).status], ['leave', 'leave']);
    t.match(await run('attendance', 'leave', 'add', ...who, '--from', '2024-11-07', '--until', '2024-11-06'), {
      code: 2,
      err: /before/,
    });
    const order = [
      'attendance',
      'overtime',
      'ask',
      ...who,
      '--date',
      '2024-11-04',
      '--hours',
      '16:45-19:00',
      '--reason',
      'r',
      '--by',
      'a',
    ];
    t.match(await json(...order), { isNew: true });
    const [request] = (await json('attendance', 'requests')).requests;
    t.match(await run('attendance', 'approve', `${request.number}`, '--by', 'b'), { code: 0 });
    t.match(await day('2024-11-04'), {
      overtime: [{ hours: 2, isApproved: true, baht: 100 }],
      remarks: [{ remark: 'overtime-approved-late' }],
    });
    t.match(
      await run(
        'attendance',
        'method',
        'set',
        ...who,
        '--method',
        'card-face',
        '--from',
        '2024-11-01',
        '--until',
        '2024-12-31',
      ),
      { code: 0 },
    );
    t.match((await day('2024-11-04')).remarks, [{ remark: 'other-method', detail: '2024-12-31' }, {}]);
    t.match(await run('attendance', 'method', 'set', ...who, '--method', 'card-face', '--from', '2024-11-01'), {
      code: 2,
      err: /--until/,
    });
    t.match(await run('attendance', 'policy', 'set', ...who, '--policy', 'exempt', '--from', '2024-11-01'), {
      code: 0,
    });
    t.match(await day('2024-11-08'), { status: 'exempt' });
    const ahead = ['--from', '2090-01-01', '--until', '2090-03-31'];
    const method = (name: string) => run('attendance', 'method', 'set', ...who, '--method', name, ...ahead);
    t.match(await method('card-finger'), { code: 0 });
    const [, code = ''] = who;
    t.match(await run('people', 'show', code), { out: /clocks by card-finger from 2090-01-01 to 2090-03-31/ });
    t.strictSame((await json('people', 'show', code)).methods, [
      { method: 'card-finger', from: '2090-01-01', until: '2090-03-31' },
    ]);
    t.match(await method('thumb'), { code: 2, err: /card-finger/ });
  },
);

t.test(
  'files of plans, holidays, leave and orders: each mistake by line and column, twice changes nothing',
  async (t) => {
    const { folder, json, run } = await office(t);
    const importing = async (noun: string, text: string, ...args: string[]) => {
      const path = join(folder, `${noun}.csv`);
      writeFileSync(path, text);
      const { code, out, err } = await run('attendance', noun, 'import', path, '--json', ...args);
      return { code, err, told: out === '' ? undefined : JSON.parse(out) };
    };
    const plans = [
      'code,from,until,days,hours',
      '0000012345,2024-11-01,2024-11-30,mon-fri,22:00-06:00',
      '12345,2024-11-01,,,off',
      '0000012345,2567-11-01,,,off',
      '0000012345,2024-11-02,2024-11-01,someday,8-5',
    ].join('\n');
    const first = await importing('plan', plans);
    t.match(first, { code: 1, told: { rows: 4, booked: 1 } });
    t.match(first.told.aside, [
      { line: 3, column: 'code', columnNumber: 1, why: 'nobody has this code' },
      { line: 4, column: 'from', columnNumber: 2, why: /Buddhist/ },
      { line: 5, column: 'until', why: /before/ },
      { line: 5, column: 'days', why: 'no day of the week' },
      { line: 5, column: 'hours', why: /no hours/ },
    ]);
    t.match(await importing('plan', plans), { told: { booked: 0, unchanged: 1 } });
    t.match(await importing('holidays', 'date,name\n5/12/2567,วันพ่อ\n', '--dates', 'dmy-be'), {
      code: 0,
      told: { booked: 1 },
    });
    t.match(await json('attendance', 'holidays', 'list'), {
      records: [{ from: '2024-12-05', body: { name: 'วันพ่อ', kind: 'annual' } }],
    });
    t.match(await importing('leave', 'code,from,part\n0000012345,2024-11-04,noon\n'), {
      code: 1,
      told: { booked: 0, aside: [{ column: 'part' }] },
    });
    const orders =
      'code,date,hours,reason,travels\n0000012345,2024-11-04,16:30-20:00,r,maybe\n0000012345,2024-11-05,16:30-20:00,r,yes\n';
    t.match(await importing('overtime', orders), {
      code: 1,
      told: { booked: 1, aside: [{ line: 2, column: 'travels' }] },
    });
    t.match(await importing('overtime', orders), { told: { booked: 0, unchanged: 1 } });
    t.match(await importing('leave', 'code,day\n1,2024-11-04\n'), { code: 2, err: /no column from/ });
    t.match(await importing('leave', 'code,from,untill\n1,2024-11-04,\n'), { code: 2, err: /untill is none of/ });
    t.match(await importing('leave', ''), { code: 2, err: /empty/ });
    t.match(await importing('leave', 'code,from\n0000012345,2024-11-04\n', '--dry-run'), {
      code: 0,
      told: { isDone: false },
    });
    t.match((await json('attendance', 'leave', 'list')).records, []);
  },
);

t.test(
  'a page for the printer is Thai, counts Buddhist years, fetches nothing, and no name can act in it',
  async (t) => {
    const { file, folder, run, add } = await office(t);
    const hostile = '<img src=x onerror="alert(1)">\u202e&amp;';
    const id = await add('=1+1', hostile, '"><script>alert(2)</script>');
    await send(file, { terminal: 'gate-17', recorded: full(id, WEEKDAYS.slice(0, 1)) });
    const path = join(folder, 'november.html');
    t.match(await run('report', 'attendance', ...MONTH, '--format', 'html', '--out', path), {
      code: 0,
      out: /2 people, 60 days/,
    });
    t.equal(statSync(path).mode & 0o077, 0, 'for its owner alone');
    const page = readFileSync(path, 'utf8');
    t.match(page, /^<!DOCTYPE html>\n<html lang="th">/);
    t.match(page, /รายงานการมาปฏิบัติงาน ประจำเดือน พฤศจิกายน 2567/);
    t.match(page, /ศุกร์ 1 พ\.ย\. 2567/);
    t.match(page, /size:A4/);
    t.ok(page.includes(NAME), 'byte for byte');
    t.equal((page.match(/<section>/g) ?? []).length, 2);
    t.equal((page.match(/<tr class=/g) ?? []).length, 60);
    t.notMatch(page, /<script|<img|\u202e|https?:|src=x onerror="/);
    t.match(page, /&lt;img src=x onerror=&quot;alert\(1\)&quot;&gt; &amp;amp;/);
    t.match(page, /default-src 'none'/);
    const digits = (await run('report', 'attendance', ...MONTH, '--format', 'html', '--thai-digits')).out;
    t.match(digits, /พฤศจิกายน ๒๕๖๗[\s\S]*๐๘:๒๙:๕๙/);
    t.ok(digits.includes('=1+1'), 'codes keep their digits');
    t.match(await run('report', 'attendance', ...MONTH, '--format', 'html', '--json'), { code: 2, err: /--out/ });
    t.match(await run('report', 'attendance', ...MONTH, '--out', join(folder, 'no', 'where')), {
      code: 2,
      err: /cannot be written/,
    });
    const csv = (await run('report', 'attendance', ...MONTH, '--format', 'csv')).out;
    t.match(csv, /^\uFEFFcode,name_th,/);
    t.ok(csv.includes("'=1+1,"), 'no formula begins a cell');
    t.equal(csv.trimEnd().split('\r\n').length, 61);
    t.match(
      csv,
      /2024-11-01,worked,,,2024-11-01T08:29:59\.000\+07:00,2024-11-01T16:30:00\.000\+07:00,bangkok\.gate-17/,
    );
  },
);

t.test(
  'overtime is ordered as time off, taken with permission, and the ledger tells what is left until when',
  async (t) => {
    const { file, folder, run, json, report, person, add } = await office(t);
    await add('z', 'z', 'คลัง');
    const saturdays = ['2024-09-28', '2024-10-05'];
    await send(file, {
      terminal: 'gate-17',
      recorded: saturdays.flatMap((day) => [
        clocked(`in ${day} 08:30`, { person }),
        clocked(`out ${day} 16:30`, { person }),
      ]),
    });
    const who = ['--person', '0000012345', '--reason', 'r', '--by', 'somchai'];
    const order = ['--hours', '08:30-16:30', '--in-lieu', ...who];
    t.match(await run('report', 'lieu'), { code: 0, out: /nobody has time off in lieu/ });
    for (const [at, day] of saturdays.entries()) {
      t.match(await json('attendance', 'overtime', 'ask', '--date', day, ...order), { number: at + 1 });
      await run('attendance', 'approve', `${at + 1}`, '--by', 'head');
    }
    t.match(await json('attendance', 'lieu', 'ask', '--from', '2024-10-10', ...who), { number: 3 });
    t.match(await run('attendance', 'approve', '3', '--by', 'Somchai'), { code: 2, err: /somebody else/ });
    t.match(await run('attendance', 'approve', '3', '--by', 'head'), { code: 0 });
    const october = (await json('report', 'attendance', '--month', '2024-10', '--person', '0000012345')).reports[0];
    t.match(october.days[9], { date: '2024-10-10', status: 'lieu', counted: 0 });
    t.match(october.totals, { lieuDays: 1, leaveDays: 0, lieuHours: 7, overtimeBaht: 0 });
    t.match(october.lieu, {
      ...{ earnedHours: 7, takenHours: 8, leftHours: 6, lapsedHours: 0, uncoveredHours: 0 },
      next: { hours: 6, usableUntil: '2025-09-30' },
    });
    t.match(await json('report', 'lieu', '--on', '2024-10-09'), {
      people: [{ code: '0000012345', leftHours: 14, next: { hours: 7, usableUntil: '2024-10-31' } }],
    });
    t.match(await json('report', 'lieu', '--on', '2024-10-31'), {
      people: [
        { leftHours: 6, taken: [{ date: '2024-10-10', hours: 8 }], grants: [{ usedHours: 7 }, { usedHours: 1 }] },
      ],
    });
    t.match(await run('report', 'lieu', '--on', '2024-11-01'), {
      out: /0000012345 .*14 h +8 h +6 h +6 h on 2025-09-30 +0 h/,
    });
    t.match(await run('report', 'attendance', '--month', '2024-10'), {
      out: /in lieu 1 days off, 6 h left \(6 h until 2025-09-30\)/,
    });
    t.match(
      (await run('report', 'attendance', '--month', '2024-10', '--format', 'html')).out,
      /เหลือ 6 ชม\. \(6 ชม\. ใช้ได้ถึง/,
    );
    t.equal(
      (await report()).reports.find(({ person: one }: { person: { code: string } }) => one.code === 'z').lieu,
      null,
    );
    const orders = join(folder, 'orders.csv');
    writeFileSync(
      orders,
      `code,date,hours,reason,in_lieu\n0000012345,2024-11-02,08:30-16:30,r,yes\n0000012345,2024-11-03,08:30-16:30,r,perhaps\n`,
    );
    t.match(JSON.parse((await run('attendance', 'overtime', 'import', orders, '--json')).out), {
      ...{ booked: 1, aside: [{ line: 3, column: 'in_lieu' }] },
    });
    t.match(await run('attendance', 'lieu', 'remove', '3'), { code: 0 });
    t.match(await json('report', 'lieu', '--on', '2024-10-31'), { people: [{ leftHours: 14, taken: [] }] });
    t.match(await run('report', 'lieu', '--person', 'nobody'), { code: 2, err: /nobody has the code/ });
  },
);

t.test('units are summed, few people never by themselves; terminals show their use and what it costs', async (t) => {
  const { file, json, run, add, person } = await office(t);
  const others = await Promise.all([...'abcd'].map((code) => add(code, code, 'หอสมุด')));
  await add('z', 'z', 'คลัง');
  const [day = ''] = WEEKDAYS;
  await send(file, {
    terminal: 'gate-17',
    recorded: [
      ...full(person, [day]),
      ...others.flatMap((other) => [
        clocked(`in ${day} 08:31`, { person: other }),
        clocked(`out ${day} 16:30`, { person: other }),
      ]),
      clocked(`in ${day} 09:00`, { outcome: 'refused', reason: 'no-match' }),
      {
        utcMs: Date.parse(`${day}T10:00:00Z`),
        payload: { event: 'fault', device: 'sensor', code: 'HAL_TIMEOUT', detail: '' },
      },
    ],
  });
  await send(file, { terminal: 'door', recorded: [clocked('in 2024-10-01 08:00', { person })] });
  const { units } = await json('report', 'summary', ...MONTH);
  t.match(units, [
    {
      unit: 'หอสมุด',
      people: 5,
      figures: { dueDays: 105, keptDays: 1, lateDays: 4, absentDays: 100, punctuality: 1 / 105 },
    },
    { unit: null, people: 1, figures: null },
  ]);
  t.match(await run('report', 'summary', ...MONTH), {
    out: /หอสมุด +5 +105[\s\S]*fewer than 5 each\) +1 +too few to show/,
  });
  t.match(await json('report', 'summary', ...MONTH, '--smallest', '1'), { units: [{ unit: 'คลัง', people: 1 }, {}] });
  t.match(await run('attendance', 'costs', 'set', 'gate-17', '--monthly', '1500', '--from', '2024-10-01'), { code: 0 });
  t.match(await run('attendance', 'costs', 'set', 'gate-17', '--monthly', 'much', '--from', '2024-10-01'), {
    code: 2,
    err: /baht/,
  });
  t.match(await json('report', 'terminals', ...MONTH), {
    terminals: [
      { terminal: 'bangkok.door', punches: 0, people: 0, bahtPerMonth: null, punctuality: null },
      {
        ...{ terminal: 'bangkok.gate-17', punches: 10, ins: 5, outs: 5, people: 5, refused: 1, faults: 1 },
        ...{ gradedIns: 5, lateIns: 4, punctuality: 0.2, bahtPerMonth: 1500, bahtPerPunch: 150 },
      },
    ],
  });
  t.match(await run('report', 'terminals', ...MONTH), { out: /bangkok\.gate-17 +10 +5 +0 +1 +1 +20\.0 % +1,500 +150/ });
});

t.test('an HR system is handed each entry once, under one number, and the same file whenever it asks', async (t) => {
  const { file, folder, run, json, person } = await office(t);
  const [first = '', second = ''] = WEEKDAYS;
  const entries = await send(file, {
    terminal: 'gate-17',
    recorded: [...full(person, [first]), clocked(`in ${first} 12:00`, { subject: 'p-x' })],
  });
  const [one, two, again] = ['one.csv', 'two.json', 'again.csv'].map((name) => join(folder, name));
  const out = (path = ''): readonly string[] => ['--out', path];
  const handed = await json('export', 'attendance', ...MONTH, ...out(one));
  t.match(handed, { number: 1, entries: 2, found: 3, earlier: 0, withoutCode: 1, sha256: /^[0-9a-f]{64}$/ });
  t.match(await run('export', 'attendance', ...MONTH, ...out(two), '--json'), {
    code: 1,
    out: /"number":null,"entries":0,"found":3,"earlier":2,"withoutCode":1,"unreadable":0/,
  });
  await send(file, { terminal: 'gate-17', recorded: full(person, [second]), historical: true, after: entries });
  await run(
    'attendance',
    'correct',
    '--person',
    '0000012345',
    '--date',
    first,
    '--direction',
    'out',
    '--time',
    '17:00',
    '--reason',
    'r',
    '--by',
    'a',
  );
  await run('attendance', 'approve', '1', '--by', 'b');
  t.match(await json('export', 'attendance', ...MONTH, ...out(two), '--format', 'json'), {
    number: 2,
    entries: 3,
    earlier: 2,
  });
  const rows = JSON.parse(readFileSync(two ?? '', 'utf8')).rows;
  t.match(rows.map(({ key }: { key: string }) => key).sort(), [
    'bangkok.gate-17/journal-gate-17/4',
    'bangkok.gate-17/journal-gate-17/5',
    'correction/1',
  ]);
  t.match(rows[0], { code: '0000012345', remarks: 'corrected', time: `${first}T17:00:00.000+07:00`, terminal: '' });
  t.notOk(JSON.stringify(rows).includes('น้ำฝน'), 'no names');
  await run('people', 'remove', '0000012345');
  t.match(await json('export', 'attendance', '--number', '1', ...out(again)), {
    number: 1,
    entries: 2,
    sha256: handed.sha256,
  });
  t.equal(readFileSync(one ?? '', 'utf8'), readFileSync(again ?? '', 'utf8'), 'though they have left');
  t.match(await json('export', 'list'), {
    handOvers: [
      { number: 1, entries: 2 },
      { number: 2, entries: 3 },
    ],
  });
  t.match(await run('export', 'attendance', '--number', '9', ...out(again)), { code: 2, err: /number 9/ });
  t.match(await run('export', 'attendance', ...out(again)), { code: 2, err: /either --month/ });
  const lost = await run('export', 'attendance', '--month', '2024-10', '--out', join(folder, 'no', 'where'));
  t.match(lost, { code: 1 }, 'nothing to hand over in October');
});

t.test(
  'an entry that came twice with other content counts as the first, and says so; one that nobody understands is counted',
  async (t) => {
    const { file, report, run, person } = await office(t);
    const [day = ''] = WEEKDAYS;
    const later = { utcMs: Date.parse(`${day}T02:00:00Z`), payload: { event: 'clock', outcome: 'of a later version' } };
    await send(file, { terminal: 'gate-17', recorded: [...full(person, [day]), later as never] });
    await send(file, { terminal: 'gate-17', recorded: [clocked(`in ${day} 07:00`, { person })] });
    const told = await report();
    t.match(told.reports[0].days[0], { status: 'worked', lateMs: 0, remarks: [{ remark: 'not-sound' }] });
    t.equal(told.reports[0].days[0].in.atMs, Date.parse(`${day}T08:29:59+07:00`));
    t.equal(told.unreadable, 1);
    t.match((await run('report', 'attendance', ...MONTH)).err, /1 entries cannot be understood/);
  },
);
