// Photos of people in the stores: as the fleet sends them, sealed, for one person each, and gone with them.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { digestOfPerson, hashOfTable, isFault } from '../../protocol/index.ts';
import { blankJpeg } from '../../protocol/people/fixtures/blank-jpeg.ts';
import { changeTo, type OpenedTable, openTable, person, tableOf, take } from './fixtures/people-table.ts';
import { enrolled, fingerOf, openTerminal, somchai, tamper } from './fixtures/terminal.ts';
import { PEOPLE_MIGRATIONS } from './people/people-schema.ts';
import { photoOf as photoOfPerson } from './photo-of.ts';

const { signal } = new AbortController();

const photoOf = (text: string): string => blankJpeg(text).toString('base64');

const shownOf = ({ stores }: Pick<OpenedTable, 'stores'>, code: string): string | undefined => {
  const known = stores.people.byCode(code);
  return known && stores.photos.of(known.pseudonym)?.toString('base64');
};

t.test('a photo comes with its person, changes and goes with the table, and both sides count the same', async (t) => {
  const at = await openTable(t);
  const [a, b, c] = [person('A', { photo: photoOf('a') }), person('B'), person('C', { photo: photoOf('c') })];
  t.strictSame(await take(at, changeTo([a, b, c], { inParts: 3 })), []);
  t.equal(at.table.state?.hash, hashOfTable([a, b, c].map(digestOfPerson)));
  t.strictSame(
    ['A', 'B', 'C'].map((code) => shownOf(at, code)),
    [photoOf('a'), undefined, photoOf('c')],
  );
  t.notOk('photo' in (at.stores.people.byCode('A') ?? {}), 'apart from the record');

  const changed = [
    { ...a, photo: photoOf('older') },
    { ...b, nameEn: 'Renamed', photo: photoOf('b') },
  ];
  await take(at, changeTo([...changed, c], { revision: 2, from: 1, put: changed }));
  t.strictSame(
    ['A', 'B', 'C'].map((code) => shownOf(at, code)),
    [photoOf('older'), photoOf('b'), photoOf('c')],
  );
  const { photo: _, ...without } = a;
  const pseudonym = at.stores.people.byCode('C')?.pseudonym ?? '';
  await take(at, changeTo([without, ...changed.slice(1)], { revision: 3, from: 2, put: [without], remove: [c.id] }));
  t.strictSame(
    ['A', 'B'].map((code) => shownOf(at, code)),
    [undefined, photoOf('b')],
  );
  t.equal(at.stores.photos.of(pseudonym), undefined, 'gone with the person');
  at.stores.removePerson('B');
  t.equal(at.stores.photos.removeOrphans(), 0);
});

t.test('whoever was enrolled here, was welcomed early, or swaps codes is seen with their own face', async (t) => {
  const at = await openTable(t);
  const { stores, table } = at;
  stores.enrol({ person: somchai, consentId: 'c', fingers: [fingerOf(1)] });
  stores.journal.append(enrolled(somchai.pseudonym));
  stores.enrolmentJournaled(somchai.pseudonym);
  const [known, other] = [person(somchai.code, { photo: photoOf('somchai') }), person('O', { photo: photoOf('o') })];
  await take(at, changeTo([known, other]));
  t.equal(shownOf(at, somchai.code), photoOf('somchai'));
  await table.welcome(person('early', { photo: photoOf('early') }), null);
  t.equal(shownOf(at, 'early'), photoOf('early'));
  const swapped = [
    { ...known, code: 'O' },
    { ...other, code: somchai.code },
  ];
  await take(at, changeTo(swapped, { revision: 2, from: 1 }));
  t.equal(shownOf(at, 'O'), photoOf('somchai'));
  t.equal(shownOf(at, somchai.code), photoOf('o'));
  t.equal(shownOf(at, 'early'), undefined, 'who is in no table is gone');
});

t.test('who cannot be taken leaves no photo, nor does a change that is cut off', async (t) => {
  const dataDir = t.testdir();
  const people = [person('A', { photo: photoOf('a') }), person('B', { photo: photoOf('b') })];
  const parts = changeTo(people, { inParts: 2 });
  {
    await using stores = await openTerminal(dataDir);
    stores.enrol({ person: { ...somchai, code: 'LOCAL' }, consentId: 'c', fingers: [fingerOf(1)] });
    const { table } = tableOf(stores);
    for (const part of parts) table.keep(part);
    // As a cut right before the people themselves leaves it.
    stores.photos.save([{ pseudonym: 'of-nobody', photo: photoOf('nobody') }]);
    stores.reconcile();
    t.equal(stores.photos.of('of-nobody'), undefined);
    stores.limitPages(0);
    await t.rejects(table.apply(parts[0]?.transfer ?? '', signal), { code: 'STORE_FULL' });
  }
  const at = await openTable(t, dataDir);
  t.strictSame(await at.table.apply(parts[0]?.transfer ?? '', signal), [], 'and is made again after a restart');
  t.strictSame(
    ['A', 'B'].map((code) => shownOf(at, code)),
    [photoOf('a'), photoOf('b')],
  );
  const [, b] = people;
  const stranger = person('B', { photo: photoOf('stranger') });
  const change = changeTo([...people, stranger], { revision: 2, from: 1, put: [stranger] });
  t.strictSame(await take(at, change), [{ person: stranger.id, problem: 'code-taken' }]);
  t.equal(shownOf(at, 'B'), b?.photo);
  t.equal(at.stores.photos.removeOrphans(), 0);
});

