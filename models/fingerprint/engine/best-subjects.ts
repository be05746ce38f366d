// The best of many scores: one finger for each subject.
import type { SlotOwner } from './slot-store.ts';

export interface Hit extends SlotOwner {
  readonly score: number;
}

/** Two would do; the others stand in where a subject is removed during the scan. */
const KEPT_SUBJECTS = 4;

/** Of equal scores the earlier enrolled comes first, so that it does not matter who was offered first. */
const bestFirst = (a: Hit, b: Hit): number => b.score - a.score || a.subject - b.subject || a.position - b.position;

/** The best few subjects of all that were offered. */
export class BestSubjects {
  #hits: Hit[] = [];

  get hits(): readonly Hit[] {
    return this.#hits;
  }

  offer(hit: Hit): void {
    const own = this.#hits.find(({ subject }) => subject === hit.subject);
    if (own !== undefined && bestFirst(own, hit) <= 0) return;
    this.#hits = [...this.#hits.filter((other) => other !== own), hit].sort(bestFirst).slice(0, KEPT_SUBJECTS);
  }
}
