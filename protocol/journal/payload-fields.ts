// What payloads of several events have in common.
import { z } from 'zod';

/** A random name of a person, valid on this terminal for one purpose; only the people store knows whose it is. */
export const subject = z.string().min(1).max(64);
export const word = z.string().max(200);
export const versioned = z.strictObject({ model: word, version: word });

const MOST_DETAIL = 500;
/** Free text of ours or of a driver; cut so that no entry outgrows its page. */
export const detail = z.string().transform((text) => Array.from(text).slice(0, MOST_DETAIL).join(''));

/** What the detector of presentation attacks said. */
export const liveness = z.strictObject({
  result: z.enum(['not-assessed', 'live', 'attack', 'unknown']),
  model: word,
  version: word,
  /** Why; the gravest first. Entries of before have none. */
  reasons: z.array(word).readonly().optional(),
});

/** Two fingers, one touch after the other, that decided together: neither would have by itself. */
export const together = z.strictObject({
  /** The touch before and this one, whose finger each is most like, and how rare that is under chance. */
  touches: z.array(z.strictObject({ finger: word, falseMatchRate: z.number() })).readonly(),
  jointFalseMatchRate: z.number(),
  /** The highest joint rate that decides. */
  threshold: z.number(),
});

/** What the person was asked to do before the camera, and whether it was seen. */
export const challenge = z.strictObject({ kind: word, result: word, ms: z.number() });

/**
 * What a person clocks with. `finger` is identification, one among all; whatever begins with a card or a number is verification of that one
 * person. `card` and `number` alone: it was not shown whose they are.
 */
export const clockMethod = z.enum([
  'finger',
  'card-finger',
  'number-finger',
  'card-face',
  'number-face',
  'card',
  'number',
]);

/** Of an entry. */
export const seq = z.int().min(0);
