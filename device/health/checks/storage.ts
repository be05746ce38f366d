// The disk, the keys and the stores.

import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import { FAULTS, isFault } from '../../../protocol/index.ts';
import { type Config, journalLimits } from '../../config/index.ts';
import { plainKeys } from '../../kiosk/own-key.ts';
import { journalBytes, journalRoom, SetAside, type Stores } from '../../store/index.ts';
import { finishWipe, leftOfWipe, openVault } from '../../vault/index.ts';
import { bad, type Check, type CheckParts, type Finding, good, passable } from './finding.ts';
import { isHeld, leftToService, withStores } from './held-stores.ts';

const LEAST_FREE_MIB = 512;
const MIB = 1024 * 1024;
/** The journal grows between two looks of the service. */
const KEPT_ENOUGH = 0.9;

export const disk: Check = async ({ config }) => {
  const { dir } = config.data;
  await access(dir, constants.W_OK);
  const { bavail, bsize } = await statfs(dir);
  const freeMiB = Math.round((bavail * bsize) / MIB);
  const { kept, isEnough } = keptFor(config);
  if (freeMiB < LEAST_FREE_MIB) return bad(`${dir}: only ${freeMiB} MiB free, ${kept}`, 'free space on the data disk');
  const found = `${dir}: ${freeMiB} MiB free, ${kept}`;
  return isEnough
    ? good(found)
    : passable(
        found,
        'the service keeps it at its start and every ten minutes, of what the disk has; not with virtual devices',
      );
};

/** What the journal may still grow by, and what of that no other can take. */
function keptFor(config: Config): { readonly kept: string; readonly isEnough: boolean } {
  const { kept, taken } = journalRoom(config.data.dir);
  const wanted = Math.max(0, journalBytes(journalLimits(config)) - taken);
  const isEnough = kept >= KEPT_ENOUGH * wanted;
  const said = `${Math.round(kept / MIB)} MiB more kept for the journal`;
  return { kept: isEnough ? said : `${said}, WHICH MAY STILL GROW BY ${Math.round(wanted / MIB)} MiB`, isEnough };
}

export const keys: Check = async ({ config }) => {
  await finishWipe(config.data.dir);
  const left = await leftOfWipe(config.data.dir);
  if (left.length > 0)
    return bad(`a wipe could not remove ${left.join(', ')}`, 'remove it by hand: it is of the terminal as it was');
  const vault = await openVault({ dataDir: config.data.dir, mayCreate: false });
  const { kid } = await vault.signer('journal');
  const signed = `the journal is signed with ${kid}`;
  const plain = await plainKeys(config);
  const clear = plain.length > 0 ? `; THE KEY OF TLS LIES IN THE CLEAR: ${plain.join(', ')}` : '';
  if (vault.kind === 'file')
    return passable(
      `KEYS LIE IN A FILE: whoever copies the disk has them too; ${signed}${clear}`,
      'fit for development only; "ridged vault move --to tpm2" or "--to systemd" keeps them in the device',
    );
  const found = `kept by ${vault.kind}; ${signed}${clear}`;
  return clear === '' ? good(found) : passable(found, 'the service seals it at its start: let it write there');
};

export const stores: Check = async (parts) => {
  const found = await asTheyAre(parts);
  const damaged = new SetAside(parts.config.data.dir).all();
  if (!found.ok || damaged.length === 0) return found;
  return bad(
    `${found.detail}; damaged, laid aside and begun anew: ${damaged.join(', ')}`,
    'copy them away for examination: they go by themselves; where it was the journal: ridgectl journal accept; where it goes on, change the disk',
  );
};

async function asTheyAre(parts: CheckParts): Promise<Finding> {
  try {
    return await withStores(parts, async ({ journal, people, use }) => {
      const { intact, entries } = await journal.verify(parts.signal);
      if (intact) return inUse(use, `${people.count} people, ${entries} journal entries, chain intact`);
      return bad('the hash chain of the journal is broken', FAULTS.JOURNAL_BROKEN.remedy);
    });
  } catch (error) {
    if (isHeld(error)) return leftToService('stores');
    throw error;
  }
}

/** Where that cannot be read the service serves nobody. */
function inUse(use: Stores['use'], found: string): Finding {
  try {
    const reason = use.outOfUse;
    if (reason === null) return good(found);
    return passable(`${found}; out of use: ${reason}`, 'once it may serve again: ridgectl command TERMINAL unlock');
  } catch (fault) {
    if (!isFault(fault)) throw fault;
    return bad(
      `nobody can read whether it is out of use, so it serves nobody: ${fault.message}`,
      'ridgectl command TERMINAL unlock, or lock where it is not to serve',
    );
  }
}
