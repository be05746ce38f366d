// Whose photo a terminal is to have next: a few in each revision, and none before it has everything else, so that nothing urgent waits behind them.
import { changeBetween, type KioskError, type TableDigests } from '../../../protocol/index.ts';
import type { RegisteredPerson } from './people-register.ts';
import type { Standing } from './person-digests.ts';

/** In one revision: 2.7 MB on the wire where all are as large as they may be. */
export const MOST_PHOTOS = 64;

/** Somebody who has a photo, as they are without it. */
export interface Unseen {
  readonly person: RegisteredPerson;
  readonly standing: Standing;
  readonly digest: string;
}

type DigestOf = (person: RegisteredPerson, standing: Standing) => Promise<string | KioskError>;

const seenDigestOf = ({ person, standing }: Unseen, digestOf: DigestOf): Promise<string | KioskError> =>
  digestOf(person, { ...standing, hasPhoto: true });

/** Whether this digest is of them with their photo. */
export async function isSeen(digest: string, unseen: Unseen, digestOf: DigestOf): Promise<boolean> {
  if (digest === unseen.digest) return false;
  return digest === (await seenDigestOf(unseen, digestOf));
}

export interface PhotoTurn {
  /** What the terminal has, as it has said; nobody where that is not known. */
  readonly has: TableDigests;
  /** Whom it has not as they were sent: they wait for themselves alone. */
  readonly troubled: ReadonlySet<string>;
  /** Whoever has a photo and is to be there. */
  readonly unseen: readonly Unseen[];
  readonly digestOf: DigestOf;
}

/**
 * @param wants without any photo; whose photo is there already, and whose turn it is, is wanted with it from now on
 * @returns how many have to follow
 */
export async function addPhotos(wants: Map<string, string>, turn: PhotoTurn): Promise<number> {
  const { has, troubled, unseen, digestOf } = turn;
  const missing: Unseen[] = [];
  for (const one of unseen) {
    const { id } = one.person;
    const digest = has.get(id);
    if (digest !== undefined && (await isSeen(digest, one, digestOf))) wants.set(id, digest);
    else missing.push(one);
  }
  const { put, remove } = changeBetween(has, wants);
  if (remove.length > 0 || put.some((id) => !troubled.has(id))) return missing.length;
  return await addSome(wants, { ...turn, unseen: missing });
}

async function addSome(wants: Map<string, string>, { troubled, unseen, digestOf }: PhotoTurn): Promise<number> {
  let [added, waiting] = [0, 0];
  for (const one of unseen) {
    if (added === MOST_PHOTOS || troubled.has(one.person.id)) {
      waiting += 1;
      continue;
    }
    const seen = await seenDigestOf(one, digestOf);
    // One that does not open any more is none.
    if (typeof seen !== 'string' || seen === one.digest) continue;
    wants.set(one.person.id, seen);
    added += 1;
  }
  return waiting;
}
