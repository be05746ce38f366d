// People, grants and push as a fleet manager meets them: from an empty register to a terminal that proves whom it knows.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { chainOf, entryAfter } from '../../../protocol/fleet/fixtures/entries.ts';
import { GENESIS, ManualClock, terminalAddress } from '../../../protocol/index.ts';
import { pushSuite } from '../../fixtures/delivery-suite.ts';
import { batchOf, birth, born, note, OURS, put } from '../../fixtures/fleet-batches.ts';
import { heard, reportOf } from '../../fixtures/register-words.ts';
import { manager } from '../../fixtures/ridgectl.ts';
import { birthInfo } from '../../fixtures/surroundings.ts';
import { openSqliteRegister } from '../register/index.ts';
import { SqliteFleetStore } from '../sqlite-fleet-store.ts';
import { scheduleGiven, timeGiven } from './times.ts';

t.test('people are added, found, listed and removed; names survive, and each mistake is one clear line', async (t) => {
  const { run, json } = await manager(t);
  t.match(await run('people', 'list'), { code: 0, out: /nobody is registered/ });
  const named = ['--name-th', 'น้ำฝน ใจงาม', '--unit', 'สำนักหอสมุด', '--until', '2027-01-01'];
  t.match(await run('people', 'add', '--code', '0000012345', ...named), { code: 0, out: /0000012345 น้ำฝน ใจงาม/ });
  t.match(await json('people', 'list'), {
    people: [
      { code: '0000012345', nameTh: 'น้ำฝน ใจงาม', validUntilMs: Date.parse('2027-01-01T00:00:00+07:00'), fingers: 0 },
    ],
  });
  t.match(await json('people', 'list', '--unit', 'another'), { people: { length: 0 } });
  t.match(await run('people', 'add', '--code', '0000012345'), { code: 3, err: /code/ });
  t.match(await run('people', 'add'), { code: 2, err: /--code/ });
  t.match(await run('people', 'show', '12345'), { code: 2, err: /nobody has the code 12345/ });
  t.match(await run('people', 'show', '0000012345'), { code: 0, out: /น้ำฝน ใจงาม[\s\S]*no terminal/ });
  t.match(await run('people', 'remove', '0000012345'), { code: 0 });
  t.match(await run('people', 'remove', '0000012345'), { code: 2 });
  t.match(await run('people', 'add', '--help'), { code: 0, out: /Example:\n/ });
});

t.test('grants name whom and where, once each', async (t) => {
  const { run, json } = await manager(t);
  await run('people', 'add', '--code', 'P1');
  const grant = (...args: string[]) => run('grants', 'add', '--by', 'manager', ...args);
  t.match(await run('grants', 'list'), { code: 0, out: /nothing is granted/ });
  t.match(await grant('--person', 'P1', '--site', 'bangkok', '--schedule', 'mon-fri 07:00-18:00', 'sat 08:00-12:00'), {
    code: 0,
  });
  t.match(await grant('--everyone', '--everywhere', '--except', '--from', '2026-12-05', '--until', '2026-12-06'), {
    code: 0,
  });
  t.match(await json('grants', 'list'), {
    grants: [
      {
        to: { kind: 'person' },
        at: { kind: 'site', name: 'bangkok' },
        schedule: [{ days: [1, 2, 3, 4, 5], fromMinute: 420 }, { days: [6] }],
      },
      { effect: 'except', validUntilMs: Date.parse('2026-12-06T00:00:00+07:00'), grantedBy: 'manager' },
    ],
  });
  t.match(await run('grants', 'list'), { out: /person P1 +site bangkok/ });
  t.match(await grant('--person', 'P1', '--unit', 'u', '--everywhere'), { code: 2, err: /give one of --person/ });
  t.match(await grant('--everyone'), { code: 2, err: /give one of --terminal/ });
  t.match(await grant('--person', 'nobody', '--everywhere'), { code: 2, err: /nobody has the code/ });
  t.match(await grant('--everyone', '--terminal', 'gate'), { code: 2, err: /gate/ });
  t.match(await grant('--everyone', '--everywhere', '--except', '--schedule', 'mon 08:00-09:00'), {
    code: 2,
    err: /--schedule/,
  });
  t.match(await grant('--everyone', '--everywhere', '--from', '2026-12-05', '--until', '2026-12-05'), {
    code: 2,
    err: /not after/,
  });
  t.match(await run('grants', 'remove', '1'), { code: 0 });
  t.match(await run('grants', 'remove', '1'), { code: 2, err: /no grant 1/ });
  t.match(await run('grants', 'remove', 'x'), { code: 2 });
});

