// The service profiles of this terminal: files that an administrator of the fleet has signed, the newest version of each.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isFault, KioskError, openProfile, type ServiceProfile, TrustedKeys } from '../../../protocol/index.ts';

export interface ProfileSource {
  /** Folder of `*.jws`. */
  readonly dir: string;
  /** JWKS. */
  readonly trust: unknown;
  /** One that is not taken is told, and keeps no other from being taken. */
  readonly onRefused: (file: string, fault: KioskError) => void;
}

const MOST_FILES = 64;

/** @throws KioskError CONFIG_INVALID where the folder cannot be read; KEY_UNAVAILABLE where the keys are none */
export async function readProfiles({ dir, trust, onRefused }: ProfileSource): Promise<readonly ServiceProfile[]> {
  const keys = TrustedKeys.parse(trust);
  const newest = new Map<string, ServiceProfile>();
  for (const file of await filesIn(dir)) {
    try {
      const profile = await openProfile(await readFile(join(dir, file), 'utf8'), keys);
      const known = newest.get(profile.id);
      if (!known || known.version < profile.version) newest.set(profile.id, profile);
    } catch (fault) {
      if (!isFault(fault)) throw fault;
      onRefused(file, fault);
    }
  }
  return [...newest.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

async function filesIn(dir: string): Promise<readonly string[]> {
  try {
    const names = await readdir(dir);
    return names
      .filter((name) => name.endsWith('.jws'))
      .sort()
      .slice(0, MOST_FILES);
  } catch (cause) {
    throw new KioskError('CONFIG_INVALID', { key: 'prove.profiles', dir, why: 'it cannot be read' }, cause);
  }
}
