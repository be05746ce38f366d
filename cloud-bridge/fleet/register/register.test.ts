// The fleet's register: people byte for byte, templates sealed apart, tables with revisions, and what each report makes of a delivery.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import Sqlite from 'better-sqlite3';
import t, { type Test } from 'tap';
import {
  type DesiredFinger,
  digestOfPerson,
  hashOfTable,
  ManualClock,
  type PeopleReport,
  type TableState,
} from '../../../protocol/index.ts';
import { type FleetRegister, openSqliteRegister } from './open-register.ts';

const gate = { site: 'bangkok', terminal: 'bangkok.gate-17' };
const door = { site: 'phuket', terminal: 'phuket.door' };
const everywhere = { to: { kind: 'everyone', name: '' }, at: { kind: 'everywhere', name: '' } } as const;
const SECRET = 'minutiae of nobody';

const finger = (name: DesiredFinger['finger'] = 'right-index'): DesiredFinger => ({
  ...{ finger: name, consentId: 'C-1' },
  impressions: [
    { record: Buffer.from(SECRET).toString('base64'), quality: 80, sensor: 's', enroller: 'officer-1', atMs: 5 },
  ],
});

const opened = async (t: Test, folder = t.testdir()) => {
  const clock = new ManualClock();
  const register = await openSqliteRegister(join(folder, 'fleet.db'), clock);
  t.teardown(() => register[Symbol.asyncDispose]());
  return { register, clock, folder };
};

const reportOf = (number: number, table: TableState | null, change: Partial<PeopleReport> = {}): PeopleReport => ({
  ...{ from: 'ridged/v1/bangkok/gate-17', number, utcMs: 1, table, needs: null, fault: null },
  sealingKey: { kty: 'EC', crv: 'P-256', x: 'x'.repeat(43), y: 'y'.repeat(43) },
  ...{ capacity: { fingers: 100 }, problems: [], captures: [], challenge: 'c'.repeat(22), answers: [] },
  ...change,
});

const heard = (atMs: number, isAnswer = false) => ({ atMs, isAnswer });

const wantsOf = async ({ deliveries }: FleetRegister, { terminal } = gate): Promise<TableState> => {
  const delivery = await deliveries.of(terminal);
  if (!delivery) throw new Error('no delivery');
  return delivery.wants;
};

t.test('people are kept byte for byte; a code is one person’s, and free once they have left', async (t) => {
  const { register, folder } = await opened(t);
  const { people } = register;
  const given = { code: '007e\u0301', nameTh: 'น้ำฝน  ใจงาม ', nameEn: 'Namfon' };
  const added = await people.add(given);
  t.match(added, { ...given, version: 1, active: true, validUntilMs: null });
  t.strictSame(await people.byCode('007é'), added, 'equal spellings are one');
  t.equal(await people.byCode('007É'), undefined, 'case counts');
  await t.rejects(people.add({ code: '007é' }), { code: 'PERSON_EXISTS' });
  t.match(await people.change(added.id, { nameEn: 'N.' }), { nameEn: 'N.', version: 2, nameTh: given.nameTh });
  t.match(await people.change(added.id, { code: '007é' }), { version: 3 }, 'spelt otherwise it is still theirs');
  const other = await people.add({ code: '8' });
  await t.rejects(people.change(other.id, { code: '007é' }), { code: 'PERSON_EXISTS' });
  await people.remove(added.id);
  t.equal(await people.byId(added.id), undefined);
  await t.rejects(people.remove(added.id), { code: 'PERSON_UNKNOWN' });
  t.ok(await people.add({ code: '007é' }));
  t.strictSame(
    (await people.all()).map(({ code }) => code),
    ['007é', '8'],
  );
  t.equal(statSync(join(folder, 'fleet.db.people')).mode & 0o077, 0);
});

t.test('templates lie apart, sealed for their person; a row that is moved opens for nobody', async (t) => {
  const { register, folder } = await opened(t);
  const [a, b] = [await register.people.add({ code: 'a' }), await register.people.add({ code: 'b' })];
  await register.templates.replace(a.id, [finger('left-thumb'), finger()]);
  t.strictSame(
    (await register.templates.of(a.id)).map((one) => one.finger),
    ['left-thumb', 'right-index'],
  );
  t.strictSame(await register.templates.counts(), new Map([[a.id, 2]]));
  await register.templates.replace(a.id, [finger()]);
  t.strictSame(await register.templates.of(a.id), [finger()], 'those and no others');
  const dump = readdirSync(folder).map((name) => readFileSync(join(folder, name)).toString('latin1'));
  t.notOk(dump.some((text) => text.includes(SECRET) || text.includes(Buffer.from(SECRET).toString('base64'))));
  const db = new Sqlite(join(folder, 'fleet.db.templates'));
  db.prepare('UPDATE finger SET person_id = ?').run(b.id);
  db.close();
  await t.rejects(register.templates.of(b.id), { code: 'SEAL_BROKEN' });
  writeFileSync(join(folder, 'other.db.templates.key.json'), '{}', { mode: 0o600 });
  await t.rejects(openSqliteRegister(join(folder, 'other.db'), new ManualClock()), { code: 'KEY_UNAVAILABLE' });
});

