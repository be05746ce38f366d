// The fleet's register in a real PostgreSQL: as in SQLite, its templates under a role of their own.
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { isFault, ManualClock, systemClock } from '../../../protocol/index.ts';
import { capturedSuite } from '../../fixtures/captured-suite.ts';
import { duressSuite } from '../../fixtures/duress-suite.ts';
import { jobBookSuite } from '../../fixtures/job-book-suite.ts';
import { methodSuite } from '../../fixtures/method-suite.ts';
import { noFingersSuite } from '../../fixtures/no-fingers-suite.ts';
import { operatorBookSuite } from '../../fixtures/operator-book-suite.ts';
import { photoSuite, spoilSql } from '../../fixtures/photo-suite.ts';
import { noPostgres, PostgresServer } from '../../fixtures/postgres.ts';
import { registerSuite } from '../../fixtures/register-suite.ts';
import { everywhere, gate, heard, reportOf } from '../../fixtures/register-words.ts';
import { until } from '../../fixtures/until.ts';
import { openPostgresRegister } from './open-postgres-register.ts';

t.test('a register in PostgreSQL', { skip: noPostgres }, async (t) => {
  const server = await PostgresServer.start();
  t.teardown(() => server[Symbol.asyncDispose]());
  await server.newRole('vault');

  // First: the fewer databases there are, the sooner it is up again.
  t.test('a register whose database starts anew goes on when it is back', async (t) => {
    const url = await server.newDatabase();
    const keyFile = join(t.testdir(), 'fleet.templates.key.json');
    await using register = await openPostgresRegister({ url, keyFile, clock: systemClock });
    await register.people.add({ code: '1' });
    await server.kill();
    const add = () => register.people.add({ code: '2' });
    // It waits for a new connection; or meets the old one before that is known to be gone, and says so.
    const added = add().catch((fault: unknown) => {
      if (!isFault(fault, 'STORE_UNREACHABLE')) throw fault;
    });
    await server.up();
    t.match((await added) ?? (await add()), { code: '2' });
    t.equal((await register.people.all()).length, 2);
  });

  const placeOf = async (t: Test) => {
    const url = await server.newDatabase();
    const templatesUrl = await server.newDatabase('vault');
    const keyFile = join(t.testdir(), 'fleet.templates.key.json');
    const open = (clock: ManualClock) => openPostgresRegister({ url, templatesUrl, keyFile, clock });
    return { url, templatesUrl, keyFile, open };
  };

  methodSuite(t, placeOf);
  duressSuite(t, placeOf);
  noFingersSuite(t, placeOf);

  const registerPlace = async (t: Test) => {
    const { url, templatesUrl, open } = await placeOf(t);
    const rowsOf = async (table: string, database: string): Promise<string> =>
      JSON.stringify(await server.query(`SELECT t.* FROM ${table} t`, database));
    return {
      open,
      dump: async () =>
        (await rowsOf('ridged_register.person', url)) + Buffer.from(await fingersOf(server, templatesUrl)).toString(),
      moveTemplates: async (person: string) =>
        void (await server.query(`UPDATE ridged_templates.finger SET person_id = '${person}'`, templatesUrl)),
    };
  };

  registerSuite(t, registerPlace);
  capturedSuite(t, registerPlace);

  operatorBookSuite(t, placeOf);
  photoSuite(t, async (t) => {
    const { templatesUrl, open } = await placeOf(t);
    const photos = "SELECT encode(sealed, 'escape') FROM ridged_templates.photo";
    return {
      open,
      dump: async () => JSON.stringify(await server.query(photos, templatesUrl)),
      spoilPhoto: async (person) => void (await server.query(spoilSql('ridged_templates.photo', person), templatesUrl)),
    };
  });

  jobBookSuite(t, async (t) => {
    const { templatesUrl, url, open } = await placeOf(t);
    const rowsOf = async (table: string, database: string): Promise<string> =>
      JSON.stringify(await server.query(`SELECT t.* FROM ${table} t`, database));
    return {
      open,
      dump: async () =>
        (await rowsOf('ridged_register.job', url)) + (await rowsOf('ridged_templates.answer', templatesUrl)),
    };
  });

  t.test('two who write at once take turns: neither change is lost, and the later report counts', async (t) => {
    const { open } = await placeOf(t);
    const clock = new ManualClock();
    await using register = await open(clock);
    await using other = await open(clock);
    await register.grants.add(everywhere, 'manager');
    await Promise.all([register, other].map(async (one, at) => void (await one.people.add({ code: `${at}` }))));
    await Promise.all([register.tables.refresh([gate]), other.tables.refresh([gate])]);
    t.match(await register.deliveries.of(gate.terminal), { wants: { revision: 1, people: 2 } });
    const noted = Array.from({ length: 20 }, (_, at) =>
      (at % 2 === 0 ? register : other).deliveries.note(gate, reportOf(at + 1, null), heard(at)),
    );
    await Promise.all(noted);
    t.match(await other.deliveries.of(gate.terminal), { report: { number: 20 } });
    await t.rejects(
      register.atOnce(async (people) => {
        await people.add({ code: '7' });
        await people.add({ code: '7' });
      }),
      { code: 'PERSON_EXISTS' },
    );
    t.equal(await other.people.byCode('7'), undefined, 'all of it or nothing');
  });

  t.test('of two who answer a request at once the second is told who was faster', async (t) => {
    const { url, open } = await placeOf(t);
    await using register = await open(new ManualClock());
    const client = await server.connect(url);
    t.teardown(() => client.end());
    await client.query('BEGIN');
    await client.query(`INSERT INTO ridged_register.answered_request
      VALUES ('bangkok.gate-17', 'journal', 1, 'R-1111-1111', 'done', 'officer', 1)`);
    const request = { terminal: 'bangkok.gate-17', journalId: 'journal', seq: 1, reference: 'R-1111-1111' };
    const why = 'R-1111-1111 was answered already, by officer';
    const told = t.rejects(register.requests.close(request, { note: 'done', by: 'other' }), {
      ...{ code: 'USAGE', context: { why } },
    });
    const waiting = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
    await until('the second waits for the first', async () => (await server.query(waiting)).length > 0);
    await client.query('COMMIT');
    await told;
  });

  t.test('codes sort as in SQLite, whatever the locale of the database; a zero character is a clear no', async (t) => {
    const { open } = await placeOf(t);
    await using register = await open(new ManualClock());
    for (const code of ['b', 'ก', 'B', 'a', '10', '9']) await register.people.add({ code });
    t.strictSame(
      (await register.people.all()).map(({ code }) => code),
      ['10', '9', 'B', 'a', 'b', 'ก'],
    );
    await t.rejects(register.people.add({ code: 'c', nameTh: 'น้ำ\0ฝน' }), { code: 'USAGE' });
  });

  t.test('templates lie in a schema of their own where they have no database of their own', async (t) => {
    const { url, keyFile } = await placeOf(t);
    await using register = await openPostgresRegister({ url, keyFile, clock: new ManualClock() });
    t.strictSame(await register.templates.counts(), new Map());
    t.strictSame(await server.query("SELECT to_regclass('ridged_templates.finger')::text AS found", url), [
      { found: 'ridged_templates.finger' },
    ]);
    await t.rejects(
      openPostgresRegister({ url, templatesUrl: url.replace('ridged@', 'vault@'), keyFile, clock: new ManualClock() }),
      {
        code: 'STORE_DENIED',
      },
    );
  });

  t.test('whoever holds the register for too long is not waited for, and told of', async (t) => {
    const { url, open } = await placeOf(t);
    await using register = await open(new ManualClock());
    const other = await server.connect(url);
    await other.query('BEGIN; LOCK TABLE ridged_register.person IN EXCLUSIVE MODE');
    await t.rejects(register.people.add({ code: 'a' }), { code: 'STORE_BUSY' });
    await other.query('COMMIT');
    await other.end();
    t.ok(await register.people.add({ code: 'a' }));
  });
});

async function fingersOf(server: PostgresServer, database: string): Promise<string> {
  const rows = await server.query(
    "SELECT person_id, finger, encode(sealed, 'escape') AS sealed FROM ridged_templates.finger",
    database,
  );
  return JSON.stringify(rows);
}
