// From an empty machine to a monthly report, as a fleet manager goes: every step by the real command line, on a real PostgreSQL, over a real
// Mosquitto with TLS, with a real terminal as a process of its own that reads a real serial line.
// Simulated: the fingerprint module at the end of that line and the finger on it, the time service that vouches for the clock, and one whole terminal,
// gate-18, which tells of a month that nobody waited for.
import { readFileSync, writeFileSync } from 'node:fs';
import t from 'tap';
import { noMosquitto } from '../cloud-bridge/fixtures/mosquitto.ts';
import { noPostgres, PostgresServer } from '../cloud-bridge/fixtures/postgres.ts';
import { joinBy, signerOf } from '../cloud-bridge/fleet/trust/fixtures/trusted-fleet.ts';
import { noSocat } from '../hal/fixtures/socat.ts';
import { Hand, plugModule } from './fixtures/journey/finger-line.ts';
import { nightJune, officeJune, sendJune } from './fixtures/journey/invented-june.ts';
import { MachineRoom, SQLITE } from './fixtures/journey/machine-room.ts';
import { windows874 } from './fixtures/journey/windows-874.ts';
import { until } from './fixtures/terminal.ts';

/** As HR has them; the code is the row's. */
const NAMES = [
  ...['มาลี ศรีสุข', 'อนันต์ ใจดี', 'วิภา แก้วใส', 'ประเสริฐ ทองคำ', 'กัลยา ปิ่นแก้ว', 'น้ำฝน ใจงาม', 'ธีระ บุญมี', 'สุดา พึ่งบุญ'],
  ...['ณัฐ เกตุแก้ว', 'พิมพ์ จันทร์', 'ชัย วงศ์ใหญ่', 'รัตนา สุขใจ', 'ก้อง ฟ้าใส', 'เดือน เพ็ญ', 'ขวัญ ใจ', 'ภูผา ศิลา', 'ปู่ กี่'],
];
const codeOf = (at: number): string => `00000${12_346 + at}`;
const MALI = codeOf(0);
const ANAN = codeOf(1);
const JUNE = ['--month', '2025-06'] as const;

/** 2025-06 */
const thaiMonth = (utcMs: number): string => new Date(utcMs + 7 * 3_600_000).toISOString().slice(0, 7);

/** @param slip what stands for the day on which the person of line 17 begins */
const staffCsv = (slip: string): Uint8Array =>
  windows874(
    [
      'รหัส,ชื่อ-สกุล,วันที่เริ่ม,สังกัด,กลุ่ม',
      ...NAMES.map((name, at) => `${codeOf(at)},${name},${at === 15 ? slip : '2025-01-06'},หอสมุด,บุคลากร`),
      '',
    ].join('\r\n'),
  );

