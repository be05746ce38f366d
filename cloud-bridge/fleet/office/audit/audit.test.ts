// The audit under attack: whoever has the file itself can change it, and cannot hide that.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import t, { type Test } from 'tap';
import { canonicalJson, ManualClock } from '../../../../protocol/index.ts';
import { manager } from '../../../fixtures/ridgectl.ts';
import { staffed } from '../../../fixtures/staffed-fleet.ts';
import { makeOfficerKey, officeFile, openOfficerKey, openSqliteOffice } from '../index.ts';
import { hashOf } from './audit-entry.ts';

const WRITER = join(import.meta.dirname, '..', 'fixtures', 'append-entries.ts');
const noPassphrase = (): Promise<string> => Promise.reject(new Error('nobody asks'));

async function written(t: Test) {
  const fleet = await staffed(t, manager);
  for (const code of ['1', '2', '3']) await fleet.as(fleet.boss, 'people', 'add', '--code', code);
  const file = officeFile(fleet.keys);
  const change = (sql: string, ...values: (string | number | null)[]): void => {
    const db = new Sqlite(file);
    db.prepare(sql).run(...values);
    db.close();
  };
  const read = (seq: number): { entry: string; hash: string; signature: string | null } => {
    const db = new Sqlite(file);
    const row = db
      .prepare<[number], { entry: string; hash: string; signature: string }>('SELECT * FROM audit WHERE seq = ?')
      .get(seq);
    db.close();
    if (!row) throw new Error(`no entry ${seq}`);
    return row;
  };
  const flaws = async (...args: string[]): Promise<readonly string[]> =>
    (await fleet.jsonAs(fleet.boss, 'audit', 'verify', ...args)).flaws.map(
      ({ seq, kind }: { seq: number; kind: string }) => `${seq} ${kind}`,
    );
  return { ...fleet, file, change, read, flaws };
}

t.test('an entry that was changed is named, with or without its hash mended', async (t) => {
  const { change, read, flaws, as, boss } = await written(t);
  t.strictSame(await flaws(), []);
  const { entry } = read(3);
  const altered = entry.replace('"code":"1"', '"code":"9"');
  t.not(altered, entry);
  change('UPDATE audit SET entry = ? WHERE seq = 3', altered);
  t.strictSame(await flaws(), ['3 altered', '3 forged', '4 broken']);
  change('UPDATE audit SET hash = ? WHERE seq = 3', hashOf(altered));
  t.strictSame(await flaws(), ['3 forged', '4 broken']);
  t.match(await as(boss, 'audit', 'verify'), { code: 1, out: /3: whoever it names has not signed it/ });
  change('UPDATE audit SET entry = ? WHERE seq = 3', '{"seq":3');
  t.match(await flaws(), ['3 unreadable']);
});

t.test('entries that were removed, put elsewhere or made up are named', async (t) => {
  const { change, read, flaws } = await written(t);
  const [third, fourth] = [read(3), read(4)];
  change('DELETE FROM audit WHERE seq = 3');
  t.strictSame(await flaws(), ['3 missing', '4 broken']);
  change('UPDATE audit SET entry = ?, hash = ?, signature = ? WHERE seq = 4', third.entry, third.hash, third.signature);
  change('INSERT INTO audit VALUES (3, ?, ?, ?)', fourth.entry, fourth.hash, fourth.signature);
  const swapped = await flaws();
  for (const flaw of ['3 misplaced', '3 broken', '4 misplaced', '4 broken']) t.ok(swapped.includes(flaw), flaw);
  change('UPDATE audit SET entry = ?, hash = ?, signature = ? WHERE seq = 3', third.entry, third.hash, third.signature);
  change(
    'UPDATE audit SET entry = ?, hash = ?, signature = ? WHERE seq = 4',
    fourth.entry,
    fourth.hash,
    fourth.signature,
  );
  t.strictSame(await flaws(), []);
});

t.test('an end that was cut off is found by whoever has kept the end elsewhere', async (t) => {
  const { change, flaws, jsonAs, boss } = await written(t);
  const { head } = await jsonAs(boss, 'audit', 'verify');
  change('DELETE FROM audit WHERE seq > 4');
  t.strictSame(await flaws(), [], 'what is left fits together');
  t.strictSame(await flaws('--head', `${head.seq}:${head.hash}`), [`${head.seq} cut-short`]);
});

