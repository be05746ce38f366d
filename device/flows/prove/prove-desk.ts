// Who stands at the card reader: one visit after another, a card for each, and none begins while a card still lies there.
import type { CardReaders, PresentCard } from '../../../hal/index.ts';
import { abortable, Broadcast, type Listenable } from '../../../protocol/index.ts';
import type { ProveAnswer } from './prove-answer.ts';
import type { ProveFlow } from './prove-flow.ts';

export interface ProveDeskParts {
  readonly readers: Pick<CardReaders, 'present' | 'inserted'>;
  readonly flow: Pick<ProveFlow, 'visit'>;
}

export class ProveDesk {
  readonly #parts: ProveDeskParts;
  readonly #answers = new Broadcast<ProveAnswer>();

  constructor(parts: ProveDeskParts) {
    this.#parts = parts;
  }

  get answers(): Listenable<ProveAnswer> {
    return this.#answers;
  }

  /** Serves until `signal` aborts; a visit that has begun ends as cancelled. Only a bug rejects. */
  async serve(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const card = await this.#nextCard(signal);
      if (!card) return;
      this.#answers.send(await this.#parts.flow.visit(card, signal));
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
