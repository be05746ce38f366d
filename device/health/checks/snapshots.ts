// Pictures of clock visits: whether the policy wants them, whether they can be taken, and how many there are.
import { FAULTS } from '../../../protocol/index.ts';
import type { SnapshotPolicy } from '../../config/index.ts';
import { readStandingPolicy } from '../../standing/index.ts';
import type { Stores } from '../../store/index.ts';
import { bad, type Check, type CheckParts, type Finding, good, passable } from './finding.ts';
import { isHeld, leftToService, withStores } from './held-stores.ts';

const MIB = 1024 * 1024;
const DAY_MS = 24 * 3_600_000;

export const snapshotsBy =
  (policy: SnapshotPolicy): Check =>
  async (parts) => {
    try {
      return await withStores(parts, (stores) => (policy.enabled ? found(stores, policy, parts) : off(stores)));
    } catch (error) {
      if (isHeld(error)) return leftToService('snapshots');
      throw error;
    }
  };

/** By the policy that holds here. */
export const snapshots: Check = async (parts) => {
  const policy = await readStandingPolicy(parts.config.data.dir, () => undefined);
  return await snapshotsBy(policy.snapshot)(parts);
};

function off({ snapshots: store, snapshotsFault }: Stores): Finding {
  if (!store && !snapshotsFault) return good('off by policy: nobody who clocks is photographed');
  const left = store ? `${store.held.pictures} pictures` : 'a file that cannot be read';
  return passable(`off by policy, and ${left} of before are still here`, 'start the service once: it removes them');
}

function found({ snapshots: store, snapshotsFault }: Stores, policy: SnapshotPolicy, { config }: CheckParts): Finding {
  if (snapshotsFault) return bad(`they cannot be kept: ${snapshotsFault.message}`, FAULTS[snapshotsFault.code].remedy);
  const { pictures = 0, bytes = 0 } = store?.held ?? {};
  const days = Math.round(policy.keepMs / DAY_MS);
  const quota = Math.round(policy.quotaBytes / MIB);
  const what = `${pictures} pictures of visits, ${(bytes / MIB).toFixed(1)} of ${quota} MiB, kept for ${days} days`;
  if (config.camera.driver === 'none')
    return bad(
      `${what}; none is taken: there is no camera`,
      'set camera.driver and camera.path, or switch the policy off',
    );
  return good(what);
}
