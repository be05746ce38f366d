// FNV-1a over 32-bit words: tells mistakes and orders pairs; no protection against whoever wants to deceive.

const OFFSET = 0x811c9dc5 | 0;
const PRIME = 0x01000193;

/** `from`: the checksum of what comes before. */
export function checksum(words: Int32Array, from = OFFSET): number {
  let sum = from;
  for (const word of words) sum = Math.imul(sum ^ word, PRIME);
  return sum;
}