t.test('from an empty machine to a monthly report', { skip: noMosquitto || noSocat }, async (t) => {
  // As a fleet of many terminals has it. In SQLite the commands have tests of their own, so it is for machines without the other alone.
  await using postgres = noPostgres === false ? await PostgresServer.start() : undefined;
  const store = (await postgres?.newDatabase()) ?? SQLITE;
  const room = await MachineRoom.in({ folder: t.testdir({}), store });
  const { ridgectl, by, at } = room;
  const json = room.json.bind(room);

  // An empty machine: whoever begins at the wrong end is told where the right one is.
  t.match(await ridgectl('officers', 'add', 'สมชาย', '--role', 'administrator', '--out', 'somchai.key'), {
    code: 2,
    err: /there is no fleet.*ridgectl ingest"? makes it/,
  });

  // A broker that lets in whom the fleet certifies, and the service that stores.
  t.match(await room.makeBroker(), { code: 0, err: /start it: mosquitto -c[\s\S]*--cert fleet\.db\.deliver\.pem/ });
  await using _broker = await room.startBroker();
  await using ingest = room.service('ingest', ...room.road('ingest'));
  await ingest.says(/online/);

  // Officers: the first by whoever holds the store, the others by officers.
  const somchai = ['--code', '0000012345', '--name-th', 'สมชาย น้ำใจงาม', '--unit', 'office'];
  t.match(await ridgectl('people', 'add', ...somchai), { code: 0 });
  const adds = (name: string, role: string, key: string) => ['officers', 'add', name, '--role', role, '--out', key];
  t.match(await ridgectl(...adds('สมชาย', 'administrator', 'somchai.key'), '--person', '0000012345'), { code: 0 });
  t.match(await ridgectl('people', 'list'), { code: 3, err: /OFFICER_REFUSED.*--as FILE, or RIDGECTL_AS/ });
  t.match(await by('somchai', ...adds('Prasert', 'administrator', 'prasert.key')), { code: 0 });
  t.match(await by('somchai', ...adds('Wipa', 'viewer', 'wipa.key')), { code: 0 });
  t.match(await by('wipa', 'people', 'import', 'staff.csv'), {
    code: 3,
    out: '',
    err: /people import takes the role operator; Wipa is viewer.*ask an officer who may/,
  });

  // Names for what people and grants will mean.
  for (const words of [
    ['sites', 'add', 'bangkok', '--name-th', 'วิทยาเขตกรุงเทพ'],
    ['units', 'add', 'library', '--name-th', 'หอสมุด'],
    ['groups', 'add', 'staff', '--name-th', 'บุคลากร'],
  ])
    t.match(await by('somchai', ...words), { code: 0 });

  // People from HR's file, in the encoding of before, with one slip in it; mended, it is taken; once more, it changes nothing.
  const importing = ['people', 'import', 'staff.csv', '--map', 'validFrom=วันที่เริ่ม', '--strict'];
  writeFileSync(at('staff.csv'), staffCsv('2025-02-30'));
  t.match(await by('somchai', ...importing, '--expect', '17'), {
    code: 1,
    out: /17 rows in windows-874: 16 joined[\s\S]*\n1 row was set aside:\n {2}line 17 column 3 \(วันที่เริ่ม\): no day of the calendar\n/,
  });
  writeFileSync(at('staff.csv'), staffCsv('2025-02-28'));
  t.match(await json('somchai', ...importing), { joined: 1, unchanged: 16, changed: 0, aside: [] });
  t.match(await json('somchai', ...importing), { joined: 0, unchanged: 17, changed: 0, aside: [] });
  const { people } = await json('somchai', 'people', 'list', '--unit', 'library');
  t.strictSame(
    people.map(({ code, nameTh }: { code: string; nameTh: string }) => [code, nameTh]),
    NAMES.map((name, nth) => [codeOf(nth), name]),
    'byte for byte',
  );

  // A terminal joins by a code that is good once, with two files that somebody carries.
  await using module = await plugModule(at('sensor.tty'));
  room.writeConfig();
  const { code } = await json('somchai', 'terminals', 'add', 'bangkok.gate-17');
  const config = ['--config', 'ridged.toml'];
  t.match(await room.ridged('claim', code, '--request', 'claim.jws', ...config), { code: 0, out: /asks to join/ });
  const claims = ['terminals', 'claim', 'claim.jws', '--code', code, '--answer', 'answer.json'];
  t.match(await json('somchai', ...claims), { claimed: true });
  t.match(await by('somchai', ...claims), { code: 1 }, 'once, and not again');
  const answered = await room.ridged('claim', code, '--answer', 'answer.json', ...config, '--json');
  room.addToConfig(JSON.parse(answered.out).missing);
  await using terminal = room.terminal('run', ...config, '--json');
  await terminal.says(/"ready":true/);
  const { screen } = JSON.parse(terminal.out.split('\n')[0] ?? '');
  await until('it is on line', async () => {
    const { terminals } = await json('somchai', 'terminals', 'list');
    return terminals[0]?.state === 'online';
  });

  // What is granted is usable once the terminal's own hash proves it.
  t.match(await by('somchai', 'grants', 'add', '--group', 'staff', '--site', 'bangkok'), {
    code: 0,
    out: /it meets 17 people at 1 terminals now/,
  });
  const push = ['push', ...room.road('deliver')];
  t.match(await by('somchai', ...push, '--terminal', 'gate-99'), {
    code: 2,
    err: /no terminal gate-99 .*terminals list/,
  });
  t.match(await json('somchai', ...push, '--within', '60'), {
    proven: true,
    terminals: [{ terminal: 'bangkok.gate-17', people: 17, has: { people: 17 } }],
  });

  // Somebody is enrolled from afar: the terminal calls them, and the fleet has their finger afterwards.
  await using deliver = room.service('deliver', ...room.road('deliver'));
  await deliver.says(/online/);
  const hand = new Hand(module, screen, 1);
  const enrols = ['enrol', '--terminal', 'gate-17', '--person', MALI, '--finger', 'right-index'];
  await using enrolment = room.service(...enrols, ...room.road('deliver'), '--as', 'somchai.key');
  await enrolment.says(/called/);
  t.equal(await hand.enrol(), 'saved');
  t.match(await enrolment.ended, { code: 0, out: /bangkok\.gate-17 +done/, err: /runs \[.*right-index/ });
  await until('the fleet has the finger', async () => {
    const { people: now } = await json('somchai', 'people', 'list', '--unit', 'library');
    return now[0].fingers === 1;
  });

  // They come and go, and the fleet hears of both.
  const follow = room.service('journal', 'follow', '--last', '1', '--as', 'somchai.key');
  await using _follow = follow;
  await follow.says(/gate-17/);
  for (const direction of ['in', 'out'] as const)
    t.match(await hand.clock(direction), { accepted: true, nameTh: NAMES[0], direction });
  await follow.says(/clock accepted in [\s\S]*clock accepted out /);
  t.match(await follow.stop(), { code: 0 });

  // A month: hours, a holiday, a leave, and what the simulated terminal tells of June.
  writeFileSync(at('holidays.csv'), 'date,name,kind\n2025-06-03,วันเฉลิมพระชนมพรรษา,annual\n2025-06-31,ไม่มี,annual\n');
  t.match(await by('somchai', 'attendance', 'holidays', 'import', 'holidays.csv'), {
    code: 1,
    out: /1 booked[\s\S]*line 3 column 1 \(date\): no day of the calendar/,
  });
  const nights = ['--from', '2025-06-09', '--until', '2025-06-13', '--days', 'mon-fri', '--hours', '22:00-06:00'];
  t.match(await by('somchai', 'attendance', 'plan', 'add', '--person', ANAN, ...nights), { code: 0 });
  t.match(await by('somchai', 'attendance', 'leave', 'add', '--person', MALI, '--from', '2025-06-06'), { code: 0 });
  const asSomchai = { keys: at('fleet.db'), run: by.bind(null, 'somchai'), json: json.bind(null, 'somchai') };
  const gate18 = await joinBy(asSomchai, 'bangkok.gate-18', signerOf());
  const [mali, anan] = people.map(({ id }: { id: string }) => id);
  const recorded = [...officeJune(mali), ...nightJune(anan)];
  t.equal(await sendJune(gate18, { url: room.terminalsUrl, recorded }), 35 + 10);
  t.match(await by('somchai', 'journal', 'gaps'), { code: 0, out: /no gaps/ });

  // The punch that is missing is asked for by one officer and counts once another has approved it.
  const monthOf = async (person: string) =>
    (await json('wipa', 'report', 'attendance', ...JUNE, '--person', person)).reports[0];
  t.match(await monthOf(MALI), { totals: { missingOut: 1 } });
  const missing = ['--person', MALI, '--date', '2025-06-05', '--direction', 'out', '--time', '16:35'];
  const { number } = await json('somchai', 'attendance', 'correct', ...missing, '--reason', 'ลืมสแกน');
  t.match(await by('somchai', 'attendance', 'approve', `${number}`), { code: 3, err: /whoever decides has asked for/ });
  t.match(await monthOf(MALI), { totals: { missingOut: 1 } }, 'so far it counts nothing');
  t.match(await by('prasert', 'attendance', 'approve', `${number}`), { code: 0, out: /approved by Prasert/ });

  // The month's end. 21 weekdays, one a holiday and one a leave: 19 due, 18 worked, the 30th missed.
  const office = await monthOf(MALI);
  t.match(office.totals, {
    ...{ dueDays: 19, workedDays: 18, absentDays: 1, leaveDays: 1, missingIn: 0, missingOut: 0 },
    ...{ lateDays: 1, lateMs: 10 * 60_000, earlyDays: 0, counted: 1 },
  });
  const night = await monthOf(ANAN);
  t.match(night.totals, { dueDays: 20, workedDays: 5, absentDays: 15, lateDays: 0, earlyDays: 0 });
  t.match(await by('wipa', 'report', 'attendance', ...JUNE, '--person', MALI), {
    code: 0,
    out: /2025-06-04 +08:40:00 +16:30:00 [\s\S]*2025-06-05 +08:20:00 +16:35:00 \(recorded nothing\)[\s\S]*18 of 19 days; late 1 /,
  });
  t.match(await by('wipa', 'report', 'attendance', ...JUNE, '--format', 'csv', '--out', 'june.csv'), { code: 0 });
  const rows = readFileSync(at('june.csv'), 'utf8').split('\r\n');
  t.equal(rows.length, 1 + 18 * 30 + 1, 'a head, a row for each of 18 people and 30 days, and nothing after the last');
  t.ok(rows.some((row) => row.startsWith(`${MALI},${NAMES[0]},`) && row.includes(',2025-06-04,worked,')));
  const html = ['--format', 'html', '--thai-digits', '--out', 'june.html', '--person', MALI];
  t.match(await by('wipa', 'report', 'attendance', ...JUNE, ...html), { code: 0 });
  const page = readFileSync(at('june.html'), 'utf8');
  t.match(page, /มิถุนายน ๒๕๖๘/);
  t.ok(page.includes(NAMES[0] ?? ''));

  // What was clocked at the real terminal stands in the month of today; shortly after midnight of its first that may be the one before.
  let told = '';
  for (const month of new Set([thaiMonth(Date.now() - 86_400_000), thaiMonth(Date.now())])) {
    const words = ['--month', month, '--person', MALI, '--format', 'csv', '--out', `${month}.csv`];
    t.match(await by('wipa', 'report', 'attendance', ...words), { code: 0 });
    told += readFileSync(at(`${month}.csv`), 'utf8');
  }
  t.match(told, /bangkok\.gate-17/);

  // HR is handed each punch once: 45 that were recorded and one that was approved.
  t.match(await json('somchai', 'export', 'attendance', ...JUNE, '--out', 'hr.csv'), { number: 1, entries: 46 });
  t.match(await by('somchai', 'export', 'attendance', ...JUNE, '--out', 'again.csv'), { code: 1, out: /already\n$/ });
  t.match(await by('somchai', 'export', 'attendance', '--number', '1', '--out', 'same.csv'), { code: 0 });
  t.equal(readFileSync(at('same.csv'), 'utf8'), readFileSync(at('hr.csv'), 'utf8'), 'the same file again');

  // Who did all this stands in the audit, whole.
  t.match(await json('somchai', 'audit', 'verify'), { intact: true, flaws: [], unended: [] });
  t.match(await ingest.stop(), { code: 0 });
});
