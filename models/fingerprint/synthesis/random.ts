// A small seeded generator: the same numbers on every machine, whatever Math.random does there.

export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform in [low, high). */
  between(low: number, high: number): number;
  /** Normal with mean 0 and standard deviation 1. */
  normal(): number;
}

const GOLDEN = 0x9e3779b9;

/** Finaliser of a 32-bit mixing hash: every input bit moves every output bit. */
function mix(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x21f0aaad);
  bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97);
  return bits ^ (bits >>> 15);
}

/** Folds the parts into four words; parts are numbers (whole) or short names of what the numbers are for. */
function seedWords(parts: readonly (number | string)[]): Int32Array {
  const words = Int32Array.of(1, 2, 3, 4);
  const feed = (value: number): void => {
    for (let i = 0; i < 4; i += 1) words[i] = mix((words[i] ?? 0) + value + Math.imul(i + 1, GOLDEN));
  };
  for (const part of parts) {
    if (typeof part === 'number') {
      feed(part);
      feed(Math.floor(part / 2 ** 32));
    } else for (const character of part) feed(character.charCodeAt(0));
    feed(GOLDEN);
  }
  return words;
}

/** A generator (sfc32) for one purpose: equal parts give equal numbers, any other part gives unrelated ones. */
export function seededRandom(...parts: readonly (number | string)[]): Random {
  const state = seedWords(parts);
  let [a = 0, b = 0, c = 0, counter = 0] = state;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let i = 0; i < 12; i += 1) next();
  return {
    next,
    between: (low, high) => low + (high - low) * next(),
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  };
}
