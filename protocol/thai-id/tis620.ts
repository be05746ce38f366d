// TIS 620-2533, the Thai character set of the card. Own table: TextDecoder's `tis-620` is windows-874, and guesses.

const THAI_OFFSET = 0x0d60;
const REPLACEMENT = '\ufffd';

const isThai = (byte: number): boolean => (byte >= 0xa1 && byte <= 0xda) || (byte >= 0xdf && byte <= 0xfb);

/** One character a byte; U+FFFD where the standard knows none. */
const characters: readonly string[] = Array.from({ length: 256 }, (_, byte) => {
  if (byte < 0x80) return String.fromCharCode(byte);
  return isThai(byte) ? String.fromCharCode(byte + THAI_OFFSET) : REPLACEMENT;
});

const bytesOf: ReadonlyMap<string, number> = new Map(
  characters.flatMap((character, byte) => (character === REPLACEMENT ? [] : [[character, byte] as const])),
);

export const decodeTis620 = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => characters[byte] ?? REPLACEMENT).join('');

/** True where bytes stood that are no Thai text: the chip is damaged, or this is not what it should be. */
export const isDamagedText = (text: string): boolean => text.includes(REPLACEMENT);

/** @throws RangeError where a character has no place in the set: what is written to a card is ours */
export const encodeTis620 = (text: string): Uint8Array =>
  Uint8Array.from(text, (character) => {
    const byte = bytesOf.get(character);
    if (byte === undefined) throw new RangeError(`TIS-620 has no ${JSON.stringify(character)}`);
    return byte;
  });
