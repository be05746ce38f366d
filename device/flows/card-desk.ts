// Who comes with a card: one after another, each card to the use it is meant for, and none while the one before still lies there.
import type { CardReaders, PresentCard } from '../../hal/index.ts';
import { abortable, type Listenable } from '../../protocol/index.ts';
import type { ServiceGate } from './service-gate.ts';

/** What cards are for at this terminal. */
export interface CardUse {
  takes(card: PresentCard): boolean;
  /** Only a bug rejects. */
  visit(card: PresentCard, signal: AbortSignal): Promise<void>;
}

/** Whoever waits for a card before anybody else may have it: the next one, or one that lies there since its own visit, also while the desk is closed. */
export interface CardWait extends CardUse {
  readonly begun: Listenable<void>;
}

export interface CardDeskParts {
  readonly readers: Pick<CardReaders, 'present' | 'inserted'>;
  /** The first that takes a card has it; one that none takes is left alone. */
  readonly uses: readonly CardUse[];
  /** While it is closed cards are left alone. */
  readonly gate: Pick<ServiceGate, 'isOpen'>;
  readonly first?: CardWait;
}

export class CardDesk {
  readonly #parts: CardDeskParts;
  #isServing = false;

  constructor(parts: CardDeskParts) {
    this.#parts = parts;
  }

  /** Somebody has come with a card, and is not done yet. */
  get isServing(): boolean {
    return this.#isServing;
  }

  /** Serves until `signal` aborts. Only a bug rejects. */
  async serve(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const card = await this.#nextCard(signal);
      if (!card) return;
      await this.#serveCard(card, signal);
      // A card that stays is the same visit: it must be seen to go before the next.
      while (!card.removed.aborted && !signal.aborted) {
        await this.#untilGoneOrWanted(card, signal);
        await this.#wanting(card)?.visit(card, signal);
      }
    }
  }

  async #serveCard(card: PresentCard, signal: AbortSignal): Promise<void> {
    const wanting = this.#wanting(card);
    if (wanting) return await wanting.visit(card, signal);
    const { gate, uses } = this.#parts;
    if (!gate.isOpen) return;
    this.#isServing = true;
    try {
      await uses.find((use) => use.takes(card))?.visit(card, signal);
    } finally {
      this.#isServing = false;
    }
  }

  #wanting(card: PresentCard): CardWait | undefined {
    const { first } = this.#parts;
    return !card.removed.aborted && first?.takes(card) ? first : undefined;
  }

  async #untilGoneOrWanted(card: PresentCard, signal: AbortSignal): Promise<void> {
    // Also whoever began to wait while somebody else was served.
    if (this.#wanting(card)) return;
    const wake = new AbortController();
    const stop = this.#parts.first?.begun.listen(() => wake.abort());
    await firstAbort([card.removed, signal, wake.signal]);
    stop?.();
  }

  /** One that lies there already, or the next that is inserted; undefined at the end of the service. */
  async #nextCard(signal: AbortSignal): Promise<PresentCard | undefined> {
    const { readers } = this.#parts;
    const [waiting] = readers.present.filter(({ removed }) => !removed.aborted);
    if (waiting) return waiting;
    let stop = (): void => undefined;
    const inserted = new Promise<PresentCard>((resolve) => {
      stop = readers.inserted.listen(resolve);
    });
    try {
      return await abortable(inserted, signal);
    } catch (reason) {
      if (signal.aborted) return undefined;
      throw reason;
    } finally {
      stop();
    }
  }
}

/** Resolves when one of them aborts; leaves nothing on the others, of which one lives as long as the service. */
async function firstAbort(signals: readonly AbortSignal[]): Promise<undefined> {
  let wake = (): void => undefined;
  const woken = new Promise<void>((resolve) => {
    wake = resolve;
  });
  if (signals.some(({ aborted }) => aborted)) return undefined;
  for (const signal of signals) signal.addEventListener('abort', wake, { once: true });
  await woken;
  for (const signal of signals) signal.removeEventListener('abort', wake);
  return undefined;
}
