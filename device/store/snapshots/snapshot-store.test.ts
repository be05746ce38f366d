// Snapshots: sealed for their entry, gone by time, quota, removal and policy, and never in the way of anything else.
import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { type ClockState, ManualClock } from '../../../protocol/index.ts';
import { clocked, dumpOf, fingerOf, openTerminal, somchai, tamper } from '../fixtures/terminal.ts';
import type { SnapshotStore, Stores, StoresOptions } from '../index.ts';

const DAY_MS = 24 * 3_600_000;
const YEARS_MS = 3650 * DAY_MS;
const PLENTY = { quotaBytes: 1e9, quotaPictures: 1000 };
/** Bytes that are easy to find in a dump. */
const jpegOf = (mark: number, bytes = 100): Buffer => Buffer.alloc(bytes, `\u00ff\u00d8-picture-${mark};`, 'latin1');

interface Opened extends AsyncDisposable {
  readonly stores: Stores;
  readonly snapshots: SnapshotStore;
}

async function open(dataDir: string, options: Partial<StoresOptions> = {}): Promise<Opened> {
  const stores = await openTerminal(dataDir, { snapshots: 'keep', ...options });
  const { snapshots } = stores;
  if (!snapshots) throw new Error('there are no snapshots');
  return { stores, snapshots, [Symbol.asyncDispose]: () => stores[Symbol.asyncDispose]() };
}

/** A visit with its picture; the number of its entry. */
function visited({ stores, snapshots }: Opened, subject: string | null = null, quota = PLENTY): number {
  const { seq } = stores.journal.append(clocked(subject));
  snapshots.keep({ seq, takenMs: 1000 + seq, subject, jpeg: jpegOf(seq) }, quota);
  return seq;
}

const seqs = (snapshots: SnapshotStore): readonly number[] => snapshots.list().map(({ seq }) => seq);

t.test('a picture comes back after a restart, and nothing of it can be read in a file', async (t) => {
  const dataDir = t.testdir();
  {
    await using opened = await open(dataDir);
    visited(opened, somchai.pseudonym);
  }
  t.notMatch(dumpOf(dataDir).toString('latin1'), '-picture-');
  t.notOk(readFileSync(join(dataDir, 'snapshots.db')).includes(somchai.pseudonym), 'nor whose it is');
  await using opened = await open(dataDir);
  t.strictSame(opened.snapshots.list(), [{ seq: 1, takenMs: 1001, bytes: 100 }]);
  t.strictSame(opened.snapshots.held, { pictures: 1, bytes: 100 });
  t.strictSame(opened.snapshots.open(1)?.reveal(), jpegOf(1));
  t.equal(opened.snapshots.open(2), undefined);
});

t.test('the seal holds for its entry and its time alone', async (t) => {
  const lies = ['UPDATE snapshot SET seq = 7', 'UPDATE snapshot SET taken_ms = taken_ms - 1'];
  for (const lie of lies) {
    const dataDir = t.testdir();
    {
      await using opened = await open(dataDir);
      visited(opened);
    }
    tamper(dataDir, 'snapshots.db', lie);
    await using opened = await open(dataDir);
    const [kept] = opened.snapshots.list();
    t.throws(() => opened.snapshots.open(kept?.seq ?? 0), { code: 'SEAL_BROKEN' }, lie);
  }
});

/** What each seal begins with, in their order: by it a sealed picture is found in a file. */
function noncesOf(): { readonly nonces: readonly Buffer[]; readonly random: (bytes: number) => Uint8Array } {
  const nonces: Buffer[] = [];
  const random = (bytes: number): Uint8Array => {
    const given = randomBytes(bytes);
    nonces.push(given);
    return given;
  };
  return { nonces, random };
}

t.test('pictures go when their time is over, and leave nothing in the files, sealed as it was', async (t) => {
  const dataDir = t.testdir();
  const clock = new ManualClock();
  const { nonces, random } = noncesOf();
  await using opened = await open(dataDir, { clock, random });
  visited(opened);
  const [nonce = Buffer.alloc(12)] = nonces.slice(-1);
  clock.advance(3 * DAY_MS);
  visited(opened);
  t.equal(opened.snapshots.purge(7 * DAY_MS), 0);
  clock.advance(4 * DAY_MS);
  t.ok(dumpOf(dataDir).includes(nonce), 'the search finds what is there');
  t.equal(opened.snapshots.purge(7 * DAY_MS), 1);
  t.strictSame(seqs(opened.snapshots), [2]);
  t.notOk(dumpOf(dataDir).includes(nonce));
});

