// The next card is an operator's: whoever waits here has it before a visit could begin with it.
import { looksContactless, type PresentCard } from '../../../hal/index.ts';
import { abortable, Broadcast, type Listenable } from '../../../protocol/index.ts';
import type { CardWait } from '../../flows/card-desk.ts';

type Work = (card: PresentCard) => Promise<void>;

export class AwaitedCard implements CardWait {
  readonly #begun = new Broadcast<void>();
  #work: Work | undefined;
  #isTaken = false;

  get begun(): Listenable<void> {
    return this.#begun;
  }

  /** Somebody waits, or has a card and is not done with it. */
  get isTaken(): boolean {
    return this.#isTaken;
  }

  /** One that is only held near is a colleague's, who clocks with it; and no PIN goes over the air (NIST SP 800-73-4, part 1, 5.1). */
  takes({ atr }: PresentCard): boolean {
    return this.#work !== undefined && !looksContactless(atr);
  }

  /** Until whoever has waited is done with it. */
  async visit(card: PresentCard, signal: AbortSignal): Promise<void> {
    const work = this.#work;
    this.#work = undefined;
    if (!work) return;
    // At the end of the service nobody is waited for: the readers close, and the work with them.
    await abortable(work(card), signal).catch((reason: unknown) => {
      if (!signal.aborted) throw reason;
    });
  }

  /**
   * For one at a time: see `isTaken`. `signal` ends the wait, not the work that has begun.
   * @throws what `work` throws; the signal's reason
   */
  async next<T>(work: (card: PresentCard) => Promise<T>, signal: AbortSignal): Promise<T> {
    if (this.#isTaken) throw new Error('two wait for the next card');
    signal.throwIfAborted();
    this.#isTaken = true;
    const result = new Promise<T>((resolve, reject) => {
      this.#work = (card) => work(card).then(resolve, reject);
    });
    this.#begun.send();
    try {
      return await abortable(result, signal);
    } finally {
      this.#work = undefined;
      this.#isTaken = false;
    }
  }
}
