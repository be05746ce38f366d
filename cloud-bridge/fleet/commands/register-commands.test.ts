// People, grants and push as a fleet manager meets them: from an empty register to a terminal that proves whom it knows.
import t from 'tap';
import { entryAfter } from '../../../protocol/fleet/fixtures/entries.ts';
import { GENESIS } from '../../../protocol/index.ts';
import { pushSuite } from '../../fixtures/delivery-suite.ts';
import { batchOf, put } from '../../fixtures/fleet-batches.ts';
import { manager } from '../../fixtures/ridgectl.ts';
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
});

pushSuite(t, manager);

t.test('how long grants hold offline is said, shown, and no slip widens it', async (t) => {
  const { run, json } = await manager(t);
  t.match(await run('grants', 'offline-limit'), { code: 0, out: /holds for 30 days/ });
  t.match(await json('grants', 'offline-limit', '72h'), { offlineForMs: 72 * 3_600_000 });
  t.match(await run('grants', 'offline-limit'), { out: /holds for 3 days/ });
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
  const visit = { event: 'clock', outcome: 'accepted', person: people[0].id, captureStartMs: 1_793_581_200_000 };
  const refused = { ...visit, outcome: 'refused', captureStartMs: 5 };
  const first = entryAfter(GENESIS, 'journal-a', refused);
  await using store = await SqliteFleetStore.open(file);
  await put(store, batchOf([first, entryAfter(first, 'journal-a', visit)]));
  t.match(await run('people', 'onboarding'), { code: 0, out: /everybody has come in/ });
  t.match(await json('people', 'onboarding', '--all'), {
    people: [{ code: '1', waitsFor: null, firstMs: 1_793_581_200_000, firstTerminal: 'bangkok.gate-17' }],
  });
});
