// Where the package and its updates lie.
import { join } from 'node:path';
import type { SlotPlaces } from './slot-store.ts';

export const PLACES: SlotPlaces = { folder: '/var/lib/ridged-releases', base: '/usr/lib/ridged' };

/** Keys that came with the package, and those that an administrator of the machine has added. */
export const publisherFolders = ({ folder, base }: SlotPlaces): readonly string[] => [
  join(base, 'publishers'),
  join(folder, 'publishers'),
];