t.test('what a strange key, nobody, or a retired officer signs later is no entry', async (t) => {
  const { change, flaws, as, boss, officer, file, read, keys } = await written(t);
  const leaver = await officer('leaver', '--role', 'operator');
  await as(boss, 'officers', 'retire', 'leaver', '--reason', 'has left');
  const key = await openOfficerKey(leaver, noPassphrase);
  // Whoever can write the file makes the key live for a moment, with the clock set back.
  change('UPDATE officer_key SET live = 1 WHERE officer = ?', 'leaver');
  const clock = new ManualClock(0);
  await using office = await openSqliteOffice(keys, clock);
  const { seq } = await office.audit.head();
  const entry = JSON.parse(read(seq).entry);
  const { seq: _, previous: __, atMs: ___, ...told } = entry;
  const made = { ...told, officer: 'leaver', kid: key.kid, act: 'made up', phase: 'begun', outcome: null };
  await office.audit.append(made, key);
  change('UPDATE officer_key SET live = 0 WHERE officer = ?', 'leaver');
  t.strictSame(await flaws(), [`${seq + 1} not-then`]);
  await t.rejects(office.audit.append(made, key), { code: 'OFFICER_REFUSED' });
  const { hash: previous } = await office.audit.head();
  const text = canonicalJson({ ...entry, seq: seq + 2, previous, phase: 'ended' });
  change('INSERT INTO audit VALUES (?, ?, ?, NULL)', seq + 2, text, hashOf(text));
  t.strictSame(await flaws(), [`${seq + 1} not-then`, `${seq + 2} unsigned`]);
  t.ok(file);
});

t.test('what a key that counts no more says of an act it had begun is told, and makes nobody an officer', async (t) => {
  const { flaws, as, boss, officer, read, keys, jsonAs } = await written(t);
  const leaver = await officer('leaver', '--role', 'administrator');
  const key = await openOfficerKey(leaver, noPassphrase);
  await using office = await openSqliteOffice(keys, new ManualClock());
  const { seq: last } = await office.audit.head();
  const { seq: _, previous: __, atMs: ___, ...told } = JSON.parse(read(last).entry);
  const begun = { ...told, officer: 'leaver', kid: key.kid, act: 'kept for later', phase: 'begun', changes: [] };
  await office.audit.append({ ...begun, outcome: null }, key);
  await as(boss, 'officers', 'retire', 'leaver', '--reason', 'has left');
  t.strictSame(await flaws(), []);
  const thief = await makeOfficerKey(`${keys}.thief`, { name: 'thief', role: 'administrator' });
  const own = { kid: thief.kid, x: thief.publicJwk.x, role: 'administrator' };
  const changes = [{ kind: 'officer', id: 'thief', before: null, after: own }];
  const ended = { ...begun, phase: 'ended', outcome: { code: 0, fault: null, why: null }, changes };
  await office.audit.append({ ...ended, changes: [] }, key);
  t.strictSame(await flaws(), [], 'whatever ran on while they left claims nothing');
  const { seq } = await office.audit.append(ended, key);
  await office.audit.append({ ...ended, officer: 'thief', kid: thief.kid, act: 'a', changes: [] }, thief);
  t.strictSame(await flaws(), [`${seq} late`, `${seq + 1} forged`]);
  t.match((await jsonAs(boss, 'audit', 'verify')).unended, [{ seq: last + 1, officer: 'leaver' }]);

  const before = await office.officers.all();
  const late = { entry: ended, signer: key };
  const made = { name: 'ghost', role: 'administrator', units: [], person: null } as const;
  const [former] = before;
  if (!former) throw new Error('there is an officer');
  await t.rejects(office.officers.add(made, thief, 'leaver', late), { code: 'OFFICER_REFUSED' });
  await t.rejects(office.officers.retire(former, 'leaver', late), { code: 'OFFICER_REFUSED' });
  await t.rejects(office.officers.rotate(former, thief, late), { code: 'OFFICER_REFUSED' });
  t.strictSame(await office.officers.all(), before, 'nor changes any, whatever was open when they left');
});

