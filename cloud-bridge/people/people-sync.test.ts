// The terminal's end of the people sync, with a table in memory: whole changes, missing parts, strangers' seals, and what is told of it.
import { randomBytes } from 'node:crypto';
import t from 'tap';
import {
  type DesiredPerson,
  digestOfPerson,
  hashOfTable,
  KioskError,
  ManualClock,
  openReport,
  type PeoplePart,
  type PeopleReport,
  sealPart,
  terminalAddress,
} from '../../protocol/index.ts';
import { MemorySearch, MemoryTable, openerOf } from '../fixtures/memory-people.ts';
import { gateKey, keptLog } from '../fixtures/surroundings.ts';
import { until } from '../fixtures/until.ts';
import { PeopleSync } from './people-sync.ts';

const newId = (): string => randomBytes(16).toString('base64url');

const person = (code: string): DesiredPerson => ({
  ...{ id: newId(), code, nameTh: 'สมชาย', nameEn: '', title: '', unit: '', group: '', active: true },
  ...{ validFromMs: null, validUntilMs: null, rights: [], fingers: [] },
});

function partsOf(
  people: readonly DesiredPerson[],
  revision: number,
  from: number | null = null,
  parts = 1,
): Omit<PeoplePart, 'challenge'>[] {
  const transfer = newId();
  const to = { revision, hash: hashOfTable(people.map(digestOfPerson)), people: people.length };
  return Array.from({ length: parts }, (_, at) => ({
    ...{ transfer, part: at + 1, parts, from, to, offlineForMs: null, remove: [] },
    put: people.filter((_, index) => index % parts === at),
  }));
}

async function syncing(search?: MemorySearch) {
  const opener = await openerOf();
  const table = new MemoryTable(search);
  const clock = new ManualClock();
  const reports: PeopleReport[] = [];
  const sync = new PeopleSync({
    ...{ address: terminalAddress('bangkok', 'gate-17'), table, opener, signer: await gateKey, clock, log: keptLog() },
    publish: async (message) => void reports.push((await openReport(Buffer.from(message))).report),
  });
  const stop = new AbortController();
  const running = sync.run(stop.signal).catch((reason: unknown) => reason);
  t.teardown(async () => {
    stop.abort();
    await running;
  });
  /** As whoever has heard the first report would send it. */
  const hear = async (part: Omit<PeoplePart, 'challenge'>, jwk = opener.publicJwk): Promise<void> => {
    const { challenge = '' } = reports[0] ?? {};
    sync.hear({ sealed: await sealPart({ challenge, ...part }, jwk) });
  };
  const told = async (count: number): Promise<PeopleReport> => {
    await until(`report ${count}`, () => reports.length >= count);
    const report = reports[count - 1];
    if (!report) throw new Error('no report');
    return report;
  };
  return { sync, table, clock, reports, hear, told, opener };
}

t.test('it says what it has, takes a table, and says that it has it', async (t) => {
  const { hear, told, opener, reports } = await syncing();
  t.match(await told(1), { from: 'ridged/v1/bangkok/gate-17', number: 1, table: null, needs: null, fault: null });
  t.strictSame(reports[0]?.sealingKey, opener.publicJwk);
  const [part] = partsOf([person('1'), person('2')], 1);
  if (!part) throw new Error('a part');
  await hear(part);
  t.match(await told(2), { number: 2, table: part.to, needs: null, problems: [] });
  await hear(part);
  t.match(await told(3), { table: part.to }, 'heard again it is told again, and changes nothing');
});

t.test('what is missing is told once no part has come for a while, and again', async (t) => {
  const { hear, told, clock, reports } = await syncing();
  await told(1);
  const [first, second, third] = partsOf([person('1'), person('2'), person('3')], 4, null, 3);
  if (!first || !second || !third) throw new Error('three parts');
  await hear(first);
  await hear(third);
  await new Promise((resolve) => setTimeout(resolve, 50));
  t.equal(reports.length, 1);
  clock.advance(2001);
  t.match(await told(2), { needs: { what: 'parts', transfer: first.transfer, missing: [2] }, table: null });
  await new Promise((resolve) => setTimeout(resolve, 20));
  clock.advance(2001);
  await new Promise((resolve) => setTimeout(resolve, 20));
  t.equal(reports.length, 2, 'not so soon');
  clock.advance(15_001);
  t.match(await told(3), { needs: { missing: [2] } });
  await hear(second);
  t.match(await told(4), { needs: null, table: { revision: 4, people: 3 } });
});