t.test('no clock that is set wipes pictures or keeps them, and time goes on in a restart', async (t) => {
  const keepMs = 7 * DAY_MS;
  const dataDir = t.testdir();
  const clock = new ManualClock();
  let state: ClockState = 'synced';
  const options = { clock, clockState: () => state };
  {
    await using opened = await open(dataDir, options);
    visited(opened);
    clock.setUtc(clock.nowMs() + YEARS_MS);
    t.equal(opened.snapshots.purge(keepMs), 0, 'set forward by years while it runs');
    clock.setUtc(clock.nowMs() - 2 * YEARS_MS);
    clock.advance(3 * DAY_MS);
    t.equal(opened.snapshots.purge(keepMs), 0, 'set back');
  }
  state = 'unknown';
  clock.setUtc(clock.nowMs() + 2 * YEARS_MS);
  {
    await using opened = await open(dataDir, options);
    t.equal(opened.snapshots.purge(keepMs), 0, 'a clock that woke up in another year, and nobody vouches for');
    clock.advance(DAY_MS);
    visited(opened);
    clock.setUtc(clock.nowMs() - YEARS_MS);
    clock.advance(3 * DAY_MS - 1);
    t.equal(opened.snapshots.purge(keepMs), 0);
    clock.advance(1);
    t.equal(opened.snapshots.purge(keepMs), 1, 'seven days of running are over');
    t.strictSame(seqs(opened.snapshots), [2]);
  }
});

t.test('the time that a terminal was off counts once its clock is synchronised, and once', async (t) => {
  const keepMs = 7 * DAY_MS;
  const dataDir = t.testdir();
  let state: ClockState = 'synced';
  {
    await using opened = await open(dataDir, { clock: new ManualClock(), clockState: () => state });
    visited(opened);
  }
  const weekLater = new ManualClock(new ManualClock().nowMs() + 6 * DAY_MS);
  state = 'holdover';
  await using opened = await open(dataDir, { clock: weekLater, clockState: () => state });
  weekLater.advance(DAY_MS / 2);
  t.equal(opened.snapshots.purge(DAY_MS), 0, 'not before');
  state = 'synced';
  t.equal(opened.snapshots.purge(keepMs), 0, 'six days and a half');
  weekLater.advance(DAY_MS / 4);
  t.equal(opened.snapshots.purge(keepMs), 0, 'six days and three quarters: not twice');
  weekLater.advance(DAY_MS / 4);
  t.equal(opened.snapshots.purge(keepMs), 1);
});

t.test('where the quota is reached the oldest give way, by number and by bytes', async (t) => {
  await using opened = await open(t.testdir());
  for (let visits = 0; visits < 5; visits += 1) visited(opened, null, { quotaBytes: 1e9, quotaPictures: 3 });
  t.strictSame(seqs(opened.snapshots), [3, 4, 5]);
  for (let visits = 0; visits < 3; visits += 1) visited(opened, null, { quotaBytes: 400, quotaPictures: 100 });
  t.strictSame(seqs(opened.snapshots), [5, 6, 7, 8]);
  t.ok(opened.snapshots.held.bytes <= 400);
});

t.test('whoever is removed takes their pictures along; nobody else does', async (t) => {
  await using opened = await open(t.testdir());
  const { stores, snapshots } = opened;
  stores.enrol({ person: somchai, consentId: 'c', fingers: [fingerOf(1)] });
  for (const subject of [somchai.pseudonym, null, 'somebody-else', somchai.pseudonym]) visited(opened, subject);
  stores.removePerson(somchai.code);
  t.strictSame(seqs(snapshots), [2, 3]);
});

t.test('an erased entry takes its picture along, and entries that give way theirs', async (t) => {
  await using opened = await open(t.testdir(), { journal: { keep: 3 } });
  const { stores, snapshots } = opened;
  for (let visits = 0; visits < 5; visits += 1) visited(opened);
  stores.journal.acknowledge(5);
  t.equal(stores.journal.erase([3], 'asked'), 1);
  t.strictSame(seqs(snapshots), [1, 2, 4, 5]);
  t.equal(await stores.journal.prune(), 3);
  t.strictSame(seqs(snapshots), [4, 5]);
});

