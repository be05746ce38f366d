// The fleet's table of people in the stores: whole or not at all, whoever was here before, and the hash that both sides count.
import { setImmediate as nextTurn } from 'node:timers/promises';
import t from 'tap';
import { digestOfPerson, hashOfTable } from '../../protocol/index.ts';
import { changeTo, type OpenedTable, openTable, person, tableOf, take } from './fixtures/people-table.ts';
import { dumpOf, enrolled, fingerOf, openTerminal, somchai, tamper } from './fixtures/terminal.ts';

const never = new AbortController().signal;

const { signal } = new AbortController();

const codesIn = ({ stores }: OpenedTable): readonly string[] => stores.people.all().map(({ code }) => code);

t.test('a snapshot makes the table, a delta changes it, and both sides count the same hash', async (t) => {
  const at = await openTable(t);
  t.equal(at.table.state, undefined);
  const [a, b, c] = [person('1'), person('02'), person('003')];
  t.strictSame(await take(at, changeTo([a, b, c])), []);
  t.strictSame(at.table.state, { revision: 1, hash: hashOfTable([a, b, c].map(digestOfPerson)), people: 3 });
  t.match(at.stores.people.byCode('02'), { nameTh: b.nameTh, unit: 'สำนัก', enroller: 'fleet', fleetId: b.id });
  t.equal(at.stores.templates.count, 3);
  t.equal(at.applied[0]?.put.length, 3);

  const moved = { ...b, nameEn: 'Renamed', fingers: [] };
  const parts = changeTo([a, moved], { revision: 2, from: 1, put: [moved], remove: [c.id] });
  t.strictSame(await take(at, parts), []);
  t.equal(at.table.state?.hash, hashOfTable([a, moved].map(digestOfPerson)));
  t.strictSame(codesIn(at), ['1', '02']);
  t.equal(at.stores.templates.count, 1, 'fingers that are not wanted any more are gone, as are those of whoever is');
  t.match(at.applied[1], { put: { length: 1 }, gone: { length: 1 } });
  t.match(at.stores.journal.readNewest(1)[0]?.payload, { event: 'people-table', revision: 2, put: 1, removed: 1 });
});

t.test('a change is made once all of its parts are there, also after a restart, and never by halves', async (t) => {
  const dataDir = t.testdir();
  const people = Array.from({ length: 40 }, (_, at) => person(`P${at}`));
  const [first, second, third] = changeTo(people, { inParts: 3 });
  if (!first || !second || !third) throw new Error('three parts');
  {
    await using stores = await openTerminal(dataDir);
    const { table } = tableOf(stores);
    t.strictSame(table.keep(third), [1, 2]);
    t.strictSame(table.keep(first), [2]);
    t.strictSame(table.keep(first), [2], 'twice is once');
  }
  const at = await openTable(t, dataDir);
  t.strictSame(at.table.keep(second), []);
  const stopped = AbortSignal.abort(new Error('told to stop'));
  await t.rejects(at.table.apply(first.transfer, stopped), { message: 'told to stop' });
  t.strictSame([codesIn(at), at.table.state], [[], undefined]);
  at.stores.limitPages(0);
  await t.rejects(at.table.apply(first.transfer, signal), { code: 'STORE_FULL' });
  t.strictSame([codesIn(at), at.table.state], [[], undefined]);
  at.stores.limitPages(null);
  t.strictSame(await at.table.apply(first.transfer, signal), []);
  t.equal(at.table.state?.people, 40);
  const [other] = changeTo(people, { revision: 2, inParts: 2 });
  t.strictSame(other && at.table.keep(other), [2]);
  const [another] = changeTo(people, { revision: 3, inParts: 2 });
  t.strictSame(another && at.table.keep(another), [2], 'parts of one change alone are kept');
});

