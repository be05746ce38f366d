// How often recognition fails lately, and not the person: of the last visits, in the words of ISO/IEC 2382-37 and 30107-3.
import { decisionOf, type TerminalHealth } from '../../protocol/index.ts';
import type { Observer } from './observe.ts';

/** A day of a small office; half an hour of a large one. */
const LAST_VISITS = 200;
/** Below so many a share says nothing. */
const LEAST_VISITS = 20;

/** What somebody has shown to a sensor ends in one of these. */
const PRESENTED = ['accepted', 'rejected', 'attack', 'not-acquired', 'undecided', 'not-permitted'] as const;
type Presented = (typeof PRESENTED)[number];

const isPresented = (decision: string | undefined): decision is Presented =>
  PRESENTED.some((presented) => presented === decision);

export class VisitRates {
  readonly #last: Presented[] = [];

  readonly observer: Pick<Observer, 'visit'> = {
    visit: ({ outcome }) => {
      const decision = decisionOf(outcome, false);
      if (!isPresented(decision)) return;
      this.#last.push(decision);
      if (this.#last.length > LAST_VISITS) this.#last.shift();
    },
  };

  /** Null while too few came. */
  get rates(): TerminalHealth['rates'] {
    const failureToAcquire = this.#shareOf('not-acquired', this.#last);
    const acquired = this.#last.filter((decision) => decision !== 'not-acquired');
    return { failureToAcquire, padRejected: this.#shareOf('attack', acquired) };
  }

  #shareOf(decision: Presented, among: readonly Presented[]): number | null {
    if (among.length < LEAST_VISITS) return null;
    return among.filter((one) => one === decision).length / among.length;
  }
}
