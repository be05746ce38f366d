// The word somebody probably meant.
import { distance } from 'fastest-levenshtein';

/** Longer than any word that somebody mistypes, and than is worth comparing with each. */
const LONGEST = 100;

/** Undefined where none is near: a wrong guess helps less than none. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  if (word.length > LONGEST) return undefined;
  const bare = word.toLowerCase();
  const ranked = candidates
    .map((candidate) => ({ candidate, edits: distance(bare, candidate.toLowerCase()) }))
    .sort((a, b) => a.edits - b.edits);
  const [best] = ranked;
  const mostEdits = Math.max(2, Math.floor(word.length * 0.4));
  return best && best.edits <= mostEdits ? best.candidate : undefined;
}
