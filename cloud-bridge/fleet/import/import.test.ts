// Files as HR systems write them: in every encoding, with names that must survive, and with mistakes that are named by line and column.
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { encodeTis620 } from '../../../protocol/index.ts';
import { manager } from '../../fixtures/ridgectl.ts';
import { checkRows, mapColumns } from './check-rows.ts';
import { readRows } from './read-rows.ts';

const HEAD = 'code,name_th,unit';
const csv = (...lines: readonly string[]): Uint8Array => Buffer.from([HEAD, ...lines, ''].join('\r\n'));

async function importer(t: Test) {
  const { folder, run, json } = await manager(t);
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
  return { folder, run, importing, names };
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
      ].join('\n'),
    ),
    { format: 'csv' },
  );
  const map = mapColumns(table.columns, ['code=EMPNO', 'nameTh=FIRST+LAST', 'validFrom=START']);
  const { people, aside } = checkRows(table, map, 'iso');
  t.match(people, [
    { code: '0001', nameTh: 'สมชาย ใจดี', validFromMs: Date.parse('2018-02-01T00:00:00+07:00'), line: 2 },
  ]);
  t.equal(people.length, 1);
  t.match(aside, [
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
  t.match(days('1/2/2018', 'dmy').people, [{ validFromMs: Date.parse('2018-02-01T00:00:00+07:00') }]);
  t.match(days('1/2/2561', 'dmy-be').people, [{ validFromMs: Date.parse('2018-02-01T00:00:00+07:00') }]);
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
  const mixed = csv('1,ก,a', ',ข,a', '1,ค,a');
  t.match(await importing(mixed, '--quarantine', aside), { code: 1, told: { joined: 1, aside: { length: 2 } } });
  t.strictSame(await names(), ['ก']);
  t.match(
    readFileSync(aside, 'utf8'),
    /^\uFEFFline,column,name,why\r\n3,1,"code","no code"\r\n4,1,"code","the same code as on line 2"/,
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
    out: /3 rows in utf-8[\s\S]*2 rows were set aside:[\s\S]*LINE +COLUMN +NAME +WHY[\s\S]*no code/,
  });
});
