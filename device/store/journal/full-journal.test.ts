// A fleet that stays away until the terminal's journal is as full as it may be, with the real numbers.
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import t from 'tap';
import { verifyChain } from '../../../protocol/index.ts';
import { addVisits } from '../fixtures/full-journal.ts';
import { clocked, enrolled, noted, openTerminal } from '../fixtures/terminal.ts';
import type { Stores } from '../index.ts';
import { JOURNAL_LIMITS } from './journal-room.ts';

const { capacity, reserve, lastSlots } = JOURNAL_LIMITS;
const FULL = { code: 'JOURNAL_FULL' };

const held = (dataDir: string): unknown => {
  const db = new Sqlite(join(dataDir, 'journal.db'), { readonly: true });
  const row = db.prepare('SELECT count(*) AS entries, min(seq) AS first, max(seq) AS last FROM entry').get();
  db.close();
  return row;
};

t.test(
  '200,000 wait: nobody is proved or enrolled any more, and people clock on into the reserve until that is full',
  async (t) => {
    const dataDir = t.testdir();
    const open = () => openTerminal(dataDir);
    const look = async <T>(work: (journal: Stores['journal']) => T): Promise<T> => {
      await using stores = await open();
      return work(stores.journal);
    };
    const first = await look((journal) => journal.append(noted('the first')));
    await addVisits(dataDir, capacity - 2);
    await look((journal) => {
      journal.append(enrolled('the last who was enrolled'));
      t.equal(journal.unacknowledged, 200_000);
      t.notOk(journal.hasRoomFor('prove'));
      t.throws(() => journal.append(enrolled('one too many')), FULL);
      t.equal(journal.append(clocked('somebody')).seq, 200_001);
    });
    await addVisits(dataDir, reserve - lastSlots - 2);
    await look((journal) => {
      t.equal(journal.append(clocked('the last who clocked')).seq, 219_500);
      t.throws(() => journal.append(clocked('somebody')), FULL, 'then people are refused');
      for (let slot = 0; slot < lastSlots; slot += 1) journal.append(noted('why nobody clocks'));
      t.throws(() => journal.append(noted('one too many')), FULL, 'and the terminal says no more of itself');
      t.equal(journal.lastSeq, 220_000);
      t.strictSame(journal.read(1, 1), [first], 'nothing was overwritten');
      t.match(verifyChain(journal.readNewest(1000), endBefore(journal, 219_001)), { intact: true });
    });
    t.strictSame(held(dataDir), { entries: 220_000, first: 1, last: 220_000 });
    await look(async (journal) => {
      journal.acknowledge(20_001);
      t.ok(journal.hasRoomFor('prove'), 'once the fleet has heard enough everything goes on');
      t.equal(journal.append(clocked('somebody')).seq, 220_001);
    });
  },
);

const endBefore = (journal: Stores['journal'], seq: number) => {
  const [entry] = journal.read(seq - 1, 1);
  if (!entry) throw new Error(`there is no entry ${seq - 1}`);
  return entry;
};
