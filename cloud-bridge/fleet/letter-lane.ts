// Letters in a line: of some terminals all that they send, in its order.
import type { Clock, FleetChannel, TerminalAddress } from '../../protocol/index.ts';
import { Bell } from '../bell.ts';

export interface Letter {
  readonly address: TerminalAddress;
  readonly channel: FleetChannel;
  readonly payload: Uint8Array;
}

export interface WaitingLetter extends Letter {
  /** It is dealt with. */
  readonly done: () => void;
}

export interface DealLimits {
  readonly atMost: number;
  readonly withinMs: number;
}

const FEW = 16;
const IDLE_MS = 60_000;

/** One deals at a time. */
export class LetterLane {
  readonly #clock: Clock;
  readonly #letters: WaitingLetter[] = [];
  readonly #bell = new Bell();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(letter: WaitingLetter): void {
    this.#letters.push(letter);
    this.#bell.ring();
  }

  /** The next few, as soon as there is one; none where nothing has come within the time. @throws what `work` throws; the signal's reason */
  async deal(
    work: (letters: readonly Letter[]) => Promise<void>,
    { atMost, withinMs }: DealLimits,
    signal: AbortSignal,
  ): Promise<void> {
    if (this.#letters.length === 0) await this.#bell.wait(this.#clock, withinMs, signal);
    const letters = this.#letters.splice(0, atMost);
    try {
      await work(letters);
    } finally {
      for (const { done } of letters) done();
    }
  }

  /** One after the other, until the signal aborts. @throws what `work` throws; the signal's reason */
  async dealAll(work: (letter: Letter) => Promise<void>, signal: AbortSignal): Promise<void> {
    const few = { atMost: FEW, withinMs: IDLE_MS };
    while (!signal.aborted)
      await this.deal(
        async (letters) => {
          for (const letter of letters) await work(letter);
        },
        few,
        signal,
      );
  }
}