t.test('no line of somebody else hides that an act has no end', async (t) => {
  const { boss, read, keys, jsonAs, change } = await written(t);
  const key = await openOfficerKey(boss, noPassphrase);
  await using office = await openSqliteOffice(keys, new ManualClock());
  const { seq: last } = await office.audit.head();
  const { seq: _, previous: __, atMs: ___, ...told } = JSON.parse(read(last).entry);
  const begun = { ...told, act: 'cut off', phase: 'begun', outcome: null, changes: [] };
  const { seq } = await office.audit.append(begun, key);
  await office.audit.append({ ...begun, phase: 'refused', officer: null, kid: null }, null);
  const { seq: before, hash: previous } = await office.audit.head();
  const text = canonicalJson({ ...begun, seq: before + 1, previous, atMs: 0, phase: 'ended', kid: null });
  change('INSERT INTO audit VALUES (?, ?, ?, NULL)', before + 1, text, hashOf(text));
  t.match(await jsonAs(boss, 'audit', 'verify'), {
    flaws: [{ seq: before + 1, kind: 'unsigned' }],
    unended: [{ seq, what: 'people add' }],
  });
});

t.test('a key that was put into the book by hand signs for nobody', async (t) => {
  const { change, flaws, read, keys, keyOf, jsonAs, boss } = await written(t);
  const { officer, seq: first } = JSON.parse(read(1).entry);
  t.equal(first, 1);
  const thief = await makeOfficerKey(keyOf('thief'), { name: officer, role: 'administrator' });
  change('INSERT INTO officer_key VALUES (?, ?, ?, 1)', thief.kid, officer, thief.publicJwk.x);
  await using office = await openSqliteOffice(keys, new ManualClock());
  const { seq } = await office.audit.head();
  const { seq: _, previous: __, atMs: ___, ...told } = JSON.parse(read(seq).entry);
  const made = { ...told, kid: thief.kid, act: 'a', outcome: null, phase: 'begun' };
  await office.audit.append(made, thief);
  const anybody = { kid: thief.kid, x: thief.publicJwk.x, role: 'administrator' };
  const changes = [{ kind: 'officer', id: officer, before: null, after: anybody }];
  await office.audit.append({ ...made, phase: 'ended', outcome: told.outcome, changes }, thief);
  await office.audit.append({ ...made, act: 'b' }, thief);
  t.strictSame(
    await flaws(),
    [1, 2, 3].map((more) => `${seq + more} forged`),
    'nor makes itself one',
  );
  t.match(await jsonAs(boss, 'audit', 'verify'), { intact: false });
});

t.test('an act that is cut off stays as begun', async (t) => {
  const { change, jsonAs, boss, read } = await written(t);
  const { head } = await jsonAs(boss, 'audit', 'verify');
  t.match(JSON.parse(read(head.seq).entry), { phase: 'ended' });
  change('DELETE FROM audit WHERE seq = ?', head.seq);
  t.match(await jsonAs(boss, 'audit', 'verify'), {
    intact: true,
    unended: [{ seq: head.seq - 1, what: 'people add' }],
  });
});

t.test('officers are made, given another key and retired in one moment with what the audit says of it', async (t) => {
  const fleet = await manager(t);
  const key = (name: string): string => `${fleet.keys}.${name}.key`;
  const found = (): ReturnType<typeof fleet.run> =>
    fleet.run('officers', 'add', 'boss', '--role', 'administrator', '--out', key('boss'));
  const db = new Sqlite(officeFile(fleet.keys));
  t.teardown(() => db.close());
  {
    await using _office = await openSqliteOffice(fleet.keys, new ManualClock());
  }
  const cut = (when: string): void =>
    void db.exec(`CREATE TRIGGER cut BEFORE INSERT ON audit ${when} BEGIN SELECT RAISE(ABORT, 'cut off'); END`);
  cut('');
  t.match(await found(), { code: 3, err: /cut off/ });
  t.notOk(existsSync(key('boss')));
  db.exec('DROP TRIGGER cut');
  t.match(await found(), { code: 0 }, 'what was cut off is begun again');
  const as = (...args: string[]) => fleet.run(...args, '--as', key('boss'));
  t.match(await as('officers', 'add', 'malee', '--role', 'operator', '--out', key('malee')), { code: 0 });
  cut(`WHEN NEW.entry LIKE '%"phase":"ended"%'`);
  for (const args of [
    ['add', 'other', '--role', 'operator', '--out', key('other')],
    ['rotate', 'boss', '--out', key('next'), '--reason', 'lost'],
    ['retire', 'malee', '--reason', 'has left'],
  ])
    t.match(await as('officers', ...args), { code: 3, err: /cut off/ }, args.join(' '));
  db.exec('DROP TRIGGER cut');
  const { officers } = JSON.parse((await as('officers', 'list', '--json')).out);
  t.match(officers, [
    { name: 'boss', retiredMs: null },
    { name: 'malee', retiredMs: null },
  ]);
  const verdict = JSON.parse((await as('audit', 'verify', '--json')).out);
  t.match(verdict, { intact: true, unended: { length: 3 } });
});

