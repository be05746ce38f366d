// How long searches take by the clock, and how much work they are: on a busy machine only the second can be compared.
import { type Percentiles, percentiles } from '../../health/percentiles.ts';

export class SearchTimes {
  readonly #clockMs: number[] = [];
  readonly #processorMs: number[] = [];

  async measure<T>(search: () => Promise<T>): Promise<T> {
    const startedMs = performance.now();
    const before = process.cpuUsage();
    const found = await search();
    const { user, system } = process.cpuUsage(before);
    this.#clockMs.push(performance.now() - startedMs);
    this.#processorMs.push((user + system) / 1000);
    return found;
  }

  get totalMs(): number {
    return this.#clockMs.reduce((sum, ms) => sum + ms, 0);
  }

  /** Of the clock; null where nothing was searched. */
  get identifyMs(): Percentiles | null {
    return percentiles(this.#clockMs);
  }

  /** Of a search, all threads together. */
  get processorMs(): Percentiles | null {
    return percentiles(this.#processorMs);
  }
}
