// From a pairing to one number.
import type { Likeness } from './likeness.ts';
import type { Pairing } from './pairing.ts';
import type { Side } from './side.ts';

const NONE = 255;

/** More pairs, better fitting, more alike around, and fewer unpaired where both prints have minutiae: a higher score. */
export function scoreOf(pairing: Pairing, likeness: Likeness, a: Side, b: Side): number {
  let sum = 0;
  for (let i = 0; i < a.count; i += 1) {
    const j = pairing.partner[i] ?? NONE;
    if (j === NONE) continue;
    const alike = (likeness.levels[i * likeness.columns + j] ?? 0) / 255;
    const kind = a.kind[i] === b.kind[j] ? 1 : 0.85;
    sum += kind * (0.3 + 0.7 * (pairing.fit[i] ?? 0)) * (0.4 + 0.6 * alike);
  }
  const overlap = Math.sqrt(pairing.overlapFirst * pairing.overlapSecond);
  return overlap > 0 ? (100 * sum * sum) / (overlap + 8) : 0;
}
