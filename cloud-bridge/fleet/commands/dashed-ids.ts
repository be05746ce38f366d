// Ids are base64url, and one in sixty-four begins with "-": whoever gives one means it, and no option.

/** 16 bytes; no option of one dash is that long. */
const ID = /^-(?!-)[\w-]{21}$/;

/** As a shell's user would have to write it: what begins with "-" and is no option stands last, after "--". */
export function withIdsLast(args: readonly string[]): readonly string[] {
  if (args.includes('--')) return args;
  const isId = (word: string, at: number): boolean => ID.test(word) && !isOptionWithValue(args[at - 1]);
  const ids = args.filter(isId);
  return ids.length === 0 ? args : [...args.filter((word, at) => !isId(word, at)), '--', ...ids];
}

/** What comes after it is its value, whatever that begins with. */
const isOptionWithValue = (word: string | undefined): boolean =>
  word !== undefined && /^--[a-z][a-z-]*$/.test(word) && word !== '--json';
