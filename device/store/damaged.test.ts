// A disk that has spoilt a file: the terminal goes on without what was in it, says so, and gets from the fleet what the fleet has.
import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { systemClock } from '../../protocol/index.ts';
import { ClosingOrder } from '../closing-order.ts';
import { readConfig } from '../config/index.ts';
import { CHECKS } from '../health/checks/index.ts';
import { layFoundation, readOrders } from '../kiosk/foundation.ts';
import { openLog } from '../kiosk/kiosk-log.ts';
import { beginWipe, finishWipe } from '../vault/index.ts';
import { changeTo, openTable, person, tableOf, take } from './fixtures/people-table.ts';
import { clocked, noted, openTerminal, somchai } from './fixtures/terminal.ts';
import { SetAside } from './index.ts';

const laidAside = (dataDir: string): readonly string[] => new SetAside(dataDir).all();

/** Noise over all of it: no page is one any more. */
function spoil(dataDir: string, file: string): void {
  const path = join(dataDir, file);
  writeFileSync(path, Buffer.alloc(statSync(path).size, 'noise'));
}

const reopened = (dataDir: string) => openTerminal(dataDir, { mayBeginAnew: true });

t.test(
  'a damaged journal is laid aside, and another begun: people clock, and the fleet can tell the two apart',
  async (t) => {
    const dataDir = t.testdir();
    let before = '';
    {
      await using stores = await openTerminal(dataDir);
      stores.people.add(somchai);
      stores.journal.append(clocked(somchai.pseudonym));
      before = stores.journal.journalId;
    }
    spoil(dataDir, 'journal.db');
    await t.rejects(openTerminal(dataDir), { code: 'STORE_CORRUPT' }, 'whoever only looks changes nothing');
    t.strictSame(laidAside(dataDir), []);
    {
      await using stores = await reopened(dataDir);
      t.match(stores.lost.all, [{ file: 'journal.db', keptAs: /^damaged\/.*-journal\.db$/ }]);
      t.not(stores.journal.journalId, before);
      t.equal(stores.people.count, 1, 'what was whole is as it was');
      t.equal(stores.journal.append(noted('goes on')).seq, 1);
    }
    t.strictSame(laidAside(dataDir).length, 1);
    {
      await using stores = await reopened(dataDir);
      t.match(stores.lost.all, [{ file: 'journal.db' }], 'until somebody has told of it');
      stores.lost.told();
      t.strictSame(stores.lost.all, []);
    }
    const config = readConfig({ env: {}, overrides: { data: { dir: dataDir } } });
    const doctor = { config, clock: systemClock, signal: new AbortController().signal };
    t.match(await CHECKS['stores']?.(doctor), {
      ok: false,
      detail: /laid aside.*journal\.db/,
      remedy: /journal accept/,
    });
  },
);

t.test('where templates are lost the fleet sends everybody once more, as if no table had ever come', async (t) => {
  for (const lose of [spoil, (dataDir: string, file: string) => rmSync(join(dataDir, file))]) {
    const dataDir = t.testdir();
    const people = [person('1'), person('2')];
    {
      const at = await openTable(t, dataDir);
      await take(at, changeTo(people));
      t.equal(at.table.state?.revision, 1);
      await at.stores[Symbol.asyncDispose]();
    }
    lose(dataDir, 'templates.db');
    await using stores = await reopened(dataDir);
    t.match(stores.lost.all, [{ file: 'templates.db' }]);
    const at = { ...tableOf(stores), stores };
    t.equal(at.table.state, undefined);
    t.equal(stores.templates.count, 0);
    t.strictSame(await take(at, changeTo(people, { revision: 2 })), []);
    t.equal(stores.templates.count, 2);
    t.equal(stores.people.count, 2, 'they are the same people');
  }
});

t.test(
  'a file that was taken away, or is empty, is missed until it was told of; a terminal that begins misses none',
  async (t) => {
    for (const lose of [(path: string) => rmSync(path), (path: string) => writeFileSync(path, '')]) {
      const dataDir = t.testdir();
      {
        await using stores = await openTerminal(dataDir);
        t.strictSame(stores.lost.all, []);
      }
      rmSync(join(dataDir, 'journal.db-wal'), { force: true });
      lose(join(dataDir, 'journal.db'));
      // Whoever only looks begins it, and whoever was cut off before the telling is asked again.
      for (let times = 0; times < 2; times += 1) {
        await using stores = await openTerminal(dataDir);
        t.strictSame(stores.lost.all, [{ file: 'journal.db', keptAs: null }]);
      }
    }
  },
);

