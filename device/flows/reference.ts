// What a person is shown to come back with: random, and without a letter that is taken for another.

export type RandomBytes = (bytes: number) => Uint8Array;

/** Crockford's base 32. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 8;

/** As `7K2M-9QXD`. */
export const newReference = (random: RandomBytes): string =>
  inTwo(Array.from(random(LENGTH), (byte) => LETTERS[byte % LETTERS.length]).join(''));

const inTwo = (letters: string): string => letters.replace(/^(.{4})/, '$1-');

/** As it was shown, however it was typed; undefined where it can be none. */
export function referenceIn(typed: string): string | undefined {
  const letters = typed.toUpperCase().replace(/[\s-]/g, '');
  const isOne = letters.length === LENGTH && [...letters].every((letter) => LETTERS.includes(letter));
  return isOne ? inTwo(letters) : undefined;
}
