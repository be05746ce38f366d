// The spread of the last measurements of one kind, in bounded memory.

import { percentile } from '../../models/index.ts';

export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

const round = (ms: number): number => Math.round(ms * 100) / 100;

/** By the nearest rank, which never invents a value between two. */
export function percentiles(values: readonly number[]): Percentiles | null {
  if (values.length === 0) return null;
  const at = (share: number): number => round(percentile(values, share));
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
