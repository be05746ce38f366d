// Files as HR systems write them: in every encoding, with names that must survive, and with mistakes that are named by line and column.
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { type DesiredFinger, encodeTis620, ManualClock } from '../../../protocol/index.ts';
import { manager } from '../../fixtures/ridgectl.ts';
import { openSqliteRegister } from '../register/index.ts';
import { checkRows } from './check-rows.ts';
import { mapColumns } from './map-columns.ts';
import { writeQuarantine } from './quarantine.ts';
import { readRows } from './read-rows.ts';

const HEAD = 'code,name_th,unit';
const csv = (...lines: readonly string[]): Uint8Array => Buffer.from([HEAD, ...lines, ''].join('\r\n'));

async function importer(t: Test) {
  const { folder, file, run, json } = await manager(t);
  const importing = async (bytes: Uint8Array | string, ...args: string[]) => {
    const path = join(folder, args.includes('json-file') ? 'staff.json' : 'staff.csv');
    writeFileSync(path, bytes);
    const { code, out, err } = await run(
      'people',
      'import',
      path,
      '--json',
      ...args.filter((arg) => arg !== 'json-file'),
    );
    return { code, err, told: out === '' ? undefined : JSON.parse(out) };
  };
  const names = async (): Promise<readonly string[]> =>
    (await json('people', 'list')).people.map(({ nameTh }: { nameTh: string }) => nameTh);
  const shown = (code: string) => json('people', 'show', code);
  return { folder, file, run, importing, names, shown };
}

t.test('Thai names survive each encoding, byte for byte, with and without a mark at the beginning', async (t) => {
  const name = 'น้ำฝน  ใจงาม';
  const text = `${HEAD}\n0001,${name},หอสมุด\n`;
  const files: readonly [string, Uint8Array, string][] = [
    ['UTF-8', Buffer.from(text), 'utf-8'],
    ['UTF-8 with BOM', Buffer.from(`\uFEFF${text}`), 'utf-8'],
    ['UTF-16 with BOM', Buffer.from(`\uFEFF${text}`, 'utf16le'), 'utf-16le'],
    [
      'Windows-874',
      Buffer.concat([
        Buffer.from(`${HEAD}\n0001,`),
        encodeTis620(name),
        Buffer.from(','),
        encodeTis620('หอสมุด'),
        Buffer.from('\n'),
      ]),
      'windows-874',
    ],
  ];
  for (const [what, bytes, as] of files) {
    const { rows, columns, encoding } = readRows(bytes, { format: 'csv' });
    t.strictSame([columns, encoding], [HEAD.split(','), as], what);
    t.strictSame([...(rows[0]?.cells.values() ?? [])], ['0001', name, 'หอสมุด'], what);
  }
  t.throws(() => readRows(Buffer.from(text), { format: 'csv', encoding: 'utf-16le' }), { code: 'USAGE' });
});

t.test('what is no table is one clear line, with the line where there is one', async (t) => {
  const wrong = (bytes: string, why: RegExp, format: 'csv' | 'json' = 'csv') =>
    t.throws(() => readRows(Buffer.from(bytes), { format }), { code: 'USAGE', context: { why } }, bytes);
  wrong('', /empty/);
  wrong('a,a\n1,2\n', /there twice/);
  wrong('a,b\n1,2\n1,2,3\n', /line 3: 3 columns/);
  wrong('a,b\n1,"2\n', /Quote/i);
  wrong('{', /no JSON/, 'json');
  wrong('{"a":1}', /no list of records/, 'json');
  wrong('[{"a":{}}]', /record 1: a/, 'json');
});