t.test('processes that act at once write one chain', { timeout: 120_000 }, async (t) => {
  const { boss, keys, flaws, as, jsonAs } = await written(t);
  const before = (await jsonAs(boss, 'audit', 'verify')).entries;
  const writers = Array.from({ length: 2 }, async () => {
    const child = spawn(process.execPath, [...process.execArgv, WRITER, keys, boss, '40'], { stdio: 'ignore' });
    const [exit] = await once(child, 'exit');
    return exit;
  });
  const adders = ['a', 'b', 'c'].map(async (code) => (await as(boss, 'people', 'add', '--code', code)).code);
  t.strictSame(await Promise.all([...writers, ...adders]), [0, 0, 0, 0, 0]);
  t.strictSame(await flaws(), []);
  t.equal((await jsonAs(boss, 'audit', 'verify')).entries, before + 2 * 40 + 3 * 2);
});

t.test('a clock that is set back bends no chain', async (t) => {
  const { keys, boss, jsonAs, read } = await written(t);
  const key = await openOfficerKey(boss, noPassphrase);
  await using office = await openSqliteOffice(keys, new ManualClock(1000));
  const { seq } = await office.audit.head();
  const { seq: _, previous: __, atMs: ___, ...told } = JSON.parse(read(seq).entry);
  await office.audit.append({ ...told, act: 'early', phase: 'begun', outcome: null }, key);
  t.equal(JSON.parse(read(seq + 1).entry).atMs, 1000);
  t.match(await jsonAs(boss, 'audit', 'verify'), { intact: true });
});

t.test('a fleet whose book of officers is gone lets nobody in', async (t) => {
  const { file, run, keys } = await written(t);
  for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
  t.match(await run('people', 'list'), { code: 3, out: '', err: /who they are is lost/ });
  const anew = ['officers', 'add', 'thief', '--role', 'administrator', '--out', `${keys}.thief`];
  t.match(await run(...anew), { code: 3, err: /who they are is lost/ });
});

t.test(
  'a register that was not told of the first officer, as a cut leaves it, is told by the next command',
  async (t) => {
    const { file, run, keys, as, boss } = await written(t);
    const register = new Sqlite(`${keys}.people`);
    register.prepare("DELETE FROM setting WHERE name = 'has-officers'").run();
    register.close();
    t.match(await as(boss, 'people', 'list'), { code: 0 });
    for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
    t.match(await run('people', 'list'), { code: 3, out: '', err: /who they are is lost/ });
  },
);

t.test('an approval is for the very act that was asked for, whatever the book says', async (t) => {
  const { as, boss, officer, jsonAs, change } = await written(t);
  const asker = await officer('asker', '--role', 'operator', '--person', '1');
  const malee = await officer('malee', '--role', 'operator', '--person', '2');
  const ask = async (code: string) =>
    (await jsonAs(asker, 'grants', 'add', '--person', '1', '--site', code, '--everywhere')).pending;
  t.notOk(await ask('x').catch(() => undefined), 'what is wrong usage is not kept');
  const grant = ['grants', 'add', '--person', '1', '--everywhere'];
  const { pending: first } = await jsonAs(asker, ...grant);
  const { pending: second } = await jsonAs(asker, ...grant, '--except', '--until', '2030-01-01').then(() =>
    jsonAs(asker, ...grant, '--until', '2030-01-01'),
  );
  t.match(await as(malee, 'approvals', 'approve', first), { code: 0 });
  change(
    'UPDATE pending SET state = ?, decided = (SELECT decided FROM pending WHERE id = ?) WHERE id = ?',
    'waits',
    first,
    second,
  );
  t.match(
    await jsonAs(boss, 'approvals', 'show', second),
    { state: 'waits', decidedBy: null },
    'the word for another act',
  );
  change('UPDATE pending SET asked = (SELECT asked FROM pending WHERE id = ?) WHERE id = ?', first, second);
  t.match(
    await as(malee, 'approvals', 'approve', second),
    { code: 2, err: /nothing is kept/ },
    'another act under its name',
  );
});
