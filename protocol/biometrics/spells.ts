// Stretches of time, added, shared and taken from each other.

export interface Spell {
  readonly fromMs: number;
  /** Exclusive. */
  readonly untilMs: number;
}

/** In order, none touching another. */
function joined(spells: readonly Spell[]): readonly Spell[] {
  const whole: Spell[] = [];
  for (const spell of spells.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const last = whole.at(-1);
    if (spell.untilMs <= spell.fromMs) continue;
    if (last && spell.fromMs <= last.untilMs)
      whole.splice(-1, 1, { fromMs: last.fromMs, untilMs: Math.max(last.untilMs, spell.untilMs) });
    else whole.push(spell);
  }
  return whole;
}

/** What lies in both. */
export function shared(some: readonly Spell[], others: readonly Spell[]): readonly Spell[] {
  const cut = joined(others);
  return joined(some).flatMap((spell) =>
    cut
      .map((other) => ({
        fromMs: Math.max(spell.fromMs, other.fromMs),
        untilMs: Math.min(spell.untilMs, other.untilMs),
      }))
      .filter(({ fromMs, untilMs }) => fromMs < untilMs),
  );
}

/** What is left of `some`. */
export function without(some: readonly Spell[], taken: readonly Spell[]): readonly Spell[] {
  let left = joined(some);
  for (const { fromMs, untilMs } of joined(taken))
    left = left
      .flatMap((piece) => [
        { fromMs: piece.fromMs, untilMs: Math.min(piece.untilMs, fromMs) },
        { fromMs: Math.max(piece.fromMs, untilMs), untilMs: piece.untilMs },
      ])
      .filter((piece) => piece.fromMs < piece.untilMs);
  return left;
}

export const lengthOf = (spells: readonly Spell[]): number =>
  joined(spells).reduce((sum, { fromMs, untilMs }) => sum + untilMs - fromMs, 0);