t.test('days, times and hours as people write them, and no others', async (t) => {
  t.equal(timeGiven('--from', '2026-12-01'), Date.parse('2026-11-30T17:00:00Z'), 'midnight in Thailand');
  t.equal(timeGiven('--from', '2026-12-01T08:30+07:00'), Date.parse('2026-12-01T01:30:00Z'));
  t.equal(timeGiven('--from', '2026-12-01T08:30Z'), Date.parse('2026-12-01T08:30:00Z'));
  for (const text of ['', '1/2/2018', '2026-02-30', '2026-13-01', '2569-12-01', '2026-12-01T08:30', 'tomorrow'])
    t.throws(() => timeGiven('--from', text), { code: 'USAGE' }, text);
  t.strictSame(scheduleGiven(['mon-fri 08:00-17:00', 'sat,sun 22:00-06:00', 'fri-mon 00:00-24:00']), [
    { days: [1, 2, 3, 4, 5], fromMinute: 480, untilMinute: 1020 },
    { days: [6, 7], fromMinute: 1320, untilMinute: 360 },
    { days: [1, 5, 6, 7], fromMinute: 0, untilMinute: 1440 },
  ]);
  for (const text of [
    '',
    'mon',
    'mon 8:00-17:00',
    'mon 08:00-25:00',
    'mon 08:60-09:00',
    'xyz 08:00-09:00',
    'mon 24:00-08:00',
    'mon-tue-wed 08:00-09:00',
  ])
    t.throws(() => scheduleGiven([text]), { code: 'USAGE' }, text);
  for (const [text, day] of [
    ['mon,tuw 08:00-17:00', 'tuw'],
    ['mon-sut 08:00-17:00', 'mon-sut'],
    ['mon,,tue 08:00-17:00', ''],
  ] as const)
    t.throws(
      () => scheduleGiven([text]),
      {
        code: 'USAGE',
        context: { why: `--schedule "${text}": "${day}" is no day (mon, tue, wed, thu, fri, sat, sun)` },
      },
      text,
    );
});

pushSuite(t, manager);

t.test('how long grants hold offline is said, shown, and no slip widens it', async (t) => {
  const { run, json } = await manager(t);
  t.match(await run('grants', 'offline-limit'), { code: 0, out: /however long/ });
  t.match(await json('grants', 'offline-limit', '72h'), { offlineForMs: 72 * 3_600_000 });
  t.match(await run('grants', 'offline-limit'), { out: /holds for 3 days.*keep ridgectl deliver running/ });
  for (const slip of ['', '72', '0d', '3 d', '9999d', 'ever'])
    t.match(await run('grants', 'offline-limit', slip), { code: 2, err: /90m, 72h or 30d/ }, slip);
  t.match(await json('grants', 'offline-limit', 'never'), { offlineForMs: null });
});

t.test('who has not come in yet is listed with what they wait for, until their first visit', async (t) => {
  const { file, run, json } = await manager(t);
  t.match(await run('people', 'onboarding'), { code: 0, out: /everybody has come in/ });
  await run('people', 'add', '--code', '1', '--name-th', 'สมชาย');
  t.match(await run('people', 'onboarding'), { code: 0, out: /1 +สมชาย +a grant/ });
  await new Promise((resolve) => setTimeout(resolve, 10));
  t.match(await json('people', 'onboarding'), { people: [{ code: '1', waitsFor: 'grant', isLate: false }] });
  t.match(await run('people', 'onboarding', '--late', '0h'), { code: 2 });
  const { people } = await json('people', 'list');
  const visit = { event: 'clock', outcome: 'accepted', person: people[0].id, captureStartMs: 1_793_581_200_000.64 };
  const refused = { ...visit, outcome: 'refused', captureStartMs: 5 };
  const first = entryAfter(GENESIS, 'journal-a', refused);
  await using store = await SqliteFleetStore.open(file);
  await put(store, batchOf([first, entryAfter(first, 'journal-a', visit)]));
  t.match(await run('people', 'onboarding'), { code: 0, out: /everybody has come in/ });
  t.match(await json('people', 'onboarding', '--all'), {
    people: [{ code: '1', waitsFor: null, firstMs: 1_793_581_200_000, firstTerminal: 'bangkok.gate-17' }],
  });
});

