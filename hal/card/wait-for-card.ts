// The card that lies in a reader, or the next one that is put there.
import { abortable } from '../../protocol/index.ts';
import type { CardReaders, PresentCard } from '../ports/card-reader.ts';

/** @throws the signal's reason */
export async function waitForCard(readers: CardReaders, signal: AbortSignal): Promise<PresentCard> {
  signal.throwIfAborted();
  let stop = (): void => undefined;
  const inserted = new Promise<PresentCard>((resolve) => {
    stop = readers.inserted.listen(resolve);
  });
  try {
    return readers.present[0] ?? (await abortable(inserted, signal));
  } finally {
    stop();
  }
}
