// People, grants and push as a fleet manager meets them: from an empty register to a terminal that proves whom it knows.
import t from 'tap';
import { systemClock, TrustedKeys } from '../../../protocol/index.ts';
import { MemoryOutbox } from '../../fixtures/memory-outbox.ts';
import { MemoryTable, openerOf } from '../../fixtures/memory-people.ts';
import { manager } from '../../fixtures/ridgectl.ts';
import { gateKey, keptLog, linkBasics } from '../../fixtures/surroundings.ts';
import { until } from '../../fixtures/until.ts';
import { FleetLink } from '../../fleet-link.ts';
import { startBroker } from '../broker.ts';
import { FleetKeys } from '../fleet-keys.ts';
import { startIngest } from '../ingest.ts';
import { SqliteFleetStore } from '../sqlite-fleet-store.ts';
import { scheduleGiven, timeGiven } from './times.ts';

const forever = new AbortController().signal;

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

t.test('push waits for the proof of each terminal, and names those that give none', async (t) => {
  const { file, run, json } = await manager(t);
  await using broker = await startBroker({ host: '127.0.0.1', port: 0 });
  const push = ['push', '--broker', broker.url, '--mqtt', '3.1.1', '--within'];
  t.match(await run(...push, '1'), { code: 2, err: /no terminal has been heard of/ });
  const { out } = await run('trust');
  const trust: unknown = JSON.parse(out);
  t.ok(TrustedKeys.parse(trust));
  await using store = await SqliteFleetStore.open(file);
  const keys = await FleetKeys.open(`${file}.keys.json`);
  const { url } = broker;
  await using ingest = startIngest(
    { url, store, keys, clock: systemClock, log: keptLog(), protocolVersion: 4 },
    forever,
  );
  const table = new MemoryTable();
  const opener = await openerOf();
  const outbox = new MemoryOutbox(3);
  await using link = new FleetLink({
    ...linkBasics(),
    ...{ url, trust, outbox, clock: systemClock, protocolVersion: 4, signer: () => gateKey },
    people: { table, opener: async () => opener },
  });
  link.start(forever);
  await until('the terminal’s key is pinned', async () => (await store.pinnedKey('bangkok.gate-17')) !== null);
  t.equal(ingest.state.at, 'online');

  for (const code of ['1', '2', '3']) await run('people', 'add', '--code', code, '--name-th', `คนที่ ${code}`);
  await run('grants', 'add', '--everyone', '--site', 'bangkok');
  // It has told what it has before anybody listened, and is asked.
  t.match(await run(...push, '20'), { code: 0, out: /gate-17 +proven +3 +3/, err: /proven/ });
  t.strictSame([...table.people.values()].map(({ nameTh }) => nameTh).sort(), ['คนที่ 1', 'คนที่ 2', 'คนที่ 3']);
  t.match(await json('people', 'show', '2'), {
    terminals: [{ terminal: 'bangkok.gate-17', isGranted: true, isProven: true }],
  });

  link.pause();
  await run('people', 'remove', '2');
  const silent = await run(...push, '1', '--json');
  t.equal(silent.code, 1);
  t.match(JSON.parse(silent.out), { proven: false, terminals: [{ isProven: false, people: 2, has: { people: 3 } }] });
  link.resume();
  t.match(await run(...push, '20'), { code: 0, out: /proven +2 +2/ });
  t.equal(table.people.size, 2);
  t.match(await run(...push, 'soon'), { code: 2, err: /--within soon/ });
});
