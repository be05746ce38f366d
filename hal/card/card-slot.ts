// One reader's slot: notices cards that come and go, powers them, and holds an exchange to its limits.
import {
  abortable,
  Broadcast,
  type Clock,
  Deadline,
  type FaultContext,
  formatAtr,
  KioskError,
  type Listenable,
} from '../../protocol/index.ts';
import type { CardChannel, PresentCard } from '../ports/card-reader.ts';
import { meansMute, PCSC_CODE } from './pcsc-words.ts';
import { hexCode, ReaderFailure, type ReaderLink, type SlotState } from './reader-hub.ts';
import { SlotChannel } from './slot-channel.ts';

export interface SlotParts {
  readonly clock: Clock;
  readonly log?: (event: string, facts: FaultContext) => void;
  /** A card that takes longer for one response is silent. */
  readonly exchangeLimitMs?: number;
}

/** A card may lie there before its contacts do: it is tried again this often. */
const CONNECT_RETRIES = 3;
const RETRY_AFTER_MS = 300;
const CONNECT_LIMIT_MS = 5000;
const RELEASE_LIMIT_MS = 2000;

export class CardSlot {
  readonly #link: ReaderLink;
  readonly #parts: SlotParts;
  readonly #inserted = new Broadcast<PresentCard>();
  #card: SlotCard | undefined;
  #stop = (): void => undefined;
  /** Settles when the reader is free: an exchange that was given up may still hold it. Never rejects. */
  #busy: Promise<void> | undefined;

  constructor(link: ReaderLink, parts: SlotParts) {
    this.#link = link;
    this.#parts = parts;
  }

  get name(): string {
    return this.#link.name;
  }

  get present(): PresentCard | undefined {
    return this.#card;
  }

  get inserted(): Listenable<PresentCard> {
    return this.#inserted;
  }

  start(): void {
    this.#stop = this.#link.states.listen((state) => this.#see(state));
    this.#see(this.#link.state);
  }

  /** Whoever holds the card is told why it is gone. */
  end(fault: KioskError): void {
    this.#stop();
    this.#remove(fault);
  }

  /** Runs one raw call; what outlives the wait for it keeps the reader busy. */
  occupy<T>(call: Promise<T>): Promise<T> {
    const settled: Promise<void> = call.then(
      () => undefined,
      () => undefined,
    );
    this.#busy = settled;
    void settled.then(() => {
      if (this.#busy === settled) this.#busy = undefined;
    });
    return call;
  }

  /** @throws KioskError CARD_FAILED where an earlier exchange still hangs; the reason of the signal */
  async free(signal: AbortSignal): Promise<void> {
    const late = (): Error => new KioskError('CARD_FAILED', { reader: this.name, why: 'an earlier exchange hangs' });
    using limit = new Deadline(signal, RELEASE_LIMIT_MS, late);
    while (this.#busy !== undefined) await abortable(this.#busy, limit.signal);
  }

  /** Lets the card go: now, or as soon as the reader is free. */
  async release(): Promise<void> {
    const wasBusy = this.#busy !== undefined;
    const released = this.occupy((this.#busy ?? Promise.resolve()).then(() => this.#link.disconnect()));
    if (wasBusy) return void released.catch(() => undefined);
    using limit = new Deadline(new AbortController().signal, RELEASE_LIMIT_MS, () => new ReaderFailure(0));
    // A card that is gone cannot be let go, and need not be.
    await abortable(released, limit.signal).catch((error: unknown) => {
      if (!(error instanceof ReaderFailure)) throw error;
    });
  }

  async connect(card: SlotCard, signal: AbortSignal): Promise<CardChannel> {
    await card.within(this.free(signal));
    for (let attempt = 0; ; attempt += 1) {
      const failure = await this.#tryConnect(card, signal);
      if (failure === undefined) return new SlotChannel({ link: this.#link, slot: this, card, ...this.#parts });
      if (attempt === CONNECT_RETRIES) throw this.#meaningOf(failure);
      await card.within(this.#parts.clock.sleep(RETRY_AFTER_MS, signal));
    }
  }

  async #tryConnect(card: SlotCard, signal: AbortSignal): Promise<ReaderFailure | undefined> {
    const late = (): Error => new KioskError('CARD_FAILED', { reader: this.name, doing: 'connect' });
    using limit = new Deadline(signal, CONNECT_LIMIT_MS, late);
    const connecting = this.occupy(this.#link.connect());
    try {
      await card.within(abortable(connecting, limit.signal));
      return undefined;
    } catch (error) {
      if (error instanceof ReaderFailure) return error;
      // Given up, but perhaps about to succeed: nobody would let it go.
      void connecting.then(() => this.release()).catch(() => undefined);
      throw error;
    }
  }

  #meaningOf({ code, cause }: ReaderFailure): KioskError {
    const context = { reader: this.name, answer: hexCode(code) };
    if (meansMute(code)) return new KioskError('CARD_MUTE', context, cause);
    return new KioskError(code === PCSC_CODE.removedCard ? 'CARD_REMOVED' : 'CARD_FAILED', context, cause);
  }

  #see({ isPresent, atr, changes }: SlotState): void {
    const isSame = isPresent && this.#card?.changes === changes && (this.#card.atr.length > 0 || atr.length === 0);
    if (isSame) return;
    this.#remove(new KioskError('CARD_REMOVED', { reader: this.name }));
    if (!isPresent) return;
    const { clock, log } = this.#parts;
    const card = new SlotCard(this, { atr, changes, atMs: clock.monotonicMs() });
    this.#card = card;
    log?.('card inserted', { reader: this.name, atr: formatAtr(atr) || 'none' });
    this.#inserted.send(card);
  }

  #remove(reason: KioskError): void {
    const card = this.#card;
    if (!card) return;
    this.#card = undefined;
    this.#parts.log?.('card gone', { reader: this.name, code: reason.code });
    card.remove(reason);
  }
}

class SlotCard implements PresentCard {
  readonly atr: Uint8Array;
  readonly atMs: number;
  readonly changes: number;
  readonly #slot: CardSlot;
  readonly #gone = new AbortController();

  constructor(slot: CardSlot, facts: { readonly atr: Uint8Array; readonly changes: number; readonly atMs: number }) {
    this.#slot = slot;
    this.atr = facts.atr;
    this.changes = facts.changes;
    this.atMs = facts.atMs;
  }

  get reader(): string {
    return this.#slot.name;
  }

  get removed(): AbortSignal {
    return this.#gone.signal;
  }

  remove(reason: KioskError): void {
    this.#gone.abort(reason);
  }

  async connect(signal: AbortSignal): Promise<CardChannel> {
    signal.throwIfAborted();
    return await this.#slot.connect(this, signal);
  }

  /** Ends the wait, with the reason, as soon as the card is gone. */
  async within<T>(work: Promise<T>): Promise<T> {
    return await abortable(work, this.removed);
  }
}
