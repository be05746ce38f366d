// The spread of the last measurements of one kind, in bounded memory.

export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

const round = (ms: number): number => Math.round(ms * 100) / 100;

/** Nearest-rank percentiles (ISO 2602 leaves the choice; this one never invents a value between two). */
export function percentiles(values: readonly number[]): Percentiles | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => round(sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN);
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

/** The last `capacity` values by name; older ones give way. */
export class Measurements {
  readonly #capacity: number;
  readonly #values = new Map<string, number[]>();

  constructor(capacity = 500) {
    this.#capacity = capacity;
  }

  note(name: string, value: number): void {
    const values = this.#values.get(name) ?? [];
    values.push(value);
    if (values.length > this.#capacity) values.shift();
    this.#values.set(name, values);
  }

  noteAll(values: Readonly<Record<string, number>>): void {
    for (const [name, value] of Object.entries(values)) this.note(name, value);
  }

  of(name: string): Percentiles | null {
    return percentiles(this.#values.get(name) ?? []);
  }

  all(): Readonly<Record<string, Percentiles>> {
    const known = [...this.#values.keys()].map((name) => [name, this.of(name)] as const);
    return Object.fromEntries(known.filter((row): row is readonly [string, Percentiles] => row[1] !== null));
  }
}