t.test('each mistake is named by line and column, and nobody else is held up', async (t) => {
  const table = readRows(
    Buffer.from(
      [
        'EMPNO,FIRST,LAST,START',
        '0001,สมชาย,ใจดี,2018-02-01',
        ',ไม่มี,รหัส,',
        ' 0003,มี,วรรค,',
        '0001,ซ้ำ,กัน,',
        '0005,,,',
        '0006,สอง,ทาง,1/2/2018',
        '0007,ผิด,ปี,2561-02-01',
        '0008,ไม่มี,วัน,2018-02-30',
        '0009,a\uFFFDb,,',
        '0010,"a\nb",,',
        '0011,สมชาย,ใจดี,2018-02-01',
      ].join('\n'),
    ),
    { format: 'csv' },
  );
  const map = mapColumns(table.columns, ['code=EMPNO', 'nameTh=FIRST+LAST', 'validFrom=START']);
  const { people, aside } = checkRows(table, map, 'iso');
  t.match(people, [
    { fields: { code: '0011', nameTh: 'สมชาย ใจดี', validFromMs: Date.parse('2018-02-01T00:00:00+07:00') }, line: 13 },
  ]);
  t.equal(people.length, 1);
  t.match(aside, [
    { line: 2, why: 'the same code as on line 5' },
    { line: 3, column: 'EMPNO', columnNumber: 1, why: 'no code' },
    { line: 4, why: /blanks/ },
    { line: 5, why: 'the same code as on line 2' },
    { line: 6, column: 'FIRST', columnNumber: 2, why: 'no name' },
    { line: 7, column: 'START', columnNumber: 4, why: /two ways/ },
    { line: 8, why: /Buddhist era/ },
    { line: 9, why: /no day of the calendar/ },
    { line: 10, why: /letters that were lost/ },
    { why: /control character/ },
  ]);
  const dmy = readRows(csv('1,ก,u'), { format: 'csv' });
  t.throws(() => mapColumns(dmy.columns, ['code=NOPE']), { code: 'USAGE', context: { why: /no column NOPE/ } });
  t.throws(() => mapColumns(dmy.columns, ['shoe=code']), { code: 'USAGE', context: { why: /FIELD=COLUMN/ } });
  t.throws(() => mapColumns(['a', 'b'], []), { code: 'USAGE', context: { why: /no column is the code/ } });
  const days = (text: string, style: 'dmy' | 'dmy-be') =>
    checkRows(
      readRows(Buffer.from(`code,name_th,start_date\n1,ก,${text}\n`), { format: 'csv' }),
      { code: ['code'], nameTh: ['name_th'], validFrom: ['start_date'] },
      style,
    );
  t.match(days('1/2/2018', 'dmy').people, [{ fields: { validFromMs: Date.parse('2018-02-01T00:00:00+07:00') } }]);
  t.match(days('1/2/2561', 'dmy-be').people, [{ fields: { validFromMs: Date.parse('2018-02-01T00:00:00+07:00') } }]);
  t.match(days('1/2/2561', 'dmy').aside, [{ why: /Buddhist/ }]);
});

t.test(
  'the same file twice changes nothing; joiners join, changes change, leavers leave when that is meant',
  async (t) => {
    const { importing, names } = await importer(t);
    const first = csv('0001,สมชาย,a', '0002,มาลี,a', '0003,อนันต์,b', '0004,สมศรี,b', '0005,น้ำฝน,b');
    t.match(await importing(first), {
      code: 0,
      told: { rows: 5, joined: 5, changed: 0, unchanged: 0, isDone: true, aside: [] },
    });
    t.match(await importing(first), { code: 0, told: { joined: 0, changed: 0, unchanged: 5 } });
    const second = csv('0001,สมชาย,c', '0002,มาลี,a', '0003,อนันต์,b', '0004,สมศรี,b', '0006,ใหม่,b');
    t.match(await importing(second, '--dry-run'), {
      told: { joined: 1, changed: 1, absent: 1, removed: 0, isDone: false },
    });
    t.equal((await names()).includes('ใหม่'), false, 'only told');
    t.match(await importing(second), { told: { joined: 1, changed: 1, absent: 1, removed: 0 } });
    t.equal((await names()).length, 6, 'nobody leaves unless that is said');
    t.match(await importing(second, '--leavers', 'remove'), { told: { absent: 1, removed: 1 } });
    t.equal((await names()).includes('น้ำฝน'), false);
    const half = csv('0001,สมชาย,c', '0002,มาลี,a');
    t.match(await importing(half, '--leavers', 'remove'), { code: 2, err: /3 of 5 people are not in this file/ });
    t.equal((await names()).length, 5, 'a file that was cut takes nobody away');
    t.match(await importing(half, '--leavers', 'remove', '--many-leavers'), { code: 0, told: { removed: 3 } });
  },
);

t.test('a head count that does not agree changes nothing', async (t) => {
  const { importing, names } = await importer(t);
  t.match(await importing(csv('1,ก,a', '2,ข,a'), '--expect', '3'), {
    code: 1,
    told: { expected: 3, rows: 2, isDone: false },
  });
  t.strictSame(await names(), []);
  t.match(await importing(csv('1,ก,a', '2,ข,a'), '--expect', '2'), { code: 0, told: { isDone: true } });
  t.match(await importing(csv('1,ก,a'), '--expect', 'many'), { code: 2, err: /--expect many/ });
});

