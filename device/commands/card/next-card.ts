// The card that a command is about: the one that lies in a reader, or the next one that is put there.
import { type CardReaders, type PresentCard, waitForCard } from '../../../hal/index.ts';
import { abortable, type Clock, Deadline, KioskError } from '../../../protocol/index.ts';

export interface ReadParts {
  readonly readers: CardReaders;
  readonly clock: Clock;
  readonly say: (line: string) => void;
}

const READERS_WITHIN_MS = 3000;
/** Readers, and the cards in them, are told one after the other. */
const ALL_TOLD_AFTER_MS = 200;

class NoCard extends Error {}

/** @throws KioskError HAL_DISCONNECTED, HAL_UNAVAILABLE without a reader */
export async function readersThere(readers: CardReaders, signal: AbortSignal): Promise<void> {
  const none = (): Error => readers.lastFault ?? new KioskError('HAL_DISCONNECTED', { device: 'card reader' });
  using limit = new Deadline(signal, READERS_WITHIN_MS, none);
  while (readers.state !== 'ready') {
    let stop = (): void => undefined;
    const changed = new Promise<void>((resolve) => {
      stop = readers.states.listen(() => resolve());
    });
    await abortable(changed, limit.signal).finally(stop);
  }
}

/** Undefined: none came in time. */
export async function nextCard(
  waitS: number,
  { readers, clock, say }: ReadParts,
  signal: AbortSignal,
): Promise<PresentCard | undefined> {
  using limit = new Deadline(signal, waitS * 1000, () => new NoCard());
  if (readers.present.length === 0) await clock.sleep(ALL_TOLD_AFTER_MS, signal);
  if (readers.present.length === 0) say(`insert a card into ${readers.names.join(' or ')}`);
  try {
    return await waitForCard(readers, limit.signal);
  } catch (reason) {
    if (reason instanceof NoCard) return undefined;
    throw reason;
  }
}