t.test('an empty shell variable widens nothing: it is wrong usage, by its name', async (t) => {
  const { run, json } = await manager(t);
  t.match(await run('people', 'list'), { code: 0, err: /has no officers/ }, 'that is said once');
  const all = ['grants', 'add', '--by', 'm', '--everywhere'];
  for (const [empty, args] of [
    ['--until', [...all, '--everyone', '--until', '']],
    ['--from', [...all, '--everyone', '--from', ' ']],
    ['--unit', [...all, '--unit', '']],
    ['--group', [...all, '--group', '']],
    ['--person', [...all, '--person', '']],
    ['--site', ['grants', 'add', '--by', 'm', '--everyone', '--site', '']],
    ['--terminal', ['grants', 'add', '--by', 'm', '--everyone', '--terminal', '']],
    ['--by', ['grants', 'add', '--by', '', '--everyone', '--everywhere']],
    ['--schedule', [...all, '--everyone', '--schedule', '']],
    ['--code', ['people', 'add', '--code', '']],
    ['--until', ['people', 'add', '--code', '1', '--until', '']],
    ['--unit', ['people', 'add', '--code', '1', '--unit', '']],
    ['--name-th', ['people', 'add', '--code', '1', '--name-th', '']],
    ['--unit', ['people', 'list', '--unit', '']],
  ] as const)
    t.match(
      await run(...args),
      { code: 2, out: '', err: new RegExp(`^ridgectl: ${empty} [^\\n]*\\n$`) },
      args.join(' '),
    );
  t.match(await json('people', 'list'), { people: { length: 0 } });
  t.match(await json('grants', 'list'), { grants: { length: 0 } });
});

t.test('what the register cannot take is one clear line', async (t) => {
  const { run } = await manager(t);
  await run('people', 'list');
  const line = (field: string) => new RegExp(`^ridgectl: ${field}: [^\\n{]*300[^\\n{]*; see --help\\n$`);
  t.match(await run('people', 'add', '--code', 'y'.repeat(301)), { code: 2, err: line('code') });
  const group = ['--group', 'x'.repeat(301), '--everywhere', '--by', 'm'];
  t.match(await run('grants', 'add', ...group), { code: 2, err: line('to.name') });
  const backwards = ['--from', '2027-01-01', '--until', '2026-01-01'];
  t.match(await run('people', 'add', '--code', '7', ...backwards), {
    code: 2,
    err: /2026-01-01 is not after --from 2027/,
  });
});

t.test('a grant says how many it meets now, and a name that meets nobody is warned of', async (t) => {
  const { file, run, json } = await manager(t);
  {
    await using store = await SqliteFleetStore.open(file);
    const journal = { journalId: 'journal-a', lastSeq: 0, acknowledgedSeq: 0 };
    const birth = { ...birthInfo, state: 'online', connection: 'c', utcMs: 1, journal } as const;
    await note(store, born(terminalAddress('bangkok', 'gate-17'), birth, 1));
  }
  await run('people', 'add', '--code', '1', '--unit', 'Cafe\u0301');
  await run('people', 'add', '--code', '2', '--unit', 'Library');
  const grant = (...args: string[]) => ['grants', 'add', '--by', 'm', ...args];
  t.match(await json(...grant('--everyone', '--everywhere')), { id: 1, people: 2, terminals: 1 });
  const except = await run(...grant('--unit', 'Caf\u00e9', '--site', 'bangkok', '--except'));
  t.match(except, { code: 0, out: /grant 2 is booked, it meets 1 people at 1 terminals now/, err: '' });
  t.match(await json('people', 'show', '1'), { terminals: [{ isGranted: false }] }, 'the exception holds');
  t.match(await json('people', 'list', '--unit', 'Caf\u00e9'), { people: [{ code: '1' }] });
  t.match(await run(...grant('--unit', 'library', '--everywhere', '--except')), {
    code: 0,
    err: /meets nobody who is registered/,
  });
  t.match(await run(...grant('--everyone', '--site', 'bankok')), { code: 0, err: /meets no terminal/ });
});