t.test('rows that are set aside are written for whoever mends them, and the rest is imported', async (t) => {
  const { importing, names, folder, run } = await importer(t);
  const aside = join(folder, 'aside.csv');
  const mixed = csv('1,ก,a', ',ข,a', '2,ค�,a');
  t.match(await importing(mixed, '--quarantine', aside), { code: 1, told: { joined: 1, aside: { length: 2 } } });
  t.strictSame(await names(), ['ก']);
  t.match(
    readFileSync(aside, 'utf8'),
    /^\uFEFFline,column,name,why\r\n3,1,code,no code\r\n4,2,name_th,letters that were lost/,
  );
  t.equal(statSync(aside).mode & 0o077, 0);
  const json = JSON.stringify([
    { code: '0007', nameTh: 'เจมส์' },
    { code: 7, nameTh: 'เลข' },
  ]);
  t.match(await importing(json, 'json-file'), {
    code: 1,
    told: { joined: 1, aside: [{ line: 2, why: /leading zeros/ }] },
  });
  t.match(await run('people', 'import', join(folder, 'nothing.csv')), { code: 2, err: /cannot be read/ });
  const shown = await run('people', 'import', join(folder, 'staff.csv'));
  t.match(shown, {
    code: 1,
    out: /3 rows in utf-8[\s\S]*2 rows were set aside:\n {2}line \d+ column \d+ \(.+\): [\s\S]*no code/,
  });
});

const midnight = (day: string): number => Date.parse(`${day}T00:00:00+07:00`);
const five = ['0001', '0002', '0003', '0004', '0005'] as const;
const finger: DesiredFinger = {
  ...{ finger: 'right-index', consentId: 'C-1' },
  impressions: [{ record: 'Rk1S', quality: 80, sensor: 's', enroller: 'officer-1', atMs: 5 }],
};

t.test('whoever stands in a row that is set aside has not left, and keeps their templates', async (t) => {
  const { importing, file, shown, names } = await importer(t);
  const head = 'code,name_th,valid_until';
  await importing([head, ...five.map((code) => `${code},สมชาย,`)].join('\n'));
  const { id } = await shown('0003');
  {
    await using register = await openSqliteRegister(file, new ManualClock());
    await register.templates.replace(id, [finger]);
  }
  const bad = [head, '0001,ก,', '0002,ก,', '0003,ก,2026-02-30', '0004,ก,', '0006,ก,', '0006,ข,'].join('\n');
  t.match(await importing(bad, '--leavers', 'remove'), {
    code: 1,
    told: { absent: 1, removed: 1, aside: { length: 3 } },
  });
  t.equal((await shown('0003')).nameTh, 'สมชาย', 'what is wrong changes nothing');
  t.equal((await names()).length, 4, 'who is not in the file has left');
  await using register = await openSqliteRegister(file, new ManualClock());
  t.strictSame(await register.templates.of(id), [finger]);
});

t.test('where the code of one row cannot be read nobody is removed, and that is said', async (t) => {
  const { importing, names, run, folder } = await importer(t);
  await importing(csv(...five.map((code) => `${code},สมชาย,a`)));
  const rest = five.slice(0, 4).map((code) => `${code},สมชาย,a`);
  for (const row of [',สมชาย,a', ' 0005,สมชาย,a', '00\uFFFD5,สมชาย,a', '0005', '000'])
    t.match(
      await importing(csv(...rest, row), '--leavers', 'remove'),
      { code: 1, told: { absent: 1, removed: 0, unreadableCodes: 1 } },
      row,
    );
  const number = JSON.stringify([
    ...five.slice(0, 4).map((code) => ({ code, nameTh: 'สมชาย' })),
    { code: 5, nameTh: 'x' },
  ]);
  t.match(await importing(number, 'json-file', '--leavers', 'remove'), { code: 1, told: { removed: 0 } });
  t.equal((await names()).length, 5);
  const said = await run('people', 'import', join(folder, 'staff.csv'), '--leavers', 'remove');
  t.match(said, {
    code: 1,
    out: /1 are registered and not in the file; nobody is removed: the code of 1 rows cannot be/,
  });
});

