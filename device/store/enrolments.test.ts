// An enrolment and its entry in the journal: both stay or neither does, whatever the disk and the version of the file.
import t from 'tap';
import { KioskError } from '../../protocol/index.ts';
import { clocked, enrolled, fingerOf, openTerminal, removalsTakeRoom, somchai, tamper } from './fixtures/terminal.ts';
import type { Stores, StoresOptions } from './index.ts';

const enrolment = { person: somchai, consentId: 'c', fingers: [fingerOf(1)] };
const somying = { person: { ...somchai, code: 'B', pseudonym: 'b' }, consentId: 'c', fingers: [fingerOf(2)] };

/** Opens, works, and ends as a power cut would: nothing is noted that was not. */
async function during(
  dataDir: string,
  work: (stores: Stores) => void | Promise<void>,
  options: Partial<StoresOptions> = {},
): Promise<void> {
  await using stores = await openTerminal(dataDir, options);
  await work(stores);
}

function goOn({ journal }: Stores, entries: number): void {
  for (let nth = 0; nth < entries; nth += 1) journal.append(clocked());
}

const full = (file: string): object => ({ code: 'STORE_FULL', file });

const isThere = ({ people }: Stores): boolean =>
  people.byCode(somchai.code) !== undefined &&
  people.byPseudonym(somchai.pseudonym) !== undefined &&
  people.pseudonyms().has(somchai.pseudonym);

const hasNothing = (stores: Stores): boolean => !isThere(stores) && stores.people.count + stores.templates.count === 0;

t.test('a journaled enrolment stays, however much was journaled after it before the restart', async (t) => {
  const dataDir = t.testdir();
  await during(dataDir, (stores) => {
    goOn(stores, 3);
    stores.enrol(enrolment);
    stores.journal.append(enrolled(somchai.pseudonym));
    goOn(stores, 300);
  });
  await using stores = await openTerminal(dataDir);
  t.match(stores.reconcile(), { enrolmentsUndone: 0 });
  t.ok(isThere(stores));
  t.strictSame(stores.people.unjournaled(), []);
});

t.test('an enrolment stays where the journal was pruned beyond it, or begun anew', async (t) => {
  for (const loss of ['pruned', 'anew']) {
    const dataDir = t.testdir({ [loss]: {}, journal: {} });
    const journal = { keep: 10 };
    const fill = async (stores: Stores): Promise<void> => {
      goOn(stores, 5);
      stores.enrol(enrolment);
      stores.journal.append(enrolled(somchai.pseudonym));
      goOn(stores, 60);
      stores.journal.acknowledge(stores.journal.lastSeq);
      t.ok((await stores.journal.prune()) > 6);
    };
    await during(dataDir, fill, { journal });
    if (loss === 'anew') tamper(dataDir, 'journal.db', 'DELETE FROM head; DELETE FROM checkpoint; DELETE FROM entry');
    await using stores = await openTerminal(dataDir, { journal });
    t.match(stores.reconcile(), { enrolmentsUndone: 0 }, loss);
    t.ok(isThere(stores), loss);
  }
});

t.test('an enrolment that the journal never heard of is undone, however much was journaled after it', async (t) => {
  const dataDir = t.testdir();
  await during(dataDir, (stores) => {
    goOn(stores, 3);
    stores.enrol(enrolment);
    goOn(stores, 300);
  });
  await using stores = await openTerminal(dataDir);
  t.match(stores.reconcile(), { enrolmentsUndone: 1 });
  t.ok(hasNothing(stores));
});

t.test('that an enrolment is journaled need not be noted for it to stand', async (t) => {
  const told: string[] = [];
  await using stores = await openTerminal(t.testdir(), { log: { warn: (_, message) => told.push(message) } });
  stores.enrol(enrolment);
  stores.people.journaled = () => {
    throw new KioskError('STORE_FULL');
  };
  stores.enrolmentJournaled(somchai.pseudonym);
  t.match(told, [/could not be noted/]);
  stores.journal.append(enrolled(somchai.pseudonym));
  t.match(stores.reconcile(), { enrolmentsUndone: 0 }, 'nor does a start need it');
  t.ok(isThere(stores));
});

t.test('on a full disk the terminal starts: who is to go is nobody, who is journaled stays', async (t) => {
  const dataDir = t.testdir();
  const told: object[] = [];
  const log = { warn: (context: object) => void told.push(context) };
  await removalsTakeRoom(dataDir);
  await during(dataDir, (stores) => {
    stores.enrol(somying);
    stores.journal.append(enrolled('b'));
    stores.enrol(enrolment);
    stores.templates.save('nobody', 'c', [fingerOf(3)]);
  });
  const startOnFullDisk = (stores: Stores): void => {
    stores.limitPages(0);
    t.match(stores.reconcile(), { enrolmentsUndone: 1, orphansRemoved: 0, withoutTemplates: [] });
    t.notOk(isThere(stores), 'nobody is recognised, or clocks by code, whose enrolment the journal never heard of');
    t.strictSame([...stores.people.pseudonyms()], ['b'], 'who is in the gallery');
    t.strictSame(
      stores.people.all().map(({ code }) => code),
      ['B'],
    );
    t.match(told, [{ reason: /STORE_FULL/ }, full('people.db'), full('templates.db'), { enrolmentsUndone: 1 }]);
    told.length = 0;
  };
  await during(dataDir, startOnFullDisk, { log });
  await during(dataDir, startOnFullDisk, { log });
  await using stores = await openTerminal(dataDir);
  t.match(stores.reconcile(), { enrolmentsUndone: 1, orphansRemoved: 1 }, 'a later start has room');
  t.strictSame([...stores.templates.subjects()], ['b']);
  t.equal(stores.people.count, 1);
  t.strictSame(stores.people.unjournaled(), []);
});

