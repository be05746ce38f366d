// Two records that seem to be one person: what a terminal finds where it searches everybody's fingers among all that it has.
import { z } from 'zod';
import { desiredFingerSchema, personId } from './desired-person.ts';

/** In one report; the others have their turn later. */
export const MOST_DUPLICATES_TOLD = 256;

const { finger } = desiredFingerSchema.shape;

/** Whoever is known to the terminal alone, and has no name of the fleet's. */
export const LOCAL = 'local';

export const duplicateSchema = z.strictObject({
  person: personId,
  other: z.union([personId, z.literal(LOCAL)]),
  finger,
  otherFinger: finger,
  /** Of the one comparison. */
  falseMatchRate: z.number().min(0).max(1),
});
export type FoundDuplicate = Readonly<z.infer<typeof duplicateSchema>>;

export const duplicateFields = {
  /** Where a search has found the same finger of two people, some of them; a terminal of an earlier version says nothing of it. */
  duplicates: z.array(duplicateSchema).max(MOST_DUPLICATES_TOLD).readonly().optional(),
  /** Of the fleet's people here who have a finger: how many were searched for among all others, with the fingers that they have now. */
  search: z.strictObject({ searched: z.int().min(0), of: z.int().min(0) }).optional(),
} as const;
