// Card readers that come back by themselves after an unplug, or an end of the card service.
import { Broadcast, KioskError, type Listenable } from '../../protocol/index.ts';
import type { CardReaders, CardReadersState, PresentCard } from '../ports/card-reader.ts';
import { SupervisedLink, type SupervisionParts } from '../supervise/supervised-link.ts';
import { CardSlot, type SlotParts } from './card-slot.ts';
import type { ReaderHub, ReaderLink } from './reader-hub.ts';

export type ReaderSupervision = SlotParts &
  Pick<SupervisionParts, 'random' | 'backoff'> & {
    /** The beginning of the names of readers that count; without it all do. */
    readonly reader?: string;
  };

/** Starts at once. */
export function superviseReaders(
  open: (signal: AbortSignal) => Promise<ReaderHub>,
  parts: ReaderSupervision,
): CardReaders {
  return new SupervisedReaders(open, parts);
}

class SupervisedReaders implements CardReaders {
  readonly #parts: ReaderSupervision;
  readonly #link: SupervisedLink<SlotSet>;
  readonly #states = new Broadcast<CardReadersState>();
  readonly #inserted = new Broadcast<PresentCard>();
  #told: CardReadersState = 'closed';

  constructor(open: (signal: AbortSignal) => Promise<ReaderHub>, parts: ReaderSupervision) {
    this.#parts = parts;
    const { clock, random, backoff } = parts;
    const slots = async (signal: AbortSignal): Promise<SlotSet> => {
      const set = new SlotSet(await open(signal), parts);
      set.inserted.listen((card) => this.#inserted.send(card));
      set.changed.listen(() => this.#tell());
      return set;
    };
    this.#link = new SupervisedLink(slots, { clock, random, ...(backoff && { backoff }) });
    this.#link.states.listen((state) => {
      if (state === 'ready') this.#link.device?.start();
      if (state === 'waiting') this.#parts.log?.('no card readers', { code: this.lastFault?.code ?? 'none' });
      this.#tell();
    });
    this.#link.start();
  }

  /** A service without a reader is nothing to be ready with. */
  get state(): CardReadersState {
    return this.#link.state === 'ready' && this.names.length === 0 ? 'waiting' : this.#link.state;
  }

  get states(): Listenable<CardReadersState> {
    return this.#states;
  }

  get lastFault(): KioskError | undefined {
    if (this.state === 'ready') return undefined;
    const { lastFault, device } = this.#link;
    const { reader: missing = 'card reader' } = this.#parts;
    return lastFault ?? device?.fault ?? (device && new KioskError('HAL_DISCONNECTED', { device: missing }));
  }

  get names(): readonly string[] {
    return this.#link.device?.names ?? [];
  }

  get present(): readonly PresentCard[] {
    return this.#link.device?.present ?? [];
  }

  get inserted(): Listenable<PresentCard> {
    return this.#inserted;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#link[Symbol.asyncDispose]();
  }

  #tell(): void {
    const { state } = this;
    if (state === this.#told) return;
    this.#told = state;
    this.#states.send(state);
  }
}

/** The slots of one hub, for as long as that lives. */
class SlotSet implements AsyncDisposable {
  readonly changed = new Broadcast<void>();
  readonly inserted = new Broadcast<PresentCard>();
  readonly #hub: ReaderHub;
  readonly #parts: ReaderSupervision;
  #slots: readonly CardSlot[] = [];
  #fault: KioskError | undefined;

  constructor(hub: ReaderHub, parts: ReaderSupervision) {
    this.#hub = hub;
    this.#parts = parts;
    hub.lost.listen((fault) => this.#end(fault));
  }

  get lost(): Listenable<KioskError> {
    return this.#hub.lost;
  }

  /** Why it is over. */
  get fault(): KioskError | undefined {
    return this.#fault;
  }

  get names(): readonly string[] {
    return this.#slots.map(({ name }) => name);
  }

  get present(): readonly PresentCard[] {
    const cards = this.#slots.flatMap(({ present }) => (present ? [present] : []));
    return cards.sort((a, b) => a.atMs - b.atMs);
  }

  start(): void {
    this.#hub.appeared.listen((link) => this.#meet(link));
    for (const link of this.#hub.readers) this.#meet(link);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end(new KioskError('HAL_DISCONNECTED', { closed: true }));
    await this.#hub[Symbol.asyncDispose]();
  }

  #meet(link: ReaderLink): void {
    const { reader = '', log } = this.#parts;
    if (!link.name.startsWith(reader)) return;
    const slot = new CardSlot(link, this.#parts);
    this.#slots = [...this.#slots, slot];
    log?.('card reader there', { reader: link.name });
    slot.inserted.listen((card) => this.inserted.send(card));
    this.changed.send();
    slot.start();
  }

  #end(fault: KioskError): void {
    this.#fault ??= fault;
    const ended = this.#slots;
    // At once, so that whoever is told of it no longer finds them.
    this.#slots = [];
    this.changed.send();
    for (const slot of ended) slot.end(fault);
  }
}
