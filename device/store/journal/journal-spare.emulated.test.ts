// A disk that something else has filled: entries go on into what was kept for them, and a real file system says when that is used up.
import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readdirSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { clocked, openTerminal } from '../fixtures/terminal.ts';
import { JournalSpare } from './journal-spare.ts';

const MIB = 1024 * 1024;
const SPARE = 'journal.spare';
const SPACE = { bytes: 12 * MIB, leftFreeBytes: 2 * MIB };

const mounted = (mib: number): string => {
  const folder = mkdtempSync(join(tmpdir(), 'ridged-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mib}m`, 'tmpfs', folder], { stdio: 'pipe' });
    return folder;
  } catch (error) {
    rmSync(folder, { recursive: true });
    throw error;
  }
};

const unmount = (folder: string): void => {
  execFileSync('umount', [folder]);
  rmSync(folder, { recursive: true });
};

/** Why no disk of its own is to be had, in memory or elsewhere. */
function noDisk(): string | false {
  try {
    unmount(mounted(1));
    return false;
  } catch {
    return 'nothing may be mounted here';
  }
}

/** To the last byte. */
function fill(folder: string): void {
  const file = openSync(join(folder, 'somebody-elses.log'), 'a');
  try {
    for (let size = MIB; size >= 1; )
      try {
        writeSync(file, Buffer.alloc(size, 'x'));
      } catch {
        size = Math.floor(size / 2);
      }
  } finally {
    closeSync(file);
  }
}

t.test('what is kept is asked of the disk, and grows smaller as the journal grows', async (t) => {
  const folder = t.testdir();
  const spare = await JournalSpare.open(folder, { bytes: 10 * MIB });
  t.equal(statSync(join(folder, SPARE)).size, 10 * MIB);
  t.ok(statSync(join(folder, SPARE)).blocks * 512 >= 10 * MIB, 'blocks, and not a hole');
  t.equal((await JournalSpare.open(folder, { bytes: 6 * MIB })).bytes, 6 * MIB);
  t.strictSame([spare.release(), spare.bytes], [true, 2 * MIB]);
  t.strictSame([spare.release(), spare.bytes, existsSync(join(folder, SPARE))], [true, 0, false]);
  t.equal(spare.release(), false);
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
  rmSync(join(folder, 'somebody-elses.log'));
  await using stores = await openTerminal(folder, { journalSpace: SPACE });
  t.match(await stores.journal.verify(), { intact: true });
  t.ok(readdirSync(folder).includes(SPARE), 'once there is room some is kept again');
});