t.test('a table changes its revision with its content, and only then', async (t) => {
  const { register } = await opened(t);
  const { people, grants, tables, templates } = register;
  const somchai = await people.add({ code: '1', nameTh: 'สมชาย', unit: 'library' });
  await people.add({ code: '2', unit: 'kitchen' });
  t.match(await tables.refresh([gate, door]), [{ state: { revision: 1, people: 0 } }, { hasChanged: true }]);
  t.match(await tables.refresh([gate]), [{ state: { revision: 1 }, hasChanged: false }]);
  const { id } = await grants.add({ ...everywhere, to: { kind: 'unit', name: 'library' } }, 'manager');
  t.match(await tables.refresh([gate]), [{ state: { revision: 2, people: 1 }, hasChanged: true }]);
  const [record] = await tables.recordsOf(gate, [somchai.id]);
  t.match(record, { code: '1', nameTh: 'สมชาย', rights: [{ schedule: null }], fingers: [] });
  t.equal((await wantsOf(register)).hash, hashOfTable([record ? digestOfPerson(record) : '']));
  await templates.replace(somchai.id, [finger()]);
  await people.touch(somchai.id);
  t.match(await tables.refresh([gate]), [{ state: { revision: 3 } }], 'a finger that was taken anew');
  await grants.remove(id);
  await t.rejects(grants.remove(id), { code: 'USAGE' });
  t.match(await tables.refresh([gate]), [{ state: { revision: 4, people: 0 } }]);
  t.strictSame(await tables.recordsOf(gate, [somchai.id]), [], 'who may not be there is sent to nobody');
});

t.test('a grant says what it means, or is none', async (t) => {
  const { register } = await opened(t);
  const schedule = [{ days: [1], fromMinute: 480, untilMinute: 1020 }];
  const booked = await register.grants.add({ ...everywhere, schedule, validFromMs: 5 }, 'manager');
  t.strictSame(await register.grants.all(), [booked]);
  t.match(booked, { effect: 'allow', schedule, grantedBy: 'manager' });
  await t.rejects(register.grants.add({ ...everywhere, effect: 'except', schedule }, 'm'), /schedule/);
  await t.rejects(register.grants.add({ ...everywhere, validFromMs: 5, validUntilMs: 5 }, 'm'), /ends before/);
});

t.test('only a terminal’s own hash proves it, and what it has decides what is sent', async (t) => {
  const { register, clock } = await opened(t);
  const { people, grants, tables, deliveries } = register;
  const { terminal } = gate;
  t.ok(await deliveries.note(gate, reportOf(1, null), heard(5)), 'heard of before anybody is sent to it');
  t.equal(await deliveries.next(terminal), undefined);
  const [a, b] = [await people.add({ code: 'a' }), await people.add({ code: 'b' })];
  await grants.add(everywhere, 'manager');
  await tables.refresh([gate]);
  const first = await wantsOf(register);
  t.match(await deliveries.next(terminal), { from: null, to: first, put: { length: 2 }, remove: [] });
  t.ok(await deliveries.note(gate, reportOf(2, first), heard(clock.nowMs())));
  t.equal(await deliveries.next(terminal), undefined);
  t.match(await deliveries.of(terminal), { isProven: true, report: { number: 2 } });

  await people.remove(b.id);
  const c = await people.add({ code: 'c' });
  await tables.refresh([gate]);
  const second = await wantsOf(register);
  t.match(await deliveries.of(terminal), { isProven: false });
  t.strictSame(await deliveries.next(terminal), { from: first.revision, to: second, put: [c.id], remove: [b.id] });
  const asks = reportOf(3, first, { needs: { what: 'snapshot' } });
  t.ok(await deliveries.note(gate, asks, heard(6)));
  const whole = await deliveries.next(terminal);
  t.match(whole, { from: null, remove: [] });
  t.strictSame([...(whole?.put ?? [])].sort(), [a.id, c.id].sort());
  t.notOk(await deliveries.note(gate, reportOf(3, second), heard(7)), 'a number that was heard counts for nothing');
  t.notOk(await deliveries.note(gate, reportOf(2, second), heard(7)));
  const strange = { revision: first.revision, hash: 'e'.repeat(64), people: 9 };
  t.ok(await deliveries.note(gate, reportOf(4, strange), heard(8)));
  t.match(await deliveries.next(terminal), { from: null }, 'another table than was thought');
});