t.test('nobody joins, and no file is taken, where a terminal could not be told of all rights', async (t) => {
  const { file, folder, run, json } = await manager(t);
  {
    await using register = await openSqliteRegister(file, new ManualClock());
    const kitchen = { to: { kind: 'unit', name: 'kitchen' }, at: { kind: 'everywhere', name: '' } } as const;
    for (let at = 0; at < 65; at += 1) await register.grants.add({ ...kitchen, validFromMs: 2e12 + at }, 'm');
  }
  t.match(await run('people', 'add', '--code', '1', '--unit', 'kitchen'), { code: 2, err: /1 would have 65 rights/ });
  const path = join(folder, 'staff.csv');
  writeFileSync(path, 'code,name_th,unit\n1,ก,library\n2,ข,kitchen\n');
  t.match(await run('people', 'import', path), { code: 2, err: /2 would have 65 rights at any terminal/ });
  t.match(await json('people', 'list'), { people: { length: 0 } });
});

t.test('nobody is granted what a terminal cannot hold, unless that is said', async (t) => {
  const { file, run, json } = await manager(t);
  {
    await using register = await openSqliteRegister(file, new ManualClock());
    const report = { ...reportOf(1, null), capacity: { fingers: 5 } };
    await register.deliveries.note({ site: 'bangkok', terminal: 'bangkok.gate-17' }, report, heard(1));
  }
  for (const code of ['1', '2', '3']) await run('people', 'add', '--code', code, '--unit', code === '3' ? 'b' : 'a');
  const grant = (...args: string[]) => run('grants', 'add', '--by', 'm', ...args);
  t.match(await grant('--unit', 'a', '--everywhere'), { code: 0 });
  t.match(await grant('--everyone', '--site', 'bangkok'), {
    code: 2,
    err: /gate-17 would have to hold 6 fingers.*for 5/,
  });
  t.match(await json('grants', 'list'), { grants: { length: 1 } });
  t.match(await grant('--everyone', '--site', 'phuket'), { code: 0 }, 'elsewhere');
  t.match(await grant('--everyone', '--site', 'bangkok', '--except'), { code: 0 }, 'an exception needs none');
  t.match(await grant('--unit', 'b', '--everywhere', '--over-capacity'), { code: 0 });
});

t.test('a terminal that may keep no finger has room for everybody', async (t) => {
  const { file, run } = await manager(t);
  {
    await using register = await openSqliteRegister(file, new ManualClock());
    const report = { ...reportOf(1, null, { understands: ['no-fingers'] }), capacity: { fingers: 0 } };
    await register.deliveries.note({ site: 'bangkok', terminal: 'bangkok.gate-17' }, report, heard(1));
  }
  await run('people', 'add', '--code', '1');
  t.match(await run('grants', 'add', '--by', 'm', '--everyone', '--everywhere'), { code: 0 });
});

t.test('another device takes the place of a terminal, once nothing of the one before is out', async (t) => {
  const { file, run, json } = await manager(t);
  await using store = await SqliteFleetStore.open(file);
  await put(store, batchOf(chainOf(3)));
  const terminal = 'bangkok.gate-17';
  const key = 'n'.repeat(43);
  const swap = (...more: string[]) => run('terminals', 'swap', 'gate-17', '--key', key, ...more);
  {
    await using register = await openSqliteRegister(file, new ManualClock());
    await register.deliveries.note({ site: 'bangkok', terminal }, reportOf(9, null), heard(1));
  }
  t.match(await run('terminals', 'swap', 'gate-17', '--key', 'short'), { code: 2, err: /thumbprint/ });
  t.match(await run('terminals', 'swap', 'gate-17', '--key', OURS), { code: 2, err: /the same device/ });
  await note(store, born(terminalAddress('bangkok', 'gate-17'), birth, 1));
  t.match(await swap(), { code: 1, out: /47 entries of the device before are not here yet/ });
  t.equal(await store.pinnedKey(terminal), OURS);
  t.match(await swap('--even-so'), { code: 0, out: /47 entries of the device before are given up/ });
  t.equal(await store.pinnedKey(terminal), key);
  await using register = await openSqliteRegister(file, new ManualClock());
  t.match(await register.deliveries.of(terminal), { report: null, reportedMs: null, isProven: false });
  t.ok(await register.deliveries.note({ site: 'bangkok', terminal }, reportOf(1, null), heard(2)), 'it counts anew');
  t.match(await json('terminals', 'swap', 'gate-17', '--key', OURS, '--even-so'), {
    swapped: true,
    stillOut: 47,
    before: key,
  });
});
