// Whoever is enrolled here, until the fleet has said the last word: what goes up, what stays meanwhile, and who is purged.
import { randomBytes } from 'node:crypto';
import t from 'tap';
import { type CaptureReceipt, hashOfTable } from '../../protocol/index.ts';
import { changeTo, openTable, person, take } from './fixtures/people-table.ts';
import { enrolled, fingerOf, openTerminal, somchai, tamper } from './fixtures/terminal.ts';
import { CapturedPeople, type Stores } from './index.ts';

function enrol(stores: Stores, code = somchai.code, pseudonym = somchai.pseudonym): void {
  stores.enrol({ person: { ...somchai, code, pseudonym }, consentId: 'c', fingers: [fingerOf(1)] });
  stores.journal.append(enrolled(pseudonym));
  stores.enrolmentJournaled(pseudonym);
}

const waiting = (stores: Stores, limit = 10) => new CapturedPeople(stores).waiting(limit);

const receipt = (stores: Stores, outcome: CaptureReceipt['outcome'], revision: number | null): CaptureReceipt => {
  const [capture = ''] = stores.captures.open(1);
  return { capture, outcome, revision };
};

const removals = (stores: Stores) => stores.journal.readNewest(5).filter(({ payload }) => payload?.event === 'removal');

t.test('no name of a capture or of a journal is one that a command line takes for an option', async (t) => {
  let drawn = 0;
  const random = (bytes: number): Uint8Array => {
    if (bytes !== 16) return randomBytes(bytes);
    drawn += 1;
    return drawn % 2 === 0 ? Uint8Array.of(1, ...randomBytes(15)) : Buffer.alloc(16, 0xfb);
  };
  await using stores = await openTerminal(t.testdir(), { random });
  for (const name of ['a', 'b', 'c', 'd']) enrol(stores, name, name);
  const ids = [stores.journal.journalId, ...waiting(stores).map(({ capture }) => capture)];
  t.equal(ids.length, 5);
  for (const id of ids) t.match(id, /^[A-Za-z0-9_][\w-]{21}$/);
});

t.test('whoever is enrolled goes up once it is journaled, with the same id until the fleet has it', async (t) => {
  const dataDir = t.testdir();
  const stores = await openTerminal(dataDir);
  const told: string[] = [];
  stores.captures.added.listen((pseudonym) => told.push(pseudonym));
  stores.enrol({ person: somchai, consentId: 'c', fingers: [fingerOf(1)] });
  t.strictSame(waiting(stores), [], 'the journal was not told yet');
  stores.journal.append(enrolled(somchai.pseudonym));
  stores.enrolmentJournaled(somchai.pseudonym);
  t.strictSame(told, [somchai.pseudonym]);
  const [first] = waiting(stores);
  t.match(first, { subject: somchai.pseudonym, code: somchai.code, nameTh: somchai.nameTh, enroller: 'operator-7' });
  t.match(first?.fingers, [{ finger: 'right-index', consentId: 'c', impressions: [{ quality: 71 }, {}, {}] }]);
  await stores[Symbol.asyncDispose]();
  await using again = await openTerminal(dataDir);
  t.strictSame(waiting(again), [first], 'after a restart too');
  again.captures.note(receipt(again, 'held', null));
  t.strictSame(waiting(again), []);
  again.captures.note(receipt(again, 'unknown', null));
  t.strictSame(waiting(again), [first], 'a fleet that has lost it is sent it again');
  t.strictSame(waiting(again, 0), []);
});

t.test('a duress finger goes up as one, and comes back as one', async (t) => {
  const at = await openTable(t);
  const { stores } = at;
  const fingers = [fingerOf(1), { ...fingerOf(2), finger: 'left-middle' as const, duress: true as const }];
  stores.enrol({ person: somchai, consentId: 'c', fingers });
  stores.journal.append(enrolled(somchai.pseudonym));
  stores.enrolmentJournaled(somchai.pseudonym);
  const [captured] = waiting(stores);
  const marks = (some: readonly object[] = []) => some.map((one) => 'duress' in one && one.duress);
  t.strictSame(marks(captured?.fingers), [false, true]);
  const [own] = person('1').fingers;
  if (!own) throw new Error('a finger');
  const forced = person('2', { fingers: [own, { ...own, finger: 'left-middle', duress: true }] });
  await take(at, changeTo([forced]));
  const pseudonym = stores.people.byCode('2')?.pseudonym ?? '';
  t.strictSame(marks(stores.templates.bySubject(pseudonym)), [false, true]);
});