t.test('what a change was made of goes some parts at a time, so that nobody waits for all of it', async (t) => {
  const at = await openTable(t);
  const { stores, table } = at;
  const people = Array.from({ length: 40 }, (_, number) => person(`P${number}`, { fingers: [] }));
  const partsOf = (transfer: string): number => [...stores.fleetPeople.parts(transfer)].length;
  const [first, ...others] = changeTo(people, { inParts: 40 });
  const { transfer = '' } = first ?? {};
  for (const part of others) table.keep(part);
  const [another, ...rest] = changeTo(people, { inParts: 2 });
  if (!first || !another || !rest[0]) throw new Error('parts');
  t.strictSame(table.keep(another), [2], 'those of a change that was overtaken do not count');
  const left = partsOf(transfer);
  t.ok(left >= 20 && left < 39, `some went with the first part of the next: ${left} are left`);
  table.keep(rest[0]);
  const seen: number[] = [];
  const isOver = new AbortController();
  const watching = (async () => {
    for (; !isOver.signal.aborted; await nextTurn()) seen.push(partsOf(transfer));
  })();
  await table.apply(another.transfer, signal);
  isOver.abort();
  await watching;
  t.ok(new Set(seen).size >= 3, `${seen} were seen on the way`);
  t.equal(partsOf(transfer) + partsOf(another.transfer), 0);

  // A cut right after the change leaves what it was made of.
  table.keep(another);
  stores.reconcile();
  t.equal(partsOf(another.transfer), 0);
  const [next] = changeTo(people, { revision: 2, from: 1, inParts: 2 });
  if (!next) throw new Error('a part');
  table.keep(next);
  stores.reconcile();
  t.equal(partsOf(next.transfer), 1, 'what is still to be made stays');
});

t.test('whoever was enrolled here is the same person to the fleet; nobody else is touched', async (t) => {
  const at = await openTable(t);
  const { stores } = at;
  const local = { ...somchai, code: 'LOCAL', pseudonym: 'p-local' };
  for (const { code, pseudonym } of [somchai, local]) {
    stores.enrol({ person: { ...somchai, code, pseudonym }, consentId: 'c', fingers: [fingerOf(1)] });
    stores.journal.append(enrolled(pseudonym));
    stores.enrolmentJournaled(pseudonym);
  }
  stores.people.linkCard(somchai.code, { kind: 'contactless', number: '04a1' });
  const wanted = person(somchai.code);
  t.strictSame(await take(at, changeTo([wanted])), []);
  const known = stores.people.byCode(somchai.code);
  t.match(known, { pseudonym: somchai.pseudonym, fleetId: wanted.id, enroller: 'operator-7', nameTh: wanted.nameTh });
  t.equal(known?.cards.length, 1);
  t.equal(stores.people.byCard({ kind: 'contactless', number: '04a1' })?.code, somchai.code);
  t.equal(stores.people.byCode('LOCAL')?.fleetId, null);
  const before = at.table.state?.hash;
  stores.removePerson(somchai.code);
  t.not(at.table.state?.hash, before, 'a table that lacks somebody says so');
});

t.test('codes pass from one to another; one that somebody keeps is told, and the rest is done', async (t) => {
  const at = await openTable(t);
  const [a, b, c] = [person('A'), person('B'), person('C')];
  await take(at, changeTo([a, b, c]));
  const swapped = [
    { ...a, code: 'B' },
    { ...b, code: 'A' },
  ];
  t.strictSame(await take(at, changeTo([...swapped, c], { revision: 2, from: 1, put: swapped })), []);
  t.equal(at.stores.people.byCode('A')?.fleetId, b.id);
  t.equal(at.stores.people.byCode('B')?.fleetId, a.id);
  const taken = [{ ...a, code: 'C' }, person('D')];
  const problems = await take(at, changeTo([...taken, c], { revision: 3, from: 2, put: taken }));
  t.strictSame(problems, [{ person: a.id, problem: 'code-taken' }]);
  t.strictSame([...codesIn(at)].sort(), ['A', 'B', 'C', 'D']);
  t.not(at.table.state?.hash, hashOfTable([...taken, c].map(digestOfPerson)));
});

t.test('a template that is none is told of its owner, and holds up nobody', async (t) => {
  const at = await openTable(t);
  const image = Buffer.from('P5 an image').toString('base64');
  const bad = person('bad');
  const [finger] = bad.fingers;
  const broken = {
    ...bad,
    fingers: finger ? [{ ...finger, impressions: finger.impressions.map((i) => ({ ...i, record: image })) }] : [],
  };
  const good = person('good');
  t.strictSame(await take(at, changeTo([broken, good])), [{ person: bad.id, problem: 'template-unreadable' }]);
  t.strictSame(codesIn(at), ['bad', 'good']);
  t.not(at.table.state?.hash, hashOfTable([broken, good].map(digestOfPerson)), 'the fleet sees that it is not as sent');
});

t.test('a terminal that may keep no finger says so, keeps none, and has its people all the same', async (t) => {
  const { stores } = await openTable(t);
  const at = tableOf(stores, { keepsFingers: false });
  t.ok(at.table.understands.includes('no-fingers'));
  const [a] = [person('1')];
  t.ok(a.fingers.length > 0);
  t.strictSame(await take(at, changeTo([a])), [], 'also of a fleet that sends them all the same');
  t.match(stores.people.byCode('1'), { nameTh: a.nameTh });
  t.equal(stores.templates.count, 0);
  t.notOk(tableOf(stores).table.understands.includes('no-fingers'));
});