t.test('at start pictures without entry or person are removed, and of another journal; of nobody none', async (t) => {
  const dataDir = t.testdir();
  {
    await using opened = await open(dataDir);
    opened.stores.enrol({ person: somchai, consentId: 'c', fingers: [fingerOf(1)] });
    opened.stores.enrolmentJournaled(somchai.pseudonym);
    visited(opened, somchai.pseudonym);
    visited(opened, null);
    visited(opened, 'removed-while-the-file-was-away');
    opened.snapshots.keep({ seq: 99, takenMs: 1, subject: null, jpeg: jpegOf(99) }, PLENTY);
  }
  {
    await using opened = await open(dataDir);
    t.match(opened.stores.reconcile(), { snapshotsRemoved: 2 });
    t.strictSame(seqs(opened.snapshots), [1, 2]);
    t.match(opened.stores.reconcile(), { snapshotsRemoved: 0 }, 'once');
  }
  tamper(dataDir, 'journal.db', 'DELETE FROM head; DELETE FROM checkpoint; DELETE FROM entry');
  await using opened = await open(dataDir);
  for (let entries = 0; entries < 2; entries += 1) opened.stores.journal.append(clocked());
  t.match(opened.stores.reconcile(), { snapshotsRemoved: 2 }, 'the same numbers of another journal');
});

t.test('a people file that was lost takes no pictures along', async (t) => {
  const dataDir = t.testdir();
  {
    await using opened = await open(dataDir);
    visited(opened, somchai.pseudonym);
  }
  for (const name of readdirSync(dataDir).filter((name) => name.startsWith('people.db'))) rmSync(join(dataDir, name));
  await using opened = await open(dataDir);
  t.match(opened.stores.reconcile(), { snapshotsRemoved: 0 });
});

t.test('once the policy wants none they are gone, and where it never did there is no file', async (t) => {
  const dataDir = t.testdir();
  const { nonces, random } = noncesOf();
  {
    await using opened = await open(dataDir, { random });
    visited(opened);
  }
  const [nonce = Buffer.alloc(12)] = nonces.slice(-1);
  {
    await using looking = await openTerminal(dataDir);
    t.equal(looking.snapshots?.held.pictures, 1, 'whoever only looks leaves them');
    t.ok(dumpOf(dataDir).includes(nonce));
  }
  await using off = await openTerminal(dataDir, { snapshots: 'remove' });
  t.equal(off.snapshots, undefined);
  t.notOk(dumpOf(dataDir).includes(nonce));
  t.strictSame(
    readdirSync(dataDir).filter((name) => name.startsWith('snapshots')),
    [],
  );
  off.journal.append(clocked());
});

t.test(
  'a broken file stops nobody: the service begins another, whoever looks leaves it, and off removes it',
  async (t) => {
    const dataDir = t.testdir();
    const garbage = (): void => writeFileSync(join(dataDir, 'snapshots.db'), Buffer.alloc(8192, 'no database'));
    await (await openTerminal(dataDir))[Symbol.asyncDispose]();
    garbage();
    {
      await using looking = await openTerminal(dataDir);
      t.match(looking, { snapshots: undefined, snapshotsFault: { code: 'STORE_CORRUPT' } });
      looking.journal.append(clocked());
    }
    {
      await using opened = await open(dataDir);
      t.equal(visited(opened), 2);
      t.equal(opened.stores.snapshotsFault, undefined);
    }
    garbage();
    await using off = await openTerminal(dataDir, { snapshots: 'remove' });
    t.match(off, { snapshots: undefined, snapshotsFault: undefined });
    t.notOk(existsSync(join(dataDir, 'snapshots.db')));
  },
);

t.test('a file that another key sealed, or a newer version wrote', async (t) => {
  const root = t.testdir({ own: {}, others: {} });
  const [dataDir, others] = [join(root, 'own'), join(root, 'others')];
  {
    await using opened = await open(others);
    visited(opened);
  }
  await (await openTerminal(dataDir))[Symbol.asyncDispose]();
  copyFileSync(join(others, 'snapshots.db'), join(dataDir, 'snapshots.db'));
  {
    await using opened = await open(dataDir);
    t.strictSame(opened.snapshots.held, { pictures: 0, bytes: 0 }, 'is begun anew');
    visited(opened);
  }
  tamper(dataDir, 'snapshots.db', 'PRAGMA user_version = 99; PRAGMA application_id = 98');
  await using stores = await openTerminal(dataDir, { snapshots: 'keep' });
  t.match(stores, { snapshots: undefined, snapshotsFault: { code: 'STORE_NEWER' } }, 'is left alone');
});

t.test('on a full disk a picture is not kept, entries are not lost, and what is there stays', async (t) => {
  const dataDir = t.testdir();
  await using opened = await open(dataDir);
  visited(opened);
  opened.stores.limitPages(0);
  t.throws(() => opened.snapshots.keep({ seq: 2, takenMs: 1, subject: null, jpeg: jpegOf(2, 1e5) }, PLENTY), {
    code: 'STORE_FULL',
  });
  opened.stores.limitPages(null);
  t.strictSame(seqs(opened.snapshots), [1]);
  t.equal(visited(opened), 2);
});
