// The disk, the keys and the stores.

import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import { FAULTS } from '../../../protocol/index.ts';
import { openFileVault } from '../../vault/index.ts';
import { bad, type Check, good, passable } from './finding.ts';
import { isHeld, leftToService, withStores } from './held-stores.ts';

const LEAST_FREE_MIB = 512;
const MIB = 1024 * 1024;

export const disk: Check = async ({ config }) => {
  const { dir } = config.data;
  await access(dir, constants.W_OK);
  const { bavail, bsize } = await statfs(dir);
  const freeMiB = Math.round((bavail * bsize) / MIB);
  if (freeMiB >= LEAST_FREE_MIB) return good(`${dir}: ${freeMiB} MiB free`);
  return bad(`${dir}: only ${freeMiB} MiB free`, 'free space on the data disk');
};

export const keys: Check = async ({ config }) => {
  const vault = await openFileVault({ dataDir: config.data.dir, mayCreate: false });
  const { kid } = await vault.signer('journal');
  return passable(
    `KEYS LIE IN A ${vault.kind.toUpperCase()}: whoever copies the disk has them too. The journal is signed with ${kid}`,
    'fit for development only; a TPM or systemd credentials keep them in the device',
  );
};

export const stores: Check = async (parts) => {
  try {
    return await withStores(parts, async ({ journal, people }) => {
      const { intact, entries } = await journal.verify(parts.signal);
      if (intact) return good(`${people.count} people, ${entries} journal entries, chain intact`);
      return bad('the hash chain of the journal is broken', FAULTS.JOURNAL_BROKEN.remedy);
    });
  } catch (error) {
    if (isHeld(error)) return leftToService('stores');
    throw error;
  }
};
