// A terminal that reads no cards: the same port, and it says why nothing ever comes.
import { Broadcast, KioskError } from '../../protocol/index.ts';
import type { CardReaders, CardReadersState, PresentCard } from '../ports/card-reader.ts';

export const noCardReaders = (): CardReaders => ({
  state: 'closed',
  states: new Broadcast<CardReadersState>(),
  lastFault: new KioskError('HAL_UNAVAILABLE', { device: 'card reader', why: 'card.driver is none' }),
  names: [],
  present: [],
  inserted: new Broadcast<PresentCard>(),
  [Symbol.asyncDispose]: async () => undefined,
});
