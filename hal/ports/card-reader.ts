// What the card readers of a terminal must be able to do. Until a card is connected nothing but its ATR is known.
import type { KioskError, Listenable } from '../../protocol/index.ts';

/**
 * A card lies in a reader: ISO/IEC 7816-3. Nothing of it has been read, and it may be gone by the next line:
 * `removed` aborts as soon as it is pulled, or the reader with it.
 */
export interface PresentCard {
  readonly reader: string;
  /** Answer to reset. Empty where the card does not answer: upside down, or broken. */
  readonly atr: Uint8Array;
  /** Monotonic milliseconds at which it was noticed. */
  readonly atMs: number;
  readonly removed: AbortSignal;
  /**
   * Powers the card, which may not be ready at once (tried again three times, 300 ms apart), and holds it until the channel is disposed of.
   * @throws KioskError CARD_REMOVED, CARD_MUTE, CARD_FAILED, HAL_DISCONNECTED; when aborted, the signal's reason.
   */
  connect(signal: AbortSignal): Promise<CardChannel>;
}

/** Commands and responses, ISO/IEC 7816-4. Calls never overlap. */
export interface CardChannel extends AsyncDisposable {
  /**
   * One command, one response with its status word.
   * @throws KioskError CARD_REMOVED, CARD_FAILED, HAL_TIMEOUT where the card stays silent (the channel is then of no more use),
   * HAL_DISCONNECTED; when aborted, the signal's reason.
   */
  transmit(command: Uint8Array, signal: AbortSignal): Promise<Uint8Array>;
}

export type CardReadersState = 'closed' | 'opening' | 'ready' | 'waiting';

/** All readers of the terminal, watched together; reopened by itself after an unplug, or an end of the PC/SC service. */
export interface CardReaders extends AsyncDisposable {
  readonly state: CardReadersState;
  readonly states: Listenable<CardReadersState>;
  /** Why there is no reader; undefined while there is one. */
  readonly lastFault: KioskError | undefined;
  /** Names of the readers that are there. */
  readonly names: readonly string[];
  /** Cards that lie in a reader now, the one that came first at the front. */
  readonly present: readonly PresentCard[];
  /** A card that was inserted, from now on. */
  readonly inserted: Listenable<PresentCard>;
}
