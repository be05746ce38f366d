// The updater of this machine, from what lies in its folders.
import { type Architecture, KioskError } from '../../protocol/index.ts';
import { hardwareName } from './hardware-name.ts';
import { PLACES, publisherFolders } from './places.ts';
import { publishersIn } from './publishers.ts';
import { releaseIn } from './release-note.ts';
import { type SlotPlaces, SlotStore } from './slot-store.ts';
import { Updater } from './updater.ts';

/** Of Debian. */
const NOBODY = 65_534;

const ARCHITECTURE: Readonly<Partial<Record<NodeJS.Architecture, Architecture>>> = { x64: 'amd64', arm64: 'arm64' };

/** @throws KioskError UPDATE_REFUSED where no package is installed; KEY_UNAVAILABLE */
export async function openUpdater(places: SlotPlaces): Promise<Updater> {
  const note = await releaseIn(places.base);
  if (!note) throw new KioskError('UPDATE_REFUSED', { why: `${places.base} is no installed package` });
  const architecture = ARCHITECTURE[process.arch];
  if (!architecture) throw new KioskError('UPDATE_REFUSED', { why: `nothing is released for ${process.arch}` });
  return new Updater({
    store: new SlotStore(places),
    publishers: () => publishersIn(publisherFolders(places)),
    architecture,
    hardware: await hardwareName(),
    base: note.release,
    // Of an installed machine; elsewhere the folders may be nobody's to read.
    stranger: places.folder === PLACES.folder && process.getuid?.() === 0 ? NOBODY : undefined,
  });
}
