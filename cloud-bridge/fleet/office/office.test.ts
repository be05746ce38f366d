// Officers of a fleet in SQLite: what every fleet has, and what of punches and enrolments one of a unit is handed.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { type CapturedPerson, systemClock } from '../../../protocol/index.ts';
import { officeSuite } from '../../fixtures/office-suite.ts';
import { finger, gate } from '../../fixtures/register-words.ts';
import { manager } from '../../fixtures/ridgectl.ts';
import { secondOfficerSuite } from '../../fixtures/second-officer-suite.ts';
import { staffed } from '../../fixtures/staffed-fleet.ts';
import { clocked, enrolled, send } from '../attendance/fixtures/clock-entries.ts';
import { openSqliteRegister } from '../register/index.ts';

officeSuite(t, manager);
secondOfficerSuite(t, manager);

t.test('reports and exports of an officer of a unit hold nobody else, not even a code', async (t) => {
  const { as, boss, officer, jsonAs, keys } = await staffed(t, manager);
  const add = async (code: string, unit: string): Promise<string> =>
    (await jsonAs(boss, 'people', 'add', '--code', code, '--unit', unit)).id;
  const [theirs, other] = [await add('1001', 'library'), await add('2002', 'treasury')];
  const head = await officer('head', '--role', 'operator', '--unit', 'library');
  await send(keys, {
    terminal: 'gate-17',
    recorded: [
      enrolled('2024-11-01 07:00', { subject: 's-3', code: '3003' }),
      clocked('in 2024-11-01 08:00', { person: theirs }),
      clocked('in 2024-11-01 08:01', { person: other }),
      clocked('in 2024-11-01 08:02', { subject: 's-3' }),
    ],
  });
  const month = ['--month', '2024-11'];
  t.match(await jsonAs(boss, 'report', 'attendance', ...month), { unattributed: [{ code: '3003' }] });
  const report = await as(head, 'report', 'attendance', ...month, '--json');
  t.match(JSON.parse(report.out), { unattributed: [], reports: [{ person: { code: '1001' } }] });
  t.notMatch(`${report.out}${report.err}`, /2002|3003/);
  t.match(await as(head, 'report', 'attendance', ...month, '--person', '2002'), {
    code: 2,
    err: /nobody has the code/,
  });
  t.match(await as(head, 'report', 'terminals', ...month), { code: 3, err: /about the whole fleet/ });
  const out = `${keys}.csv`;
  t.match(await jsonAs(head, 'export', 'attendance', ...month, '--out', out), { number: 1, entries: 1 });
  t.match(readFileSync(out, 'utf8'), /1001/);
  t.notMatch(readFileSync(out, 'utf8'), /2002|3003/);
  t.match(await jsonAs(boss, 'export', 'attendance', ...month, '--out', out), { number: 2, entries: 2 });
  t.match(await as(head, 'export', 'attendance', '--number', '2', '--out', out), { code: 3, err: /beyond the units/ });
  t.match(await as(head, 'export', 'attendance', '--number', '1', '--out', out), { code: 0 });
});

const captured = (capture: string, code: string, unit: string): CapturedPerson => ({
  ...{ from: 'ridged/v1/bangkok/gate-17', capture, subject: 'p-1', code, nameTh: '', nameEn: '', title: '', unit },
  ...{ group: '', active: true, validFromMs: null, validUntilMs: null, enroller: 'officer-1', atMs: 5 },
  fingers: [finger()],
});

t.test('enrolments are decided by whose they are, and one’s own by somebody else', async (t) => {
  const { as, boss, officer, jsonAs, keys } = await staffed(t, manager);
  for (const [code, unit] of [
    ['10', 'library'],
    ['20', 'treasury'],
  ] as const)
    t.match(await as(boss, 'people', 'add', '--code', code, '--unit', unit), { code: 0 });
  const ids = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(22));
  const [own = '', others = '', stranger = '', known = ''] = ids;
  {
    await using register = await openSqliteRegister(keys, systemClock);
    for (const code of ['10', '20']) {
      const person = await register.people.byCode(code);
      await register.templates.replace(person?.id ?? '', [finger('left-index')]);
    }
    await register.captures.take(gate, captured(own, '10', 'library'));
    await register.captures.take(gate, captured(others, '20', 'library'));
    await register.captures.take(gate, captured(stranger, '30', 'treasury'));
    await register.captures.take(gate, captured(known, '40', 'library/desk'));
  }
  const head = await officer('head', '--role', 'operator', '--unit', 'library', '--person', '10');
  const held = (await jsonAs(head, 'captures', 'list')).held.map(({ code }: { code: string }) => code);
  t.strictSame(held, ['10', '40'], 'whoever is registered is of the unit that the register says');
  for (const id of [others, stranger])
    t.match(await as(head, 'captures', 'accept', id), { code: 2, err: /nothing is held/ });
  t.match(await as(head, 'captures', 'accept', known), { code: 0 });
  const { pending } = await jsonAs(head, 'captures', 'accept', own);
  t.match((await jsonAs(boss, 'captures', 'list')).held, { length: 3 });
  t.match(await as(boss, 'approvals', 'approve', pending), { code: 0, out: /accepted: 10/ });
  const { entries } = await jsonAs(boss, 'audit', 'list', '--what', 'captures accept', '--officer', 'head');
  t.match(
    entries.find(({ changes }: { changes: unknown[] }) => changes.length > 0),
    {
      changes: [{ kind: 'capture', id: known, after: { code: '40', outcome: 'taken' } }],
    },
  );
});

t.test('a key under a passphrase acts with it, and not without', async (t) => {
  const { as, boss, keyOf } = await staffed(t, manager);
  const [key, file] = [keyOf('sealed'), keyOf('passphrase')];
  const add = ['officers', 'add', 'sealed', '--role', 'viewer', '--out', key];
  t.match(await as(boss, ...add, '--protect'), { code: 2, err: /asks at a terminal/ });
  writeFileSync(file, 'short\n', { mode: 0o600 });
  t.match(await as(boss, ...add, '--protect', file), { code: 2, err: /8 characters/ });
  writeFileSync(file, 'กำแพงสูงสิบศอก\n');
  t.match(await as(boss, ...add, '--protect', file), { code: 0 });
  t.match(await as(key, 'people', 'list'), { code: 2, err: /--passphrase-file/ });
  t.match(await as(key, 'people', 'list', '--passphrase-file', file), { code: 0 });
  writeFileSync(file, 'กำแพงสูงสิบวา\n');
  t.match(await as(key, 'people', 'list', '--passphrase-file', file), { code: 3, err: /not its passphrase/ });
  t.match(await as(key, 'people', 'list', '--passphrase-file', join(key, 'x')), { code: 2 });
});
