// The fleet's register in SQLite: what every register does, for its owner alone, and whoever else writes to it waited for.
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import Sqlite from 'better-sqlite3';
import t, { type Test } from 'tap';
import { ManualClock } from '../../../protocol/index.ts';
import { capturedSuite } from '../../fixtures/captured-suite.ts';
import { duressSuite } from '../../fixtures/duress-suite.ts';
import { jobBookSuite } from '../../fixtures/job-book-suite.ts';
import { methodSuite } from '../../fixtures/method-suite.ts';
import { noFingersSuite } from '../../fixtures/no-fingers-suite.ts';
import { operatorBookSuite } from '../../fixtures/operator-book-suite.ts';
import { type PhotoPlace, photoSuite, spoilSql } from '../../fixtures/photo-suite.ts';
import { type RegisterPlace, registerSuite } from '../../fixtures/register-suite.ts';
import { everywhere, finger, gate, heard, reportOf } from '../../fixtures/register-words.ts';
import { openSqliteRegister } from './open-register.ts';

const sqlitePlace = async (t: Test): Promise<RegisterPlace & PhotoPlace> => {
  const folder = t.testdir();
  return {
    open: (clock) => openSqliteRegister(join(folder, 'fleet.db'), clock),
    dump: async () =>
      readdirSync(folder)
        .map((name) => readFileSync(join(folder, name)).toString('latin1'))
        .join(''),
    moveTemplates: async (person) => {
      const db = new Sqlite(join(folder, 'fleet.db.templates'));
      db.prepare('UPDATE finger SET person_id = ?').run(person);
      db.close();
    },
    spoilPhoto: async (person: string) => {
      const db = new Sqlite(join(folder, 'fleet.db.templates'));
      db.exec(spoilSql('photo', person));
      db.close();
    },
  };
};
registerSuite(t, sqlitePlace);
capturedSuite(t, sqlitePlace);
methodSuite(t, sqlitePlace);
duressSuite(t, sqlitePlace);
noFingersSuite(t, sqlitePlace);
operatorBookSuite(t, sqlitePlace);
photoSuite(t, sqlitePlace);

jobBookSuite(t, async (t) => {
  const folder = t.testdir();
  return {
    open: (clock) => openSqliteRegister(join(folder, 'fleet.db'), clock),
    dump: async () =>
      readdirSync(folder)
        .map((name) => readFileSync(join(folder, name)).toString('latin1'))
        .join(''),
  };
});

const opened = async (t: Test) => {
  const folder = t.testdir();
  const register = await openSqliteRegister(join(folder, 'fleet.db'), new ManualClock());
  t.teardown(() => register[Symbol.asyncDispose]());
  return { register, folder };
};

t.test('people are for their owner alone, and templates open with no other key', async (t) => {
  const { folder } = await opened(t);
  for (const name of ['fleet.db.people', 'fleet.db.templates', 'fleet.db.templates.key.json'])
    t.equal(statSync(join(folder, name)).mode & 0o077, 0, name);
  writeFileSync(join(folder, 'other.db.templates.key.json'), '{}', { mode: 0o600 });
  await t.rejects(openSqliteRegister(join(folder, 'other.db'), new ManualClock()), { code: 'KEY_UNAVAILABLE' });
});

t.test('a store that cannot be written says so', async (t) => {
  const { register, folder } = await opened(t);
  const other = new Sqlite(join(folder, 'fleet.db.people'));
  other.exec('BEGIN IMMEDIATE');
  await t.rejects(register.people.add({ code: 'a' }), { code: 'STORE_BUSY' });
  other.close();
  t.ok(await register.people.add({ code: 'a' }));
});

t.test('two in one process take turns: neither holds up the other, nor loses its change', async (t) => {
  const { register, folder } = await opened(t);
  await using other = await openSqliteRegister(join(folder, 'fleet.db'), new ManualClock());
  const adding = (one: typeof register, name: string) =>
    one.atOnce(async (people) => {
      for (let number = 0; number < 20; number += 1) {
        await people.add({ code: `${name}${number}` });
        await setImmediate();
      }
    });
  await Promise.all([
    adding(register, 'a'),
    adding(other, 'b'),
    register.people.add({ code: 'c' }),
    other.people.add({ code: 'd' }),
  ]);
  t.equal((await other.people.all()).length, 42);
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

t.test('a lost key of templates is not made anew while there is a template', async (t) => {
  const folder = t.testdir();
  const file = join(folder, 'fleet.db');
  const keyFile = `${file}.templates.key.json`;
  const open = () => openSqliteRegister(file, new ManualClock());
  {
    await using _ = await open();
  }
  rmSync(keyFile);
  let id = '';
  {
    await using register = await open();
    ({ id } = await register.people.add({ code: 'a' }));
    await register.templates.replace(id, [finger()]);
  }
  t.equal(statSync(keyFile).mode & 0o777, 0o600);
  const kept = readFileSync(keyFile);
  rmSync(keyFile);
  await t.rejects(open(), {
    code: 'KEY_UNAVAILABLE',
    context: { why: /restore the key file[\s\S]*enrol the people again/ },
  });
  t.notOk(existsSync(keyFile));
  writeFileSync(keyFile, kept, { mode: 0o600 });
  await using register = await open();
  t.strictSame(await register.templates.of(id), [finger()], 'restored from the backup');
});

t.test('templates that are lost, or another register’s, are no empty ones', async (t) => {
  const folder = t.testdir();
  const file = join(folder, 'fleet.db');
  const open = () => openSqliteRegister(file, new ManualClock());
  {
    await using register = await open();
    const { id } = await register.people.add({ code: 'a' });
    await register.templates.replace(id, [finger()]);
  }
  await using other = await openSqliteRegister(join(folder, 'other.db'), new ManualClock());
  t.strictSame(await other.people.all(), []);
  renameSync(`${file}.templates`, `${file}.kept`);
  for (const suffix of ['-wal', '-shm']) rmSync(`${file}.templates${suffix}`, { force: true });
  await t.rejects(open(), { code: 'STORE_CORRUPT', context: { what: 'templates of the fleet' } });
  await t.rejects(open(), { code: 'STORE_CORRUPT' }, 'nor are they made by having been asked for');
  copyFileSync(join(folder, 'other.db.templates'), `${file}.templates`);
  await t.rejects(open(), { code: 'STORE_CORRUPT' });
  renameSync(`${file}.kept`, `${file}.templates`);
  await using register = await open();
  const [person] = await register.people.all();
  t.equal((await register.templates.of(person?.id ?? '')).length, 1);
});