t.test('a right that is taken away arrives, whatever the templates beside it are', async (t) => {
  const at = await openTable(t);
  const known = person('A');
  await take(at, changeTo([known]));
  const pseudonym = at.stores.people.byCode('A')?.pseudonym ?? '';
  const record = Buffer.from('P5 an image').toString('base64');
  const fingers = known.fingers.map((finger) => ({
    ...finger,
    impressions: finger.impressions.map((impression) => ({ ...impression, record })),
  }));
  const problems = await take(at, changeTo([{ ...known, active: false, fingers }], { revision: 2, from: 1 }));
  t.strictSame(problems, [{ person: known.id, problem: 'template-unreadable' }]);
  t.match(at.stores.people.byCode('A'), { active: false, pseudonym });
  t.strictSame(at.stores.templates.bySubject(pseudonym), [], 'nobody is known by the former ones');
});

t.test('whoever the engine has no room for is not proven, and is taken once there is', async (t) => {
  const at = await openTable(t);
  const [a, b] = [person('A'), person('B')];
  const wanted = hashOfTable([a, b].map(digestOfPerson));
  at.notUsable.set(at.stores.fleetPeople.newPseudonymOf(b.id), 'no-room');
  t.strictSame(await take(at, changeTo([a, b])), [{ person: b.id, problem: 'no-room' }]);
  t.not(at.table.state?.hash, wanted);
  at.notUsable.clear();
  t.strictSame(await take(at, changeTo([a, b], { revision: 2 })), []);
  t.equal(at.table.state?.hash, wanted);
});

t.test('a change that is cut off, or whose code is taken, leaves no templates of nobody', async (t) => {
  const at = await openTable(t);
  const { stores, table } = at;
  const people = Array.from({ length: 40 }, (_, number) => person(`P${number}`));
  const parts = changeTo(people);
  for (let cut = 0; cut < 3; cut += 1) {
    const stop = new AbortController();
    for (const part of parts) table.keep(part);
    const applying = table.apply(parts[0]?.transfer ?? '', stop.signal);
    setImmediate(() => setImmediate(() => stop.abort(new Error('cut'))));
    await t.rejects(applying, /cut/);
  }
  t.ok(stores.templates.subjects().size <= 40, 'the same ones each time');
  await take(at, parts);
  t.equal(stores.templates.subjects().size, 40);
  const [first, ...others] = people;
  if (!first) throw new Error('somebody');
  for (const revision of [2, 3, 4]) {
    const twin = person('P1');
    const problems = await take(at, changeTo([...people, twin], { revision, from: revision - 1, put: [twin] }));
    t.strictSame(problems, [{ person: twin.id, problem: 'code-taken' }]);
  }
  t.equal(stores.templates.subjects().size, 40);
  t.notOk(at.applied.at(-1)?.put.length, 'and the engine is given nobody');
  await take(at, changeTo([first], { revision: 5, from: 4, put: [], remove: others.map(({ id }) => id) }));
  t.strictSame([stores.templates.subjects().size, stores.people.count], [1, 1]);
});

t.test('neither names, codes nor the fleet’s names of people are in plain sight, nor in what waits', async (t) => {
  const dataDir = t.testdir();
  const people = [person('HR-SECRET-1'), person('HR-SECRET-2')];
  {
    await using stores = await openTerminal(dataDir);
    const at = tableOf(stores);
    await take(at, changeTo([people[0] ?? person('x')]));
    const [half] = changeTo(people, { revision: 2, inParts: 2 });
    if (half) at.table.keep(half);
  }
  const dump = dumpOf(dataDir);
  for (const { id, code, nameTh } of people) for (const text of [id, code, nameTh]) t.notOk(dump.includes(text));
});

t.test('a record that was broken here is made good by the fleet', async (t) => {
  const dataDir = t.testdir();
  const [a, b] = [person('A'), person('B')];
  {
    await using stores = await openTerminal(dataDir);
    await take(tableOf(stores), changeTo([a, b]));
  }
  tamper(dataDir, 'people.db', 'UPDATE person SET sealed = zeroblob(100)');
  const at = await openTable(t, dataDir);
  t.equal((await at.stores.people.broken(never)).length, 2);
  t.strictSame(await take(at, changeTo([a, b], { revision: 2 })), []);
  t.strictSame([...codesIn(at)].sort(), ['A', 'B']);
});

