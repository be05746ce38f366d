// What needs no server: addresses without passwords, and the words of PostgreSQL in ours.
import t from 'tap';
import { isFault, isTransient } from '../../../protocol/index.ts';
import { isPostgres, postgresAddress, shownAddress } from './address.ts';
import { passwordOf } from './password.ts';
import { postgresFault } from './postgres-faults.ts';

const whyNot = (work: () => unknown): string => {
  try {
    return String(work());
  } catch (error) {
    return isFault(error, 'USAGE') ? String(error.context['why']) : String(error);
  }
};

t.test('an address of PostgreSQL names a role, never a password', async (t) => {
  for (const text of [
    'postgres://db.example/fleet',
    'postgresql://ridged@db.example:5433/fleet?sslmode=verify-full',
    'postgres://ridged@/fleet?host=/run/postgresql',
  ])
    t.equal(postgresAddress('--store', text), text);
  for (const text of [
    'postgres://ridged:secret@db.example/fleet',
    'postgres://ridged@db.example/fleet?password=secret',
    'postgres://ridged:sec/ret@db.example/fleet',
    'postgres://ridged:secret@/fleet?host=/run/postgresql',
    'postgres://ridged:secret@db example/fleet',
  ]) {
    const why = whyNot(() => postgresAddress('--store', text));
    t.match(why, /^--store /, text);
    t.notMatch(why, /secret|sec.ret/, text);
  }
  t.equal(shownAddress('postgres://ridged@db.example/fleet?sslmode=require'), 'postgres://db.example/fleet');
  t.equal(isPostgres('sqlite:fleet.db'), false);
});

t.test(
  'what the database complains of becomes a code; what may pass is tried again, and a bug stays one',
  async (t) => {
    const said = (code: string, message = 'x') =>
      postgresFault(Object.assign(new Error(message), { code }), 'db/fleet');
    for (const code of [
      '53100',
      '40001',
      '40P01',
      '23505',
      '57P01',
      '57P03',
      '08006',
      'ECONNREFUSED',
      '53300',
      '25P03',
    ])
      t.ok(isTransient(said(code)), code);
    t.match(said('53100'), { code: 'STORE_FULL', context: { store: 'db/fleet', why: '53100' } });
    t.match(said('28P01'), { code: 'STORE_DENIED' });
    t.match(said('25006'), { code: 'STORE_READ_ONLY' });
    t.match(said('XX001'), { code: 'STORE_CORRUPT' });
    t.match(said('22021'), { code: 'USAGE', context: { why: /zero character/ } });
    t.match(postgresFault(new Error('Connection terminated unexpectedly'), 'db'), { code: 'STORE_UNREACHABLE' });
    for (const bug of ['42P01', '23503', '']) t.notMatch(said(bug), { name: 'KioskError' }, bug);
  },
);

t.test('a password of the environment is taken before that of any file, and none is an empty one', async (t) => {
  const asked = { host: 'db.example', port: 5432, database: 'fleet', user: `nobody-${process.pid}` };
  t.equal(await passwordOf(asked, { PGPASSWORD: 'hush' }), 'hush');
  t.equal(await passwordOf(asked, {}), '');
});