t.test('on a slow road the rest is waited for as it comes: it is not asked for again and again', async (t) => {
  const { hear, told, clock, table, reports } = await syncing();
  await told(1);
  const people = ['1', '2', '3', '4', '5'].map(person);
  const parts = partsOf(people, 4, null, 5);
  const kept = async (at: number): Promise<void> => {
    const part = parts[at];
    if (!part) throw new Error('five parts');
    await hear(part);
    await until(`part ${at + 1} is kept`, () => table.kept === at + 1 || table.state !== undefined);
    await new Promise((resolve) => setTimeout(resolve, 20));
  };
  await kept(0);
  clock.advance(9000);
  t.match(await told(2), { needs: { missing: [2, 3, 4, 5] } }, 'how slow it is nobody knows yet');
  for (const at of [1, 2, 3]) {
    await kept(at);
    clock.advance(9000);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  t.equal(reports.length, 2);
  clock.advance(18_001);
  t.match(await told(3), { needs: { missing: [5] } }, 'three times as long: it has got lost');
  await kept(4);
  t.match(await told(4), { needs: null, table: { revision: 4, people: 5 } });
});

t.test(
  'a change of another table than the one that is here asks for the whole where there is none; an older one is let go',
  async (t) => {
    const { hear, told, table } = await syncing();
    await told(1);
    const [change] = partsOf([person('1')], 7, 6);
    if (!change) throw new Error('a part');
    await hear(change);
    t.match(await told(2), { needs: { what: 'snapshot' }, table: null });
    const people = [person('1'), person('2')];
    const [whole] = partsOf(people, 7);
    if (!whole) throw new Error('a part');
    await hear(whole);
    t.match(await told(3), { needs: null, table: whole.to });
    const [other] = partsOf([person('1')], 9, 8);
    if (!other) throw new Error('a part');
    await hear(other);
    t.match(await told(4), { needs: null, table: whole.to }, 'what is here says what leads on from it');
    const [old] = partsOf([], 5);
    if (!old) throw new Error('a part');
    await hear(old);
    t.match(await told(5), { table: whole.to }, 'played again by whoever holds the broker');
    t.equal(table.state?.people, 2);
    const lie = { ...whole, transfer: newId(), to: { ...whole.to, revision: 8, hash: 'a'.repeat(64) } };
    await hear(lie);
    t.match(await told(6), { needs: { what: 'snapshot' }, table: { revision: 8, hash: whole.to.hash } });
  },
);

t.test('of whom something does not open any more is named too, once', async (t) => {
  const { hear, told, table } = await syncing();
  const [known, other] = [person('1'), person('2')];
  const [part] = partsOf([known, other], 1);
  if (!part) throw new Error('a part');
  await told(1);
  table.problems = [{ person: other.id, problem: 'template-unreadable' }];
  table.spoiled = [known.id, other.id];
  await hear(part);
  const { problems } = await told(2);
  t.strictSame(problems, [...table.problems, { person: known.id, problem: 'not-as-sent' }]);
});

t.test('whoever cannot be taken is named; a store that fails is told, and the next change is made', async (t) => {
  const { hear, told, table } = await syncing();
  await told(1);
  const people = [person('1')];
  const [part] = partsOf(people, 1);
  if (!part) throw new Error('a part');
  table.fault = new KioskError('STORE_FULL');
  await hear(part);
  t.match(await told(2), { fault: 'STORE_FULL', table: null });
  table.fault = undefined;
  table.problems = [{ person: people[0]?.id ?? '', problem: 'no-room' }];
  await hear({ ...part, to: { ...part.to, hash: 'b'.repeat(64) } });
  t.match(await told(3), { fault: null, needs: null, problems: [{ problem: 'no-room' }] });
});

t.test('where not even a report can be numbered the link goes on, and it is told later', async (t) => {
  const { hear, told, table, clock } = await syncing();
  await told(1);
  const [part] = partsOf([person('1')], 1);
  if (!part) throw new Error('a part');
  table.isFull = true;
  await hear(part);
  await until('it is applied', () => table.state !== undefined);
  await new Promise((resolve) => setTimeout(resolve, 20));
  table.isFull = false;
  clock.advance(300_001);
  t.match(await told(2), { table: part.to });
});

t.test('what is sealed to somebody else, cut or empty is told of, and stops nothing', async (t) => {
  const { hear, told } = await syncing();
  await told(1);
  const [part] = partsOf([person('1')], 1);
  if (!part) throw new Error('a part');
  await hear(part, (await openerOf()).publicJwk);
  t.match(await told(2), { table: null });
  await hear(part);
  t.match(await told(3), { table: part.to });
});

t.test('what the fleet says of an enrolment is followed, and told once', async (t) => {
  const { sync, told, table, reports } = await syncing();
  const [first, second] = [newId(), newId()];
  await told(1);
  t.strictSame(reports[0]?.captures, []);
  table.captures = [first, second];
  const receipt = { capture: first, outcome: 'held', revision: null } as const;
  sync.hear({ captured: receipt });
  t.match(await told(2), { captures: [first, second] }, 'so that the fleet knows who waits');
  sync.hear({ captured: receipt });
  table.fault = new KioskError('STORE_FULL');
  sync.hear({ captured: { ...receipt, outcome: 'taken', revision: 3 } });
  await new Promise((resolve) => setTimeout(resolve, 20));
  table.fault = undefined;
  sync.hear({ captured: { ...receipt, outcome: 'taken', revision: 3 } });
  t.match(await told(3), { captures: [second] });
  t.equal(reports.length, 3, 'heard again, or not followed, it is not told');
});

t.test('what was signed for another connection changes nothing, however new it is', async (t) => {
  const { hear, told, table } = await syncing();
  const { challenge } = await told(1);
  const [part] = partsOf([person('1')], 9);
  if (!part) throw new Error('a part');
  await hear({ ...part, ...{ challenge: newId() } });
  t.match(await told(2), { table: null, challenge }, 'the fleet is told what counts here');
  await hear(part);
  t.match(await told(3), { table: part.to });
  t.equal(table.people.size, 1);
});

t.test('a question is answered by its name, once; of many at once the latest are', async (t) => {
  const { sync, told } = await syncing();
  t.strictSame((await told(1)).answers, []);
  const nonces = Array.from({ length: 10 }, newId);
  for (const nonce of nonces) sync.hear({ ask: 'report', nonce });
  t.strictSame((await told(2)).answers, nonces.slice(2));
  sync.hear({ ask: 'report', nonce: nonces[0] ?? '' });
  t.strictSame((await told(3)).answers, nonces.slice(0, 1));
});

t.test('that everything holds is noted for this connection alone, and never answered', async (t) => {
  const { sync, told, table, reports } = await syncing();
  const { challenge } = await told(1);
  sync.hear({ holds: { challenge, offlineForMs: 60_000 } });
  sync.hear({ holds: { challenge: newId(), offlineForMs: null } });
  sync.hear({ holds: { challenge, offlineForMs: null } });
  await new Promise((resolve) => setTimeout(resolve, 20));
  t.strictSame(table.words, [60_000, null]);
  t.equal(reports.length, 1);
});

t.test(
  'what a search of everybody here finds is told at once, with how far it is; whoever does not search says nothing',
  async (t) => {
    const search = new MemorySearch();
    const { told } = await syncing(search);
    t.match(await told(1), { duplicates: [], search: { searched: 0, of: 0 } });
    const pair = {
      person: newId(),
      other: 'local',
      finger: 'right-index',
      otherFinger: 'left-thumb',
      falseMatchRate: 1e-9,
    } as const;
    search.tell({ searched: 1, of: 2 }, [pair]);
    t.match(await told(2), { duplicates: [pair], search: { searched: 1, of: 2 } });
    const silent = await (await syncing()).told(1);
    t.notOk('duplicates' in silent || 'search' in silent);
  },
);
