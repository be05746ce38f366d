// The photo of somebody, to be shown; one that does not open any more is let go, and comes from the fleet again.
import { isFault } from '../../protocol/index.ts';
import { attempt } from './store-log.ts';
import type { Stores } from './stores.ts';

type PhotoStores = Pick<Stores, 'photos' | 'fleetPeople' | 'changePeople'>;

/**
 * JPEG; undefined of whoever has none.
 * @throws KioskError SEAL_BROKEN, once: from then on its person has none, and is not here as the fleet has sent them; of the store
 */
export function photoOf(stores: PhotoStores, pseudonym: string): Buffer | undefined {
  try {
    return stores.photos.of(pseudonym);
  } catch (fault) {
    if (isFault(fault, 'SEAL_BROKEN')) attempt(() => letGo(stores, pseudonym));
    throw fault;
  }
}

function letGo(stores: PhotoStores, pseudonym: string): void {
  stores.changePeople(() => stores.fleetPeople.disown(pseudonym));
  stores.photos.remove([pseudonym]);
}