t.test('a table that was left and come back to is proven by its revision, not by its hash alone', async (t) => {
  const { register } = await opened(t);
  const { people, grants, tables, deliveries } = register;
  await people.add({ code: 'a' });
  await grants.add(everywhere, 'manager');
  await tables.refresh([gate]);
  const first = await wantsOf(register);
  await deliveries.note(gate, reportOf(1, first), heard(1));
  const brief = await people.add({ code: 'brief' });
  await tables.refresh([gate]);
  await people.remove(brief.id);
  await tables.refresh([gate]);
  const third = await wantsOf(register);
  t.match(third, { hash: first.hash, revision: first.revision + 2 });
  t.match(await deliveries.of(gate.terminal), { isProven: false }, 'the one between may still be under way');
  t.strictSame(await deliveries.next(gate.terminal), { from: first.revision, to: third, put: [], remove: [] });
  await deliveries.note(gate, reportOf(2, third), heard(2));
  t.match(await deliveries.of(gate.terminal), { isProven: true });
});

t.test('a terminal that counts anew is believed once it answers, and not before', async (t) => {
  const { register } = await opened(t);
  const { people, grants, tables, deliveries } = register;
  await people.add({ code: 'a' });
  await grants.add(everywhere, 'manager');
  await tables.refresh([gate]);
  await deliveries.note(gate, reportOf(23, await wantsOf(register)), heard(1));
  t.notOk(await deliveries.note(gate, reportOf(1, null), heard(2)));
  t.match(await deliveries.of(gate.terminal), { isProven: true });
  t.ok(await deliveries.note(gate, reportOf(1, null), heard(3, true)));
  t.match(await deliveries.of(gate.terminal), { isProven: false, report: { number: 1, table: null } });
  t.match(await deliveries.next(gate.terminal), { from: null, put: { length: 1 } });
  t.ok(await deliveries.note(gate, reportOf(2, null), heard(4)));
});

t.test('whoever cannot be sent is left out and named, and stops nobody', async (t) => {
  const { register, folder } = await opened(t);
  const { people, grants, templates, tables } = register;
  const [a, b] = [await people.add({ code: 'a' }), await people.add({ code: 'b' })];
  for (const { id } of [a, b]) await templates.replace(id, [finger()]);
  await grants.add(everywhere, 'manager');
  const file = new Sqlite(join(folder, 'fleet.db.templates'));
  file.prepare('UPDATE finger SET sealed = ? WHERE person_id = ?').run(Buffer.from('a.b.c.d.e'), a.id);
  file.close();
  const [table] = await tables.refresh([gate]);
  t.match(table, { state: { people: 1 }, unfit: [{ person: a.id, why: 'SEAL_BROKEN' }] });
  t.equal(table?.unfit.length, 1);
});

t.test('a fleet that was set back to an older copy of itself goes on above its terminals', async (t) => {
  const { register } = await opened(t);
  await register.people.add({ code: 'a' });
  await register.grants.add(everywhere, 'manager');
  await register.tables.refresh([gate]);
  const ahead = { revision: 41, hash: randomBytes(32).toString('hex'), people: 7 };
  await register.deliveries.note(gate, reportOf(9, ahead), heard(1));
  t.match(await register.deliveries.next(gate.terminal), { from: null, to: { revision: 42, people: 1 } });
});

t.test('a store that cannot be written says so', async (t) => {
  const { register, folder } = await opened(t);
  const other = new Sqlite(join(folder, 'fleet.db.people'));
  other.exec('BEGIN IMMEDIATE');
  await t.rejects(register.people.add({ code: 'a' }), { code: 'STORE_BUSY' });
  other.close();
  t.ok(await register.people.add({ code: 'a' }));
});

/** As another ridgectl would, which is another process: here a thread. */
const WRITER = `
  const { workerData: file } = require('node:worker_threads');
  const db = new (require('better-sqlite3'))(file, { timeout: 5000 });
  for (let at = 0; at < 300; at += 1) db.prepare('UPDATE delivery SET changed_ms = changed_ms + 1').run();
  db.close();`;

t.test('whoever else writes to it meanwhile is waited for', async (t) => {
  const { register, folder } = await opened(t);
  await register.people.add({ code: 'a' });
  await register.grants.add(everywhere, 'manager');
  await register.tables.refresh([gate]);
  const changedMs = 300 + ((await register.deliveries.of(gate.terminal))?.changedMs ?? 0);
  const writer = new Worker(WRITER, { eval: true, workerData: join(folder, 'fleet.db.people') });
  const ended = once(writer, 'exit');
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  let number = 0;
  while (!isOver) {
    number += 1;
    t.ok(await register.deliveries.note(gate, reportOf(number, null), heard(number)));
    await setImmediate();
  }
  t.strictSame(await ended, [0]);
  t.match(await register.deliveries.of(gate.terminal), { report: { number }, changedMs });
});