t.test('the service tells of it in the journal, once; one that may have been out of use is so', async (t) => {
  const dataDir = t.testdir();
  await (await openTerminal(dataDir))[Symbol.asyncDispose]();
  for (const name of ['jobs.db', 'jobs.db-wal']) rmSync(join(dataDir, name), { force: true });
  const config = readConfig({ env: {}, overrides: { data: { dir: dataDir } } });
  const starts = async () => {
    await using closing = new ClosingOrder();
    const { stores } = await layFoundation(
      await readOrders({ config, clock: systemClock, log: openLog('silent'), version: '1' }),
      closing,
    );
    const faults = stores.journal.read(1, 99).filter(({ payload }) => payload?.event === 'fault');
    return { told: faults.length, outOfUse: stores.use.outOfUse };
  };
  for (let times = 0; times < 2; times += 1) t.match(await starts(), { told: 1, outOfUse: /could not be read/ });
});

t.test(
  'a disk that goes on spoiling files stops nobody: the oldest gives way, and all of it goes with a wipe',
  async (t) => {
    const dataDir = t.testdir();
    await (await openTerminal(dataDir))[Symbol.asyncDispose]();
    for (let times = 0; times < 9; times += 1) {
      spoil(dataDir, 'jobs.db');
      const clock = { nowMs: () => times * 1000, monotonicMs: () => 0, sleep: () => Promise.resolve() };
      await using stores = await openTerminal(dataDir, { mayBeginAnew: true, clock });
      t.match(stores.lost.all.at(-1), { file: 'jobs.db', gaveWay: times < 8 ? undefined : /000000\.000Z-jobs\.db$/ });
    }
    t.strictSame(laidAside(dataDir).length, 8);
    t.match(laidAside(dataDir)[0], /000001\.000Z-jobs\.db$/);
    await beginWipe(dataDir, { alsoFiles: [] });
    t.equal(await finishWipe(dataDir), true);
    t.notOk(existsSync(join(dataDir, 'damaged')));
  },
);

t.test('whoever is removed is gone from what was laid aside as well', async (t) => {
  const dataDir = t.testdir();
  {
    await using stores = await openTerminal(dataDir);
    stores.people.add(somchai);
  }
  for (const file of ['templates.db', 'journal.db', 'jobs.db']) spoil(dataDir, file);
  await using stores = await reopened(dataDir);
  t.equal(laidAside(dataDir).length, 3);
  stores.forgetTraces();
  t.equal(laidAside(dataDir).length, 3, 'nobody was removed');
  stores.removePerson(somchai.code);
  t.match(laidAside(dataDir), [/journal\.db$/]);
});

t.test('a cut between the removal of somebody and that of their traces leaves nothing of them set aside', async (t) => {
  const removals: readonly ((stores: Awaited<ReturnType<typeof openTerminal>>) => void)[] = [
    ({ people }) => people.remove(somchai.code),
    (stores) => stores.changePeople(() => stores.people.change([somchai.pseudonym], [])),
  ];
  for (const cutOff of removals) {
    const dataDir = t.testdir();
    {
      await using stores = await openTerminal(dataDir);
      stores.people.add(somchai);
    }
    for (const file of ['templates.db', 'journal.db', 'jobs.db']) spoil(dataDir, file);
    {
      await using stores = await reopened(dataDir);
      stores.reconcile();
      t.equal(laidAside(dataDir).length, 3, 'nobody was removed');
      cutOff(stores);
    }
    t.equal(laidAside(dataDir).length, 3);
    {
      await using stores = await reopened(dataDir);
      stores.reconcile();
      t.match(laidAside(dataDir), [/journal\.db$/]);
    }
    spoil(dataDir, 'templates.db');
    await using stores = await reopened(dataDir);
    stores.reconcile();
    t.equal(laidAside(dataDir).length, 2, 'what is laid aside later holds nobody who was removed since');
  }
});
