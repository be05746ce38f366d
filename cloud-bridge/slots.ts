// So many at a time: whoever comes when all places are taken waits in line.
import { abortable } from '../protocol/index.ts';

export class Slots {
  #free: number;
  readonly #line: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  /** Resolves with how to give the place back. Rejects with the signal's reason. */
  async take(signal: AbortSignal): Promise<() => void> {
    if (this.#free === 0) await this.#turn(signal);
    else this.#free -= 1;
    return () => this.#giveBack();
  }

  /** From hand to hand: nobody who comes later can slip in between. */
  #giveBack(): void {
    const next = this.#line.shift();
    if (next) next();
    else this.#free += 1;
  }

  async #turn(signal: AbortSignal): Promise<void> {
    let come = (): void => undefined;
    const turn = new Promise<void>((resolve) => {
      come = resolve;
    });
    this.#line.push(come);
    try {
      await abortable(turn, signal);
    } catch (reason) {
      const at = this.#line.indexOf(come);
      // Not in line any more: the place was ours at the moment we gave up.
      if (at < 0) this.#giveBack();
      else this.#line.splice(at, 1);
      throw reason;
    }
  }
}