t.test('what a file does not say stays as it is; what it says is empty becomes empty', async (t) => {
  const { importing, shown, run } = await importer(t);
  await run('people', 'add', '--code', '0001', '--name-th', 'สมชาย', '--unit', 'U', '--until', '2026-01-31');
  const kept = { unit: 'U', validUntilMs: midnight('2026-01-31') };
  t.match(await importing('code,nameTh\n0001,สมชาย\n'), { code: 0, told: { changed: 0, unchanged: 1 } });
  t.match(await importing('code,nameTh\n0001,มาลี\n0002,ใหม่\n'), { code: 0, told: { changed: 1, joined: 1 } });
  t.match(await shown('0001'), { ...kept, nameTh: 'มาลี' });
  t.match(await shown('0002'), { unit: '', validUntilMs: null }, 'of somebody new the defaults hold');
  const cut = await importing('code,nameTh,unit,validUntil\n0002,ใหม่,V,\n0001,สมชาย');
  t.match(cut, {
    code: 1,
    told: { aside: [{ line: 3, column: 'unit', columnNumber: 3, why: /ends before it: 2 of 4/ }] },
  });
  t.match(await shown('0001'), { ...kept, nameTh: 'มาลี' });
  await importing(
    JSON.stringify([
      { code: '0001', unit: 'V', nameTh: 'มาลี' },
      { code: '0002', nameTh: 'ก', unit: null },
    ]),
    'json-file',
  );
  t.match(await shown('0001'), { unit: 'V', validUntilMs: kept.validUntilMs }, 'a record that leaves it out');
  t.match(await shown('0002'), { unit: '' }, 'a record that says there is none');
  t.match(
    await importing('code,nameTh,unit,\n0001,มาลี,W\n'),
    { code: 0 },
    'a delimiter at the end of the head is no column',
  );
  await importing('code,nameTh,validUntil\n0001,มาลี,\n');
  t.match(await shown('0001'), { unit: 'W', validUntilMs: null });
});

t.test('half of a name that stands in two columns is none', async (t) => {
  const { importing, names } = await importer(t);
  const half = JSON.stringify([
    { code: '1', a: 'ก', b: 'ข' },
    { code: '2', a: 'ค' },
  ]);
  t.match(await importing(half, 'json-file', '--map', 'nameTh=a+b'), {
    code: 1,
    told: { aside: [{ line: 2, why: 'no b' }] },
  });
  t.strictSame(await names(), ['ก ข']);
});

t.test('a UTF-8 file with a damaged byte is not read as Windows-874, and the byte is named', async (t) => {
  const { importing, names, shown } = await importer(t);
  await importing('code,nameTh\n0001,มารศรี\n');
  const text = 'code,nameTh\n0001,ามา รู\n0002,สมชาย\n';
  const bytes = Buffer.from(text);
  const cut = Buffer.concat([bytes, Buffer.from([0xe0, 0xb8])]);
  t.match(await importing(cut), {
    code: 2,
    err: new RegExp(`plainly: byte ${bytes.length + 1}, on line 4; save as UTF-8`),
  });
  const damaged = Buffer.from(bytes);
  damaged[bytes.indexOf('0002') + 6] = 0x41;
  t.match(await importing(damaged), { code: 2, err: /neither UTF-8 nor Windows-874 plainly: byte \d+, on line 3/ });
  t.match(await importing(cut, '--encoding', 'utf-8'), { code: 2, err: /not in utf-8: byte \d+/ });
  const thai = (...parts: readonly (string | number)[]): Uint8Array =>
    Buffer.concat(parts.map((part) => (typeof part === 'number' ? Buffer.of(part) : encodeTis620(part))));
  t.match(await importing(thai('code,nameTh\n0002,สม', 0x81, 'ชาย\n')), { code: 2, err: /plainly/ }, 'a C1 control');
  t.match(
    await importing(thai('code,nameTh\n0002,สม', 0xdb, 'ชาย\n')),
    { code: 2, err: /plainly/ },
    'a byte it has not',
  );
  t.match(await importing(thai('code,nameTh\n0002,่สมชาย\n')), { code: 2, err: /plainly/ }, 'a tone mark on nothing');
  t.strictSame(await names(), ['มารศรี']);
  t.match(await importing(thai('code,nameTh\n0002,สมชาย เทพา รถไฟ\n')), { code: 0, told: { encoding: 'windows-874' } });
  t.equal((await shown('0002')).nameTh, 'สมชาย เทพา รถไฟ');
});

