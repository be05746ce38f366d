// Light terminals at the built-in broker: what they are told is stored is there once, and whoever waits for nothing is told why.
import { readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import {
  digestOfPerson,
  hashOfTable,
  journalEntrySchema,
  type PeoplePart,
  systemClock,
  verifyChain,
} from '../../../protocol/index.ts';
import { batchOf, put } from '../../fixtures/fleet-batches.ts';
import { manager, ridgectl } from '../../fixtures/ridgectl.ts';
import { keptLog, seededRandom } from '../../fixtures/surroundings.ts';
import { until } from '../../fixtures/until.ts';
import { startBroker } from '../broker.ts';
import { startDelivery } from '../delivery/index.ts';
import { FleetKeys, keysFile, operatorFile } from '../fleet-keys.ts';
import { startIngest } from '../ingest.ts';
import { openSqliteRegister } from '../register/index.ts';
import { SqliteFleetStore } from '../sqlite-fleet-store.ts';
import { inventedPerson, inventedPunch } from './invented-punch.ts';
import { LightOutbox } from './light-outbox.ts';
import { LightTable, lightPeople } from './light-people.ts';
import { lightTerminal } from './light-terminal.ts';
import { tallyOf } from './tally.ts';

const forever = new AbortController().signal;

t.test('the journal of a light terminal is one that a terminal could have written', async (t) => {
  const outbox = new LightOutbox();
  const random = seededRandom(3);
  const told: number[] = [];
  outbox.appended.listen((seq) => told.push(seq));
  for (let at = 1; at <= 30; at += 1)
    outbox.record(inventedPunch(inventedPerson(), { nowMs: 1000 * at, random: random() }), {
      utcMs: 1000 * at,
      monotonicMs: at + 0.5,
    });
  const entries = outbox.read(1, 100).map((entry) => journalEntrySchema.parse(entry));
  t.match(verifyChain(entries), { intact: true, end: { seq: 30 }, gaps: [] });
  t.equal(told.at(-1), 30);
  const outcomes = new Set(entries.map(({ payload }) => payload?.event === 'clock' && payload.outcome));
  t.strictSame([...outcomes].sort(), ['accepted', 'refused']);

  outbox.acknowledge(12);
  outbox.acknowledge(5);
  t.equal(outbox.acknowledgedSeq, 12, 'never lowered');
  t.strictSame(
    outbox.read(11, 3).map(({ seq }) => seq),
    [13, 14, 15],
    'what the fleet has is let go of',
  );
  t.strictSame(
    outbox.readNewest(2).map(({ seq }) => seq),
    [29, 30],
  );
  outbox.acknowledge(99);
  t.equal(outbox.acknowledgedSeq, 30, 'nor beyond what there is');
});

t.test('a light terminal knows people by their digests: its table has the hash that the fleet counts', async (t) => {
  const table = new LightTable();
  const person = (id: string, nameTh: string) => ({
    ...{ id: id.repeat(22), code: id, nameTh, nameEn: '', title: '', unit: '', group: '', active: true },
    ...{ validFromMs: null, validUntilMs: null, rights: [], fingers: [] },
  });
  const [one, two, three] = [person('a', 'สมชาย'), person('b', 'มาลี'), person('c', 'น้ำฝน')];
  const part = (change: Partial<PeoplePart>): PeoplePart => ({
    ...{ transfer: 't'.repeat(22), part: 1, parts: 2, challenge: 'c'.repeat(22), from: null, offlineForMs: null },
    ...{ to: { revision: 1, hash: '0'.repeat(64), people: 2 }, put: [], remove: [], ...change },
  });
  t.strictSame(table.keep(part({ put: [three], transfer: 'o'.repeat(22) })), [2], 'an older transfer');
  t.strictSame(table.keep(part({ put: [one] })), [2]);
  t.strictSame(table.keep(part({ part: 2, put: [two] })), []);
  await table.apply();
  t.match(table.state, { revision: 1, people: 2, hash: hashOfTable([one, two].map(digestOfPerson)) });
  const to = { revision: 2, hash: '0'.repeat(64), people: 2 };
  t.strictSame(table.keep(part({ parts: 1, from: 1, to, put: [three], remove: [one.id] })), []);
  await table.apply();
  t.match(table.state, { revision: 2, people: 2, hash: hashOfTable([two, three].map(digestOfPerson)) });
});

t.test('five terminals of forty entries each, in a fleet of their own: all are there, and there once', async (t) => {
  const { TMPDIR } = process.env;
  const folder = t.testdir();
  process.env['TMPDIR'] = folder;
  const { code, out, err } = await ridgectl(['simulate', '--terminals', '5', '--events', '40', '--json']).ended;
  if (TMPDIR === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = TMPDIR;
  t.equal(code, 0, err);
  const figures = JSON.parse(out);
  t.strictSame(Object.keys(figures), ['terminals', 'entries', 'entriesPerSecond', 'lost', 'duplicated']);
  t.match(figures, { terminals: 5, entries: 200, lost: 0, duplicated: 0 });
  t.ok(figures.entriesPerSecond > 0);
  t.equal(out.trim().split('\n').length, 1, 'one document');
  t.match(err, /5 connected/);
  t.strictSame(readdirSync(folder), [], 'its folder went with it');
});

t.test(
  'at a fleet that is there already its own entries alone count, by keys beside the store or by a file',
  async (t) => {
    const { run, file, folder, place, keys } = await manager(t);
    await using store = await SqliteFleetStore.open(file);
    const log = keptLog();
    await using broker = await startBroker({ host: '127.0.0.1', port: 0 });
    const simulate = ['simulate', '--terminals', '5', '--events', '40', '--broker', broker.url, '--mqtt', '3.1.1'];
    t.match(await run(...simulate), { code: 2, err: /there is no .*fleet\.db\.keys\.json: start ridgectl ingest/ });
    const fleetKeys = await FleetKeys.open(keysFile(keys));
    const wire = { url: broker.url, protocolVersion: 4, clock: systemClock, log } as const;
    await using _ingest = startIngest({ ...wire, store, keys: fleetKeys }, forever);

    t.match(await run(...simulate, '--rate', '400'), {
      code: 0,
      out: /^5 terminals, 200 entries .* 0 lost, 0 doubled/,
    });
    t.equal((await store.terminals()).length, 5);
    const trust = join(folder, 'fleet.jwks.json');
    await run('trust', '--out', trust);
    const again = await run(...simulate, '--trust', trust, '--site', 'hall', '--people', '--json');
    t.match(JSON.parse(again.out), { terminals: 5, entries: 200, lost: 0, duplicated: 0 });
    const names = (await store.terminals()).map(({ terminal }) => terminal);
    t.strictSame(
      names.filter((name) => name.startsWith('hall.')),
      [1, 2, 3, 4, 5].map((number) => `hall.sim-${number}`),
    );
    await writeFile(trust, '{"keys":[]}');
    t.match(await run(...simulate, '--trust', trust), { code: 2, err: /--trust .*as ridgectl trust writes them/ });
    t.strictSame(await store.incidents(9), [], `nobody complains: ${place}`);
  },
);

t.test('Ctrl-C in the middle ends with what was reached until then', async (t) => {
  const ctrlC = new AbortController();
  const args = ['simulate', '--terminals', '5', '--events', '100000', '--rate', '100', '--json'];
  const { told, ended } = ridgectl(args, ctrlC.signal);
  await until('some are acknowledged', () => /[1-9]\d* acknowledged/.test(told.err));
  ctrlC.abort(new Error('ended by the user'));
  const { code, out, err } = await ended;
  t.equal(code, 0, err);
  const figures = JSON.parse(out);
  t.match(figures, { terminals: 5, lost: 0, duplicated: 0 });
  t.ok(figures.entries > 0 && figures.entries < 500_000, `${figures.entries} entries`);
  t.match(err, /ended by the user/);
});

t.test('a broker that is not there, an ingest that is not there, and a slip in the numbers are told of', async (t) => {
  const { run, keys } = await manager(t);
  await FleetKeys.open(keysFile(keys));
  const simulate = (...args: string[]) => run('simulate', '--mqtt', '3.1.1', ...args);
  t.match(await simulate('--terminals', '2', '--events', '2', '--broker', 'mqtt://127.0.0.1:1'), {
    ...{ code: 3, out: '' },
    err: /FLEET_UNREACHABLE.*127\.0\.0\.1:1.*check the network and the broker address/,
  });
  await using broker = await startBroker({ host: '127.0.0.1', port: 0 });
  const alone = ['--broker', broker.url, '--patience', '1'];
  t.match(await simulate('--terminals', '2', '--events', '2', ...alone), {
    ...{ code: 3, out: '' },
    err: /FLEET_UNREACHABLE.*nothing is acknowledged any more: does an ingest run with these keys/,
  });
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [['--terminals', '0', '--events', '1'], /--terminals 0: give a whole number from 1 to/],
    [['--terminals', '1', '--events', '1e3'], /--events 1e3/],
    [['--terminals', '1', '--events', '1', '--rate', '-5'], /--rate -5/],
    [['--terminals', '1', '--events', '1', '--patience', 'long'], /--patience long/],
    [['--terminals', '1', '--events', '1', '--site', 'a.b'], /--site a\.b/],
    [['--terminals', '1', '--events', '1'], /--broker and --store go together/],
    [['--events', '1'], /--terminals/],
  ];
  for (const [args, says] of cases) {
    const told = await simulate(...args);
    t.match(told, { code: 2, out: '', err: says }, told.err.trim());
    t.notMatch(told.err, /\n {4}at /);
  }
  t.match(await ridgectl(['simulate', '--help']).ended, { code: 0, out: /Example:\n {2}\$ ridgectl simulate/ });
});

t.test('the tally sees what is missing, what is beyond and what is not sound', async (t) => {
  const file = join(t.testdir(), 'fleet.db');
  await using store = await SqliteFleetStore.open(file);
  const outbox = new LightOutbox();
  for (let at = 1; at <= 6; at += 1)
    outbox.record(inventedPunch('a', { nowMs: at, random: 0.5 }), { utcMs: at, monotonicMs: at });
  const entries = outbox.read(1, 6).filter(({ seq }) => seq !== 3);
  const altered = entries.map((entry) => (entry.seq === 2 ? { ...entry, utcMs: 99 } : entry));
  await put(store, batchOf(altered));
  const upTo = (seq: number) => ({ acknowledged: new Map([[outbox.journalId, seq]]), after: 0 });
  t.match(await tallyOf(store, upTo(5)), { entries: 5, lost: 1, duplicated: 0 });
  t.ok((await tallyOf(store, upTo(5))).flawed > 0);
  t.match(
    await tallyOf(store, { ...upTo(6), after: 1000 }),
    { entries: 6, lost: 6 },
    'what was there before is not ours',
  );
  const twice = {
    ...store,
    gaps: async () => [],
    entriesAfter: async () => (await store.entriesAfter(0, { limit: 9 })).flatMap((row) => [row, row]),
  };
  t.match(await tallyOf(Object.assign(Object.create(store), twice), upTo(2)), { entries: 2, lost: 0, duplicated: 5 });
});

t.test('people are delivered to light terminals until each has proven its table', async (t) => {
  const file = join(t.testdir(), 'fleet.db');
  await using store = await SqliteFleetStore.open(file);
  await using register = await openSqliteRegister(file, systemClock);
  await using broker = await startBroker({ host: '127.0.0.1', port: 0 });
  const wire = { url: broker.url, protocolVersion: 4, clock: systemClock, log: keptLog() } as const;
  const [ingestKeys, operator] = [
    await FleetKeys.open(keysFile(file)),
    await FleetKeys.open(operatorFile(file), 'operator'),
  ];
  const trust = { keys: [ingestKeys, operator].flatMap((keys) => keys.publicJwks().keys) };
  await using _ingest = startIngest({ ...wire, store, keys: ingestKeys }, forever);
  const people = await lightPeople();
  const address = { site: 'sim', terminal: 'sim-1' };
  const around = { random: Math.random, onRefused: () => undefined };
  await using terminal = await lightTerminal({ ...wire, ...address, ...around, trust, people });
  terminal.outbox.record(inventedPunch('a', { nowMs: 1, random: 0.1 }), { utcMs: 1, monotonicMs: 1 });
  terminal.link.start(forever);
  await until('its key is pinned', async () => (await store.pinnedKey('sim.sim-1')) !== null);
  await register.grants.add({ to: { kind: 'everyone', name: '' }, at: { kind: 'everywhere', name: '' } }, 'manager');
  for (const code of ['1', '2', '3']) await register.people.add({ code, nameTh: `คนที่ ${code}` });
  const parts = { register, keys: operator, keyOf: (name: string) => store.pinnedKey(name) };
  await using delivery = startDelivery({ ...wire, ...parts, places: async () => [address] }, forever);
  await delivery.refresh();
  await until('proven', async () => (await register.deliveries.of('sim.sim-1'))?.isProven === true);
  t.equal(people.table.state?.people, 3);
});
