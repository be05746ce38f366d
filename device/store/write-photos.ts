// Photos that come with a change of the fleet's table: a part at a time, all of them or none, and none in the room that is the journal's.
import { setImmediate } from 'node:timers/promises';
import { isFault, KioskError } from '../../protocol/index.ts';
import type { NewPhoto } from './people/photos.ts';
import type { Plan } from './plan-change.ts';
import type { Stores } from './stores.ts';

export interface PhotoWriting {
  readonly stores: Pick<Stores, 'photos' | 'fleetPeople'>;
  /** Whether the disk has more room than the journal may need. */
  readonly hasRoom: () => boolean;
  readonly noteFault: (fault: unknown) => void;
}

/** So many photos are removed before others have their turn. */
const AT_ONCE = 16;

/**
 * Of those who are put; all of them at once would be hundreds of megabytes.
 * @returns false where there is no room: then none of them has one, and nobody who is to leave stays for want of a picture
 * @throws KioskError of the store; the signal's reason when aborted
 */
export async function writePhotos(
  writing: PhotoWriting,
  { transfer, put }: Pick<Plan, 'put'> & { readonly transfer: string },
  signal: AbortSignal,
): Promise<boolean> {
  const { fleetPeople } = writing.stores;
  const seen = new Map(put.flatMap(({ person, pseudonym, hasPhoto }) => (hasPhoto ? [[person.id, pseudonym]] : [])));
  await removePhotos(
    writing,
    put.flatMap(({ hasPhoto, pseudonym }) => (hasPhoto ? [] : pseudonym)),
  );
  if (seen.size === 0) return true;
  for (const part of fleetPeople.parts(transfer)) {
    await setImmediate();
    signal.throwIfAborted();
    const here = part.put.flatMap(({ id, photo }) => {
      const pseudonym = seen.get(id);
      return photo === undefined || pseudonym === undefined ? [] : [{ pseudonym, photo }];
    });
    if (savePhotos(writing, here)) continue;
    await removePhotos(writing, [...seen.values()]);
    return false;
  }
  return true;
}

/** False where there is no room. */
export function savePhotos({ stores, hasRoom, noteFault }: PhotoWriting, photos: readonly NewPhoto[]): boolean {
  try {
    if (photos.length > 0 && !hasRoom())
      throw new KioskError('STORE_FULL', { store: 'photos', why: 'the journal needs what is left' });
    stores.photos.save(photos);
    return true;
  } catch (fault) {
    if (!isFault(fault, 'STORE_FULL')) throw fault;
    noteFault(fault);
    return false;
  }
}

async function removePhotos({ stores }: PhotoWriting, pseudonyms: readonly string[]): Promise<void> {
  const held = pseudonyms.filter((pseudonym) => stores.photos.has(pseudonym));
  for (let from = 0; from < held.length; from += AT_ONCE) {
    await setImmediate();
    stores.photos.remove(held.slice(from, from + AT_ONCE));
  }
}
