// The random name under which templates and journal know a person.
import { randomBytes } from 'node:crypto';

const PSEUDONYM_BYTES = 16;

/** 128 random bits, 22 characters: never derived from a code, a card or a number. */
export const newPseudonym = (random: (bytes: number) => Uint8Array = randomBytes): string =>
  Buffer.from(random(PSEUDONYM_BYTES)).toString('base64url');
