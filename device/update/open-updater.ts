// The updater of this machine, from what lies in its folders.
import { type Architecture, KioskError } from '../../protocol/index.ts';
import { hardwareName } from './hardware-name.ts';
import { publisherFolders } from './places.ts';
import { publishersIn } from './publishers.ts';
import { releaseIn } from './release-note.ts';
import { type SlotPlaces, SlotStore } from './slot-store.ts';
import { Updater } from './updater.ts';

const ARCHITECTURE: Readonly<Partial<Record<NodeJS.Architecture, Architecture>>> = { x64: 'amd64', arm64: 'arm64' };

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
