// The few alignments at which two ridge maps may be of one finger: from coarse to fine, fewer at each step.

import type { Alignment } from './alignment.ts';
import { Climb } from './climb.ts';
import { flowWorth } from './flow-overlay.ts';
import { FlowSearch } from './flow-search.ts';
import { CLIMB, FLOW } from './parameters.ts';
import { RidgeOverlay } from './ridge-overlay.ts';
import { RidgeSide } from './ridge-side.ts';
import { Shortlist } from './shortlist.ts';

export class RidgeAlignments {
  readonly a = new RidgeSide();
  readonly b = new RidgeSide();
  /** What `find` found, best first. */
  readonly found = new Shortlist(FLOW.kept, FLOW);
  /** The maps as they lay at the end of the latest climb. */
  readonly overlay = new RidgeOverlay();
  readonly #search = new FlowSearch();
  readonly #flow = new Climb((alignment) => flowWorth(alignment, this.a, this.b), FLOW.climb);
  readonly #waves = new Climb((alignment) => this.#waveWorth(alignment), CLIMB);

  /** A template leaves nothing behind. */
  wipe(): void {
    for (const part of [this.a, this.b, this.overlay, this.#search, this.found]) part.wipe();
  }

  find(): void {
    this.found.clear();
    this.#search.search(this.a, this.b);
    const { alignments, count } = this.#search.found;
    for (let index = 0; index < count; index += 1) {
      const rough = alignments[index];
      if (rough === undefined) continue;
      this.#flow.from(rough, this.a.middleX, this.a.middleY);
      const { alignment } = this.#flow;
      this.found.offer(alignment, this.#waveWorth(alignment), this.a.middleX, this.a.middleY);
    }
  }

  /** The alignment near this one at which most waves agree. Changes with the next call. */
  climb(from: Alignment): Alignment {
    this.#waves.from(from, this.a.middleX, this.a.middleY);
    this.overlay.measure(this.#waves.alignment, this.a, this.b);
    return this.#waves.alignment;
  }

  #waveWorth(alignment: Alignment): number {
    this.overlay.measure(alignment, this.a, this.b);
    return this.overlay.worth;
  }
}
