// A disk that something else has filled: entries go on into what was kept for them, and a real file system says when that is used up.
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { FILLER, fill, mounted, noDisk, unmount } from '../fixtures/small-disk.ts';
import { clocked, openTerminal } from '../fixtures/terminal.ts';
import type { Stores } from '../index.ts';
import { JournalSpare, journalRoom } from './journal-spare.ts';

const MIB = 1024 * 1024;
const SPARE = 'journal.spare';
const SPACE = { bytes: 12 * MIB, leftFreeBytes: 2 * MIB };

t.test('what is kept is asked of the disk, and grows smaller as the journal grows', async (t) => {
  const folder = t.testdir();
  const spare = await JournalSpare.open(folder, { bytes: 10 * MIB });
  t.equal(statSync(join(folder, SPARE)).size, 10 * MIB);
  t.ok(statSync(join(folder, SPARE)).blocks * 512 >= 10 * MIB, 'blocks, and not a hole');
  t.equal((await JournalSpare.open(folder, { bytes: 6 * MIB })).bytes, 6 * MIB);
  t.strictSame([spare.release(4 * MIB), spare.bytes], [true, 2 * MIB]);
  t.strictSame([spare.release(4 * MIB), spare.bytes, existsSync(join(folder, SPARE))], [true, 0, false]);
  t.equal(spare.release(4 * MIB), false);
});

t.test('people clock while something else has filled the disk', { skip: noDisk() }, async (t) => {
  const folder = mounted(32);
  t.teardown(() => unmount(folder));
  {
    await using stores = await openTerminal(folder, { journalSpace: SPACE });
    const spare = () => statSync(join(folder, SPARE), { throwIfNoEntry: false })?.size ?? 0;
    t.ok(spare() > 11 * MIB);
    fill(folder);
    const before = spare();
    let entries = 0;
    while (spare() >= before) {
      stores.journal.append(clocked());
      entries += 1;
      if (entries > 5000) throw new Error('the disk is never full');
    }
    for (let more = 0; more < 300; more += 1) stores.journal.append(clocked());
    t.equal(stores.journal.lastSeq, entries + 300, 'none was refused');
    const takesAll = (): never => {
      for (;;) {
        stores.journal.append(clocked());
        fill(folder);
      }
    };
    t.throws(takesAll, { code: 'STORE_FULL' }, 'somebody who takes all that is given back leaves none in the end');
    t.match(await stores.journal.verify(), { intact: true, entries: stores.journal.lastSeq });
  }
  rmSync(join(folder, FILLER));
  await using stores = await openTerminal(folder, { journalSpace: SPACE });
  t.match(await stores.journal.verify(), { intact: true });
  t.ok(readdirSync(folder).includes(SPARE), 'once there is room some is kept again');
});

const COUNTER = {
  ...{ failures: 1, lockedUntilUtcMs: 0, level: 0, updatedUtcMs: 0, bootId: 'a-boot', monotonicMs: 0 },
  recent: [1],
};

const ACTS: readonly (readonly [string, (stores: Stores) => unknown])[] = [
  ['acknowledged', ({ journal }) => journal.acknowledge(1500)],
  ['erased', ({ journal }) => journal.erase([1450], 'asked for')],
  ['counted', ({ counters }) => counters.set('somebody', COUNTER)],
  ['forgiven', ({ counters }) => counters.delete('somebody')],
  [
    'forgotten',
    ({ counters }) =>
      counters.forget({ ageMs: 1, now: { bootId: 'a-boot', monotonicMs: 9, utcMs: 9, isSynced: true } }),
  ],
  ['pruned', ({ journal }) => journal.prune()],
];

t.test(
  'a disk without a byte left keeps nothing that the journal has to write from being written',
  { skip: noDisk() },
  async (t) => {
    const folder = mounted(32);
    t.teardown(() => unmount(folder));
    const open = () => openTerminal(folder, { journalSpace: SPACE, journal: { keep: 100 } });
    {
      await using stores = await open();
      for (let entries = 0; entries < 1500; entries += 1) stores.journal.append(clocked());
      stores.counters.set('another', COUNTER);
    }
    for (const [what, act] of ACTS) {
      // Opened anew there is no log yet that could be written over.
      await using stores = await open();
      fill(folder);
      await act(stores);
      t.match(await stores.journal.verify(), { intact: true }, what);
      rmSync(join(folder, FILLER));
    }
    await using stores = await open();
    t.match(stores.journal, { acknowledgedSeq: 1500 });
    t.ok((stores.journal.checkpoint?.seq ?? 0) > 1000, 'pruned');
    t.notOk(stores.journal.holds(1450), 'erased');
  },
);

t.test(
  'somebody who takes all that is given back, at once, gets little by each entry',
  { skip: noDisk() },
  async (t) => {
    const folder = mounted(32);
    t.teardown(() => unmount(folder));
    await using stores = await openTerminal(folder, { journalSpace: SPACE });
    fill(folder);
    for (let entries = 0; entries < 60; entries += 1) {
      stores.journal.append(clocked());
      fill(folder);
    }
    t.comment(`${journalRoom(folder).kept} bytes are kept still, of ${SPACE.bytes}`);
    t.ok(journalRoom(folder).kept > 0);
  },
);

t.test(
  'what was given back is kept again once there is room, while the service runs',
  { skip: noDisk() },
  async (t) => {
    const folder = mounted(32);
    t.teardown(() => unmount(folder));
    await using stores = await openTerminal(folder, { journalSpace: SPACE });
    const atFirst = journalRoom(folder).kept;
    while (journalRoom(folder).kept > atFirst / 2) {
      fill(folder);
      stores.journal.append(clocked());
    }
    fill(folder);
    await stores.journal.keepRoom();
    const { kept: less } = journalRoom(folder);
    t.ok(less <= atFirst / 2, 'a disk that is full is not made fuller');
    rmSync(join(folder, FILLER));
    await stores.journal.keepRoom();
    const { kept, taken } = journalRoom(folder);
    t.ok(kept > less);
    t.ok(kept + taken > 0.9 * SPACE.bytes, 'as much as it may still grow by');
  },
);