t.test('reports are numbered across restarts', async (t) => {
  const dataDir = t.testdir();
  for (const number of [1, 2]) {
    await using stores = await openTerminal(dataDir);
    t.equal(tableOf(stores).table.nextReportNumber(), number);
  }
});

t.test('what the fleet has granted holds from its last word on, across a restart', async (t) => {
  const at = await openTable(t);
  const { stores, table, clock } = at;
  t.equal(stores.fleetPeople.heldUntilMs, null, 'nobody has sent anybody');
  const [part] = changeTo([person('A')]);
  if (!part) throw new Error('a part');
  await take(at, [{ ...part, offlineForMs: 60_000 }]);
  t.equal(stores.fleetPeople.heldUntilMs, clock.nowMs() + 60_000);
  clock.advance(50_000);
  table.noteWord(120_000);
  t.equal(stores.fleetPeople.heldUntilMs, clock.nowMs() + 120_000);
  table.noteWord(null);
  t.equal(stores.fleetPeople.heldUntilMs, null);
});

t.test('by what somebody clocks is kept as it was sent, and gone once it is not sent any more', async (t) => {
  const at = await openTable(t);
  const methods = [{ method: 'card-finger', from: '2026-11-01', until: '2026-11-30' }] as const;
  const wanted = person('1', { methods });
  await take(at, changeTo([wanted]));
  t.strictSame(at.stores.people.byCode('1')?.methods, methods);
  t.equal(at.table.state?.hash, hashOfTable([digestOfPerson(wanted)]));
  const { methods: _, ...plain } = wanted;
  t.not(digestOfPerson(plain), digestOfPerson(wanted));
  await take(at, changeTo([plain], { revision: 2, from: 1 }));
  t.strictSame(at.stores.people.byCode('1')?.methods, []);
});

t.test(
  'who comes before the table is known at once, changes nothing of what it has, and stays if it says so',
  async (t) => {
    const dataDir = t.testdir();
    const [a, early, stranger] = [person('1'), person('EARLY'), person('STRANGER')];
    {
      await using stores = await openTerminal(dataDir);
      const at = tableOf(stores);
      const { table, applied } = at;
      await table.welcome(early, 60_000);
      t.equal(table.state, undefined, 'before the first table as well');
      t.match(stores.people.byCode('EARLY'), { fleetId: early.id, enroller: 'fleet' });
      t.equal(stores.templates.count, 1);
      t.match(applied, [{ put: { length: 1 }, gone: [] }]);
      t.equal(stores.fleetPeople.heldUntilMs, at.clock.nowMs() + 60_000, 'they too are held for a time');
      t.strictSame(await take(at, changeTo([a])), []);
      t.strictSame(codesIn(at), ['1'], 'a table that does not put them has the last word');
      t.equal(stores.templates.count, 1);

      await table.welcome(early, null);
      await table.welcome(stranger, null);
      t.match(table.state, { revision: 1, hash: hashOfTable([digestOfPerson(a)]), people: 1 });
      const { pseudonym } = stores.people.byCode('EARLY') ?? {};
      t.strictSame(await take(at, changeTo([a, early], { revision: 2, from: 1, put: [early] })), []);
      t.strictSame([...codesIn(at)].sort(), ['1', 'EARLY']);
      t.equal(stores.people.byCode('EARLY')?.pseudonym, pseudonym, 'they are whom they were');
      t.equal(table.state?.hash, hashOfTable([a, early].map(digestOfPerson)));
      await table.welcome({ ...early, nameTh: 'older' }, null);
      t.equal(stores.people.byCode('EARLY')?.nameTh, early.nameTh, 'whom the table has it has');
      await table.welcome(stranger, null);
    }
    await using stores = await openTerminal(dataDir);
    const at = tableOf(stores);
    t.ok(stores.people.byCode('STRANGER'), 'a start anew forgets nobody');
    t.strictSame(await take(at, changeTo([a], { revision: 3 })), []);
    t.strictSame(codesIn(at), ['1'], 'nor does a whole table keep anybody');
  },
);

t.test('who comes early with a code that somebody keeps is not taken, and leaves nothing behind', async (t) => {
  const at = await openTable(t);
  const [a] = [person('A')];
  await take(at, changeTo([a]));
  await at.table.welcome(person('A'), null);
  t.strictSame(codesIn(at), ['A']);
  t.equal(at.stores.people.byCode('A')?.fleetId, a.id);
  t.equal(at.stores.templates.count, 1);
});