t.test('a code that stands twice is nobody’s: all its rows are set aside', async (t) => {
  const { importing, names } = await importer(t);
  const twice = csv('0001,คนแรก,a', '0001,คนที่สอง,a', 'e\u0301,x,a', '\u00e9,y,a', '0002,มาลี,a');
  t.match(await importing(twice), {
    code: 1,
    told: {
      joined: 1,
      aside: [
        { line: 2, why: 'the same code as on line 3' },
        { line: 3, why: 'the same code as on line 2' },
        { line: 4, why: 'the same code as on line 5' },
        { line: 5, why: 'the same code as on line 4' },
      ],
    },
  });
  t.strictSame(await names(), ['มาลี']);
});

t.test(
  'first and last names in Thai are one name, a last day is a good one, and what was taken for what is said',
  async (t) => {
    const { importing, shown, run, folder } = await importer(t);
    const rows = 'รหัส,ชื่อ,นามสกุล,วันที่สิ้นสุด,เงินเดือน\n0001,สมชาย,น้ำใจงาม,2026-12-31,9\n';
    t.match(await importing(rows), {
      code: 0,
      told: {
        map: { code: ['รหัส'], nameTh: ['ชื่อ', 'นามสกุล'], validThrough: ['วันที่สิ้นสุด'] },
        unusedColumns: ['เงินเดือน'],
      },
    });
    t.match(await shown('0001'), { nameTh: 'สมชาย น้ำใจงาม', validUntilMs: midnight('2027-01-01') });
    const said = await run('people', 'import', join(folder, 'staff.csv'));
    t.match(said.out, /^taken for: code = รหัส, nameTh = ชื่อ \+ นามสกุล, validThrough = วันที่สิ้นสุด; not used: เงินเดือน\n/);
    await importing(rows, '--map', 'nameTh=ชื่อ', 'validUntil=วันที่สิ้นสุด');
    t.match(await shown('0001'), { nameTh: 'สมชาย', validUntilMs: midnight('2026-12-31') }, 'as the manager says');
    t.strictSame(mapColumns(['code', 'ชื่อ'], []), { code: ['code'], nameTh: ['ชื่อ'] });
    t.strictSame(mapColumns(['code', 'name_th', 'END_DATE'], []).validThrough, ['END_DATE']);
    t.throws(() => mapColumns(['code', 'name_th', 'end_date', 'valid_until'], []), {
      code: 'USAGE',
      context: { why: /both say when/ },
    });
    t.match(await run('people', 'import', '--help'), { out: /validThrough/ });
    const oneDay = 'code,nameTh,validFrom,validThrough\n0002,ก,2026-05-01,2026-05-01\n0003,ข,2026-05-02,2026-05-01\n';
    t.match(await importing(oneDay), { told: { joined: 1, aside: [{ line: 3, why: /not after/ }] } });
  },
);

t.test('the file of what was set aside is for its owner alone, and holds no formula', async (t) => {
  const folder = t.testdir();
  const path = join(folder, 'aside.csv');
  writeFileSync(path, 'old', { mode: 0o644 });
  await writeQuarantine(path, [
    { line: 2, column: '=HYPERLINK("http://x")', columnNumber: 3, why: 'no name' },
    { line: 3, column: '-1', columnNumber: 4, why: '@x' },
  ]);
  t.equal(
    readFileSync(path, 'utf8'),
    '\uFEFFline,column,name,why\r\n2,3,"\'=HYPERLINK(""http://x"")",no name\r\n3,4,\'-1,\'@x\r\n',
  );
  t.equal(statSync(path).mode & 0o777, 0o600);
  symlinkSync(path, join(folder, 'link.csv'));
  mkdirSync(join(folder, 'folder.csv'));
  for (const name of ['link.csv', 'folder.csv', 'nowhere/aside.csv'])
    await t.rejects(
      writeQuarantine(join(folder, name), []),
      { code: 'USAGE', context: { why: /cannot be written/ } },
      name,
    );
  t.strictSame(readdirSync(folder).sort(), ['aside.csv', 'folder.csv', 'link.csv'], 'nothing is left beside it');
});

t.test('a file of set-aside rows that cannot be written changes nobody', async (t) => {
  const { importing, names, folder } = await importer(t);
  t.match(await importing(csv('1,ก,a'), '--quarantine', folder), { code: 2, err: /--quarantine/ });
  t.match(await importing(csv('1,ก,a'), '--quarantine', ''), { code: 2, err: /--quarantine is empty/ });
  t.strictSame(await names(), []);
});
