// How often something was seen at each terminal, by spans of time: a few numbers each, however long the monitor runs.
export const COUNTED = [
  'visits',
  'refused',
  'attacks',
  'notShown',
  'duress',
  'lockouts',
  'tampered',
  'enrolled',
  'removed',
] as const;
export type Counted = (typeof COUNTED)[number];
export type Counts = Readonly<Record<Counted, number>>;

export interface Span {
  readonly fromMs: number;
  /** Inclusive, as far as spans are apart. */
  readonly untilMs: number;
}

type Tally = Record<Counted, number>;

const nothing = (): Tally => ({
  ...{ visits: 0, refused: 0, attacks: 0, notShown: 0, duress: 0, lockouts: 0, tampered: 0, enrolled: 0, removed: 0 },
});

export class TimedCounts {
  readonly #spanMs: number;
  readonly #keepMs: number;
  readonly #terminals = new Map<string, Map<number, Tally>>();

  /** Sums are exact to `spanMs`; what is older than `keepMs` is forgotten. */
  constructor({ spanMs, keepMs }: { readonly spanMs: number; readonly keepMs: number }) {
    this.#spanMs = spanMs;
    this.#keepMs = keepMs;
  }

  add(terminal: string, atMs: number, seen: readonly Counted[]): void {
    const spans = this.#terminals.get(terminal) ?? new Map<number, Tally>();
    this.#terminals.set(terminal, spans);
    const span = this.#spanOf(atMs);
    const tally = spans.get(span) ?? nothing();
    spans.set(span, tally);
    for (const what of seen) tally[what] += 1;
  }

  total(terminal: string, { fromMs, untilMs }: Span): Counts {
    const sum = nothing();
    const [first, last] = [this.#spanOf(fromMs), this.#spanOf(untilMs)];
    for (const [span, tally] of this.#terminals.get(terminal) ?? [])
      if (first <= span && span <= last) for (const what of COUNTED) sum[what] += tally[what];
    return sum;
  }

  forgetBefore(nowMs: number): void {
    const oldest = this.#spanOf(nowMs - this.#keepMs);
    for (const spans of this.#terminals.values())
      for (const span of spans.keys()) if (span < oldest) spans.delete(span);
  }

  #spanOf(atMs: number): number {
    return Math.floor(atMs / this.#spanMs);
  }
}