t.test(
  'photos leave the journal its room: who has none is there without, said so, and shown once there is',
  async (t) => {
    const at = await openTable(t);
    const { disk, table, stores } = at;
    const [a, b] = [person('A', { photo: photoOf('a') }), person('B')];
    await take(at, changeTo([a, b]));
    const people = [
      { ...a, photo: photoOf('older') },
      { ...b, nameEn: 'Renamed', photo: photoOf('b') },
    ];
    const unseen = people.map(({ photo: _, ...person }) => person);
    disk.hasRoom = false;
    const problems = people.map(({ id }) => ({ person: id, problem: 'no-room-for-photo' }));
    t.strictSame(await take(at, changeTo(people, { revision: 2, from: 1, inParts: 2 })), problems);
    t.match(disk.faults, [{ code: 'STORE_FULL', context: { store: 'photos' } }]);
    t.equal(table.state?.hash, hashOfTable(unseen.map(digestOfPerson)), 'the hash says what is here');
    t.match(stores.people.byCode('B'), { nameEn: 'Renamed' });
    t.strictSame([shownOf(at, 'A'), shownOf(at, 'B')], [undefined, undefined], 'nor is one shown that was replaced');
    await table.welcome(person('early', { photo: photoOf('early') }), null);
    t.ok(stores.people.byCode('early'));
    t.equal(shownOf(at, 'early'), undefined);
    disk.hasRoom = true;
    t.strictSame(await take(at, changeTo(people, { revision: 2, from: 2 })), []);
    t.equal(table.state?.hash, hashOfTable(people.map(digestOfPerson)));
    t.equal(shownOf(at, 'B'), photoOf('b'));
  },
);

t.test('a photo that was replaced is gone from the file and its log, as one that was removed is', async (t) => {
  const dataDir = t.testdir();
  await using stores = await openTerminal(dataDir, { random: (bytes) => Buffer.alloc(bytes, 0x5a) });
  const at = tableOf(stores);
  const mark = Buffer.concat([Buffer.of(1), Buffer.alloc(12, 0x5a)]).toString('latin1');
  const sealed = (): number => {
    const files = ['people.db', 'people.db-wal'].map((file) => readFileSync(join(dataDir, file)).toString('latin1'));
    return files.join('').split(mark).length - 1;
  };
  const known = person('A', { photo: photoOf('first'), fingers: [] });
  await take(at, changeTo([known]));
  const once = sealed();
  for (const [number, text] of ['second', 'third'].entries()) {
    const [from, revision] = [number + 1, number + 2];
    await take(at, changeTo([{ ...known, photo: photoOf(text) }], { revision, from }));
  }
  t.equal(sealed(), once, 'of what is sealed there is no more than before');
});

t.test('one that does not open any more is told once, and the fleet sends its person anew', async (t) => {
  const dataDir = t.testdir();
  const people = [person('A', { photo: photoOf('a') }), person('B', { photo: photoOf('b') })];
  {
    await using stores = await openTerminal(dataDir);
    await take(tableOf(stores), changeTo(people));
  }
  tamper(dataDir, 'people.db', 'UPDATE photo SET sealed = (SELECT sealed FROM photo ORDER BY pseudonym LIMIT 1)');
  const at = await openTable(t, dataDir);
  const { stores, table } = at;
  const subjects = people.map(({ code }) => stores.people.byCode(code)?.pseudonym ?? '');
  const spoiled = subjects[0] === subjects.toSorted()[0] ? 1 : 0;
  const shown = () => photoOfPerson(stores, subjects[spoiled] ?? '');
  t.throws(shown, { code: 'SEAL_BROKEN' });
  t.equal(shown(), undefined, 'once');
  t.ok(photoOfPerson(stores, subjects[1 - spoiled] ?? ''), 'the other is still shown');
  t.strictSame(table.notAsSent(9), [people[spoiled]?.id]);
  t.not(table.state?.hash, hashOfTable(people.map(digestOfPerson)));
  await take(at, changeTo(people, { revision: 2, from: 1, put: people.slice(spoiled, spoiled + 1) }));
  t.strictSame([table.notAsSent(9), table.state?.hash], [[], hashOfTable(people.map(digestOfPerson))]);
  t.ok(shown());
});

t.test('in the file it is sealed for its person: moved to another it shows nobody', async (t) => {
  const dataDir = t.testdir();
  const people = [person('A', { photo: photoOf('the face of nobody') }), person('B', { photo: photoOf('another') })];
  {
    await using stores = await openTerminal(dataDir);
    await take(tableOf(stores), changeTo(people));
  }
  t.notMatch(readFileSync(join(dataDir, 'people.db')).toString('latin1'), 'the face of');
  tamper(dataDir, 'people.db', 'UPDATE photo SET sealed = (SELECT sealed FROM photo ORDER BY pseudonym LIMIT 1)');
  await using stores = await openTerminal(dataDir);
  const shown = ['A', 'B'].map((code) => {
    try {
      return shownOf({ stores }, code);
    } catch (fault) {
      return isFault(fault, 'SEAL_BROKEN');
    }
  });
  t.equal(shown.filter((is) => is === true).length, 1, 'whoever has that of the other is shown none');
});

t.test('a file of before there were photos is brought up to date, and its people are still there', async (t) => {
  const dataDir = t.testdir();
  {
    await using stores = await openTerminal(dataDir);
    await take(tableOf(stores), changeTo([person('A')]));
  }
  tamper(
    dataDir,
    'people.db',
    `DROP TABLE photo; ALTER TABLE numbering DROP COLUMN traces_left; PRAGMA user_version = ${PEOPLE_MIGRATIONS.length - 1}`,
  );
  await using stores = await openTerminal(dataDir);
  const at = tableOf(stores);
  const [a] = [person('A', { id: stores.people.byCode('A')?.fleetId ?? '', photo: photoOf('a') })];
  await take(at, changeTo([a], { revision: 2, from: 1 }));
  t.equal(shownOf(at, 'A'), photoOf('a'));
});