t.test('whoever the fleet takes and does not want here is purged with the table that says so', async (t) => {
  const at = await openTable(t);
  const { stores, table, applied } = at;
  enrol(stores);
  waiting(stores);
  await table.follow(receipt(stores, 'taken', 2));
  t.ok(stores.people.byCode(somchai.code), 'not before that table is here');
  const other = person('OTHER');
  await take(at, changeTo([other], { revision: 2 }));
  t.equal(stores.people.byCode(somchai.code), undefined);
  t.notOk(stores.templates.subjects().has(somchai.pseudonym));
  t.match(applied.at(-1), { gone: [somchai.pseudonym] }, 'and the engine knows nothing of them');
  t.match(removals(stores), [{ payload: { subject: somchai.pseudonym, code: somchai.code, reason: 'no-right-here' } }]);
  t.strictSame(table.openCaptures(9), []);
  t.ok(stores.people.byCode('OTHER'));
});

t.test('whoever the fleet takes and wants here is here throughout', async (t) => {
  const at = await openTable(t);
  const { stores, table } = at;
  enrol(stores);
  waiting(stores);
  const wanted = person(somchai.code, { fingers: [] });
  await take(at, changeTo([wanted]));
  t.equal(stores.templates.bySubject(somchai.pseudonym).length, 1, 'the fleet has no finger of them yet');
  t.equal(table.openCaptures(9).length, 1);
  await table.follow(receipt(stores, 'taken', 2));
  const full = person(somchai.code, { id: wanted.id });
  await take(at, changeTo([full], { revision: 2, from: 1 }));
  t.match(stores.people.byCode(somchai.code), { fleetId: wanted.id, pseudonym: somchai.pseudonym });
  t.match(stores.templates.bySubject(somchai.pseudonym), [{ consentId: 'c-1' }], 'by what the fleet has from now on');
  t.strictSame([table.openCaptures(9), removals(stores)], [[], []]);
});

t.test('an adopted person whose fingers never went up keeps them, and they go up', async (t) => {
  const at = await openTable(t);
  const { stores } = at;
  enrol(stores);
  await take(at, changeTo([person(somchai.code, { fingers: [] })]));
  t.equal(stores.templates.bySubject(somchai.pseudonym).length, 1);
  t.match(waiting(stores), [{ code: somchai.code, fingers: [{ finger: 'right-index' }] }]);
});

t.test('what the fleet refuses nobody is known by; its own person stays, and all is sent anew', async (t) => {
  const at = await openTable(t);
  const { stores, table, applied } = at;
  enrol(stores, 'STRANGER', 'p-stranger');
  waiting(stores);
  await table.follow(receipt(stores, 'refused', 1));
  t.equal(stores.people.byCode('STRANGER'), undefined);
  t.match(removals(stores), [{ payload: { code: 'STRANGER', reason: 'refused-by-fleet' } }]);

  const known = person('KNOWN', { fingers: [] });
  await take(at, changeTo([known]));
  const pseudonym = stores.people.byCode('KNOWN')?.pseudonym ?? '';
  stores.enrolFingers({ pseudonym, consentId: 'c', fingers: [fingerOf(2)] });
  stores.enrolmentJournaled(pseudonym);
  await take(at, changeTo([{ ...known, unit: 'another' }], { revision: 2, from: 1 }));
  t.equal(stores.templates.bySubject(pseudonym).length, 1, 'a change meanwhile takes nothing away');
  await table.follow(receipt(stores, 'refused', 2));
  t.equal(stores.templates.bySubject(pseudonym).length, 0);
  t.match(applied.at(-1), { gone: [pseudonym] });
  t.ok(stores.people.byCode('KNOWN'));
  t.not(table.state?.hash, hashOfTable([]));
  const before = table.state?.hash;
  await take(at, changeTo([known], { revision: 3 }));
  t.not(table.state?.hash, before, 'the hash had said that something is wrong');
});

t.test('a word about somebody who is gone, or a second word, changes nothing', async (t) => {
  const { stores, table } = await openTable(t);
  enrol(stores);
  waiting(stores);
  const refused = receipt(stores, 'refused', 1);
  await table.follow({ ...refused, capture: 'x'.repeat(22) });
  t.ok(stores.people.byCode(somchai.code));
  await table.follow(receipt(stores, 'taken', 7));
  await table.follow(refused);
  t.ok(stores.people.byCode(somchai.code), 'what was said last is not taken back');
  await table.follow({ ...refused, outcome: 'unknown' });
  t.strictSame(waiting(stores), []);
});

t.test('many of before go up a few at a time; whose record does not open keeps nobody back', async (t) => {
  const dataDir = t.testdir();
  {
    await using stores = await openTerminal(dataDir);
    for (let number = 0; number < 150; number += 1) enrol(stores, `P${number}`, `p-${number}`);
  }
  tamper(dataDir, 'people.db', `UPDATE person SET sealed = x'00' WHERE number <= 5`);
  await using stores = await openTerminal(dataDir);
  const sent = new Set<string>();
  for (let people = waiting(stores, 4); people.length > 0; people = waiting(stores, 4))
    for (const { capture, code } of people) {
      sent.add(code);
      stores.captures.note({ capture, outcome: 'held', revision: null });
    }
  t.equal(sent.size, 145);
  t.equal(stores.captures.open(999).length, 150);
});
