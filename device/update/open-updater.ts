// The updater of this machine, from what lies in its folders.
import { join } from 'node:path';
import type { Architecture } from '../../protocol/index.ts';
import { KioskError } from '../../protocol/index.ts';
import { hardwareName } from './hardware-name.ts';
import { publishersIn } from './publishers.ts';
import { releaseIn } from './release-note.ts';
import { type SlotPlaces, SlotStore } from './slot-store.ts';
import { Updater } from './updater.ts';

/** Where the package and its updates lie. */
export const PLACES: SlotPlaces = { folder: '/var/lib/ridged-releases', base: '/usr/lib/ridged' };

const ARCHITECTURE: Readonly<Partial<Record<NodeJS.Architecture, Architecture>>> = { x64: 'amd64', arm64: 'arm64' };

/** Keys that came with the package, and those that an administrator of the machine has added. */
export const publisherFolders = ({ folder, base }: SlotPlaces): readonly string[] => [
  join(base, 'publishers'),
  join(folder, 'publishers'),
];

/** @throws KioskError UPDATE_REFUSED where no package is installed; KEY_UNAVAILABLE */
export async function openUpdater(places: SlotPlaces): Promise<Updater> {
  const note = await releaseIn(places.base);
  if (!note) throw new KioskError('UPDATE_REFUSED', { why: `${places.base} is no installed package` });
  const architecture = ARCHITECTURE[process.arch];
  if (!architecture) throw new KioskError('UPDATE_REFUSED', { why: `nothing is released for ${process.arch}` });
  return new Updater({
    store: new SlotStore(places),
    publishers: await publishersIn(publisherFolders(places)),
    architecture,
    hardware: await hardwareName(),
    base: note.release,
  });
}
