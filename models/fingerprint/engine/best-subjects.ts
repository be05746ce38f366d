// The best of many scores: one finger for each subject, the highest of its impressions.
import type { SlotOwner } from './slot-store.ts';

export interface Hit extends SlotOwner {
  readonly score: number;
}

/** Two would do; the others stand in where a subject is removed during the scan. */
const KEPT_SUBJECTS = 4;

/** The best few subjects of all that were offered. */
export class BestSubjects {
  #hits: Hit[] = [];

  get hits(): readonly Hit[] {
    return this.#hits;
  }

  /** Below this a score is not among the best; lets the hot loop pass over nearly all. */
  get bar(): number {
    return this.#hits.length < KEPT_SUBJECTS ? 0 : (this.#hits.at(-1)?.score ?? 0);
  }

  offer(hit: Hit): void {
    const own = this.#hits.find(({ subject }) => subject === hit.subject);
    if (own !== undefined && own.score >= hit.score) return;
    this.#hits = [...this.#hits.filter((other) => other !== own), hit]
      .sort((a, b) => b.score - a.score)
      .slice(0, KEPT_SUBJECTS);
  }
}
