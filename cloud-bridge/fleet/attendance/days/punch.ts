// A punch on its way into a day: a raw entry that was accepted, or an approved correction.
import { type Direction, keyOf, type Sighting } from '../facts/sighting.ts';
import type { BookedRecord } from '../records/record-kinds.ts';

export interface Punch {
  readonly atMs: number;
  readonly direction: Direction;
  /** Exactly one of the two. */
  readonly sighting: Sighting | null;
  readonly correction: BookedRecord<'correction'> | null;
  /** The entry does not say whether in or out: it follows from the punch before. */
  readonly isGuessed: boolean;
}

/** By time, then by name: the order in which entries came makes no difference. */
export const inOrder = (sightings: readonly Sighting[]): readonly Sighting[] =>
  sightings.toSorted((a, b) => a.atMs - b.atMs || (keyOf(a) < keyOf(b) ? -1 : 1));

export const punchOf = (sighting: Sighting, direction: Direction): Punch => ({
  ...{ atMs: sighting.atMs, direction, sighting, correction: null },
  isGuessed: sighting.direction === null,
});
