// The cabinet is opened while the disk is full to the last byte: the next start knows it.
import t from 'tap';
import { VirtualTamper } from '../../hal/index.ts';
import { ManualClock } from '../../protocol/index.ts';
import { fill, mounted, noDisk, unmount } from '../store/fixtures/small-disk.ts';
import { openVault } from '../vault/index.ts';
import { openTamperGuard } from './index.ts';

t.test(
  'an opening while the disk is full is there after a restart, and can be cleared',
  { skip: noDisk() },
  async (t) => {
    const dataDir = mounted(4);
    t.teardown(() => unmount(dataDir));
    const cabinet = new VirtualTamper();
    const open = async () =>
      openTamperGuard({
        ...{ dataDir, vault: await openVault({ dataDir }), input: cabinet, erasesKeys: false },
        ...{ clock: new ManualClock(), clockState: () => 'synced', noteFault: (fault) => t.fail(String(fault)) },
        ...{ record: () => undefined, journal: { append: () => undefined } },
      });
    {
      const guard = await open();
      guard.watch();
      fill(dataDir);
      for (const reading of ['open', 'closed'] as const) cabinet.set(reading);
      await guard.settled();
    }
    {
      const guard = await open();
      t.equal(guard.state, 'tampered');
      await guard.clear('operator', 'somchai');
    }
    t.equal((await open()).state, 'intact');
  },
);
