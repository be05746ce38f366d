// Whether there is room at a terminal for the fingers of everybody who may come there.
import { type Grant, type Grantee, type Place, rightsOf } from './grants.ts';

export interface RoomAt {
  readonly place: Place;
  /** How many fingers the terminal says it can hold. */
  readonly capacity: number;
}

export interface Crowded {
  /** SITE.TERMINAL. */
  readonly terminal: string;
  /** Of those who may come there. */
  readonly fingers: number;
  readonly capacity: number;
}

export interface WhoMayCome {
  readonly people: readonly Grantee[];
  readonly grants: readonly Grant[];
  /** Fingers that are kept of each person; of whoever has none yet two are counted, as a rule they have enrolled then. */
  readonly fingers: ReadonlyMap<string, number>;
}

const FINGERS_TO_COME = 2;

/** Terminals that would have to hold more than they can. Pure. */
export function crowdedAt(
  places: readonly RoomAt[],
  { people, grants, fingers }: WhoMayCome,
  nowMs: number,
): readonly Crowded[] {
  return places.flatMap(({ place, capacity }) => {
    const needed = people
      .filter((person) => rightsOf(person, place, grants, nowMs).length > 0)
      .reduce((sum, { id }) => sum + (fingers.get(id) ?? FINGERS_TO_COME), 0);
    return needed > capacity ? [{ terminal: place.terminal, fingers: needed, capacity }] : [];
  });
}
