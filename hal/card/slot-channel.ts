// A card under power: one command, one response, within a limit; of no more use once that went wrong.
import { abortable, type Clock, Deadline, KioskError } from '../../protocol/index.ts';
import type { CardChannel } from '../ports/card-reader.ts';
import { hexCode, ReaderFailure, type ReaderLink } from './reader-hub.ts';

export interface ChannelParts {
  readonly link: ReaderLink;
  /** What its slot does for it. */
  readonly slot: {
    occupy<T>(call: Promise<T>): Promise<T>;
    release(): Promise<void>;
  };
  readonly card: { within<T>(work: Promise<T>): Promise<T> };
  readonly clock: Clock;
  readonly exchangeLimitMs?: number;
}

/** Ten times what 254 bytes take on the slowest bus. */
const EXCHANGE_LIMIT_MS = 3000;
/** pcscd looks at the slot every 400 ms: an exchange fails well before it tells that the card is gone. */
const REASON_WITHIN_MS = 700;
const STATUS_BYTES = 2;

export class SlotChannel implements CardChannel {
  readonly #parts: ChannelParts;
  /** A response may be missing: whatever came next could belong to another command. */
  #broken: unknown;
  #isClosed = false;

  constructor(parts: ChannelParts) {
    this.#parts = parts;
  }

  async transmit(command: Uint8Array, signal: AbortSignal): Promise<Uint8Array> {
    signal.throwIfAborted();
    if (this.#isClosed) throw new KioskError('CARD_FAILED', { why: 'the channel is closed' });
    if (this.#broken !== undefined) throw this.#broken;
    try {
      return await this.#exchange(command, signal);
    } catch (error) {
      this.#broken = error instanceof ReaderFailure ? await this.#reasonOf(error, signal) : error;
      throw this.#broken;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#parts.slot.release();
  }

  async #exchange(command: Uint8Array, signal: AbortSignal): Promise<Uint8Array> {
    const { link, slot, card, exchangeLimitMs: limitMs = EXCHANGE_LIMIT_MS } = this.#parts;
    const late = (): Error => new KioskError('HAL_TIMEOUT', { reader: link.name, limitMs });
    using limit = Deadline.ofAnswer(signal, limitMs, late);
    const exchanging = slot.occupy(link.transmit(command));
    try {
      const response = await card.within(abortable(exchanging, limit.signal));
      // So ends the exchange with a silent card that is pulled out: by an empty success.
      if (response.length < STATUS_BYTES) throw new ReaderFailure(0);
      return response;
    } catch (error) {
      // A response that nobody waits for any more is nobody's.
      void exchanging.then((late) => late.fill(0)).catch(() => undefined);
      throw error;
    }
  }

  /** The code varies by what happens first: whether card, reader or service went is told by the slot a moment later. */
  async #reasonOf({ code, cause }: ReaderFailure, signal: AbortSignal): Promise<unknown> {
    const { card, clock, link } = this.#parts;
    try {
      await card.within(clock.sleep(REASON_WITHIN_MS, signal));
      return new KioskError('CARD_FAILED', { reader: link.name, answer: hexCode(code) }, cause);
    } catch (reason) {
      return reason;
    }
  }
}