t.test('what could not be removed for want of room goes with the next entry, before it could be pruned', async (t) => {
  const dataDir = t.testdir();
  await removalsTakeRoom(dataDir);
  await during(
    dataDir,
    async (stores) => {
      goOn(stores, 5);
      stores.enrol(enrolment);
      stores.limitPages(0);
      stores.undoEnrolment(somchai.pseudonym);
      t.notOk(isThere(stores));
      t.equal(stores.people.count, 1, 'its record is still there');
      t.throws(() => stores.enrol(somying), { code: 'STORE_FULL' });
      stores.limitPages(null);
      goOn(stores, 1);
      t.ok(hasNothing(stores));
      goOn(stores, 60);
      stores.journal.acknowledge(stores.journal.lastSeq);
      await stores.journal.prune();
    },
    { journal: { keep: 10 } },
  );
  await using stores = await openTerminal(dataDir);
  t.match(stores.reconcile(), { enrolmentsUndone: 0 });
  t.ok(hasNothing(stores));
});

t.test('whoever could not be removed for want of room can be enrolled again as soon as there is room', async (t) => {
  const dataDir = t.testdir();
  await removalsTakeRoom(dataDir);
  await using stores = await openTerminal(dataDir);
  stores.enrol(enrolment);
  stores.limitPages(0);
  stores.undoEnrolment(somchai.pseudonym);
  stores.limitPages(null);
  stores.enrol({ ...enrolment, person: { ...somchai, pseudonym: 'again' } });
  t.match(stores.people.byCode(somchai.code), { pseudonym: 'again' });
  t.strictSame([...stores.templates.subjects()], ['again']);
});

t.test('why an enrolment failed is told, also where its templates cannot be removed', async (t) => {
  const dataDir = t.testdir();
  await removalsTakeRoom(dataDir);
  await using stores = await openTerminal(dataDir);
  stores.enrol(enrolment);
  const { add } = stores.people;
  stores.people.add = (...given) => {
    stores.limitPages(0);
    return add.apply(stores.people, given);
  };
  t.throws(() => stores.enrol({ ...enrolment, person: { ...somchai, pseudonym: 'again' } }), {
    code: 'STORE_FULL',
    context: { file: 'people.db' },
  });
  t.match(stores.reconcile(), { orphansRemoved: 0 });
  stores.limitPages(null);
  t.match(stores.reconcile(), { orphansRemoved: 1 });
});

/** What later versions have made. */
const LATER =
  'ALTER TABLE numbering DROP COLUMN traces_left; DROP TABLE card; DROP TABLE fleet_table; DROP TABLE fleet_person; DROP TABLE fleet_part; DROP TABLE capture; DROP TABLE photo;';

/** The file as an early version made it: a mark tells nothing but whose it is. */
const MARKS_WITHOUT_PLACE = `${LATER} DROP TABLE unjournaled;
  CREATE TABLE unjournaled (pseudonym TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
  INSERT INTO unjournaled VALUES ('${somchai.pseudonym}');
  PRAGMA user_version = 3;`;

t.test(
  'a people file whose marks tell no place opens; an enrolment is undone only where all was looked through',
  async (t) => {
    for (const [name, entries, isJournaled, stays] of [
      ['looked through, found', 50, true, true],
      ['looked through, not found', 50, false, false],
      ['more than is looked through', 250, false, true],
    ] as const) {
      const dataDir = t.testdir({ [name]: {} });
      await during(dataDir, (stores) => {
        goOn(stores, entries);
        stores.enrol(enrolment);
        if (isJournaled) stores.journal.append(enrolled(somchai.pseudonym));
      });
      tamper(dataDir, 'people.db', MARKS_WITHOUT_PLACE);
      await using stores = await openTerminal(dataDir);
      t.match(stores.reconcile(), { enrolmentsUndone: stays ? 0 : 1 }, name);
      t.equal(isThere(stores), stays, name);
      t.strictSame(stores.people.unjournaled(), []);
      const { lastSeq } = stores.journal;
      stores.enrol(somying);
      t.strictSame(stores.people.unjournaled(), [{ pseudonym: 'b', afterSeq: lastSeq }], 'and new marks tell it');
    }
  },
);

t.test('a people file that had places before they had a version keeps them', async (t) => {
  const dataDir = t.testdir();
  await during(dataDir, (stores) => {
    goOn(stores, 7);
    stores.enrol(enrolment);
  });
  const inPlace = `${LATER} CREATE TEMP TABLE kept AS SELECT * FROM unjournaled; DROP TABLE main.unjournaled;
    CREATE TABLE unjournaled (pseudonym TEXT PRIMARY KEY, after_seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    INSERT INTO unjournaled SELECT * FROM kept;
    PRAGMA user_version = 3;`;
  tamper(dataDir, 'people.db', inPlace);
  for (const opening of ['first', 'second'])
    await during(dataDir, ({ people }) => {
      t.strictSame(people.unjournaled(), [{ pseudonym: somchai.pseudonym, afterSeq: 7 }], opening);
    });
});
