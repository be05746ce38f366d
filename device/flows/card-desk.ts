// Who comes with a card: one after another, each card to the use it is meant for, and none while the one before still lies there.
import type { CardReaders, PresentCard } from '../../hal/index.ts';
import { abortable } from '../../protocol/index.ts';
import type { ServiceGate } from './service-gate.ts';

/** What cards are for at this terminal. */
export interface CardUse {
  takes(card: PresentCard): boolean;
  /** Only a bug rejects. */
  visit(card: PresentCard, signal: AbortSignal): Promise<void>;
}

export interface CardDeskParts {
  readonly readers: Pick<CardReaders, 'present' | 'inserted'>;
  /** The first that takes a card has it; one that none takes is left alone. */
  readonly uses: readonly CardUse[];
  /** While it is closed cards are left alone. */
  readonly gate: Pick<ServiceGate, 'isOpen'>;
}

export class CardDesk {
  readonly #parts: CardDeskParts;

  constructor(parts: CardDeskParts) {
    this.#parts = parts;
  }

  /** Serves until `signal` aborts. Only a bug rejects. */
  async serve(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const card = await this.#nextCard(signal);
      if (!card) return;
      if (this.#parts.gate.isOpen) await this.#parts.uses.find((use) => use.takes(card))?.visit(card, signal);
      // A card that stays is the same visit: it must be seen to go before the next.
      await firstAbort([card.removed, signal]);
    }
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
