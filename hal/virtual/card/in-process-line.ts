// Two readers that exist in this process alone: for machines without pcscd. They fail as pcsclite does, by the same codes.
import { Broadcast, KioskError, type Listenable } from '../../../protocol/index.ts';
import { PCSC_CODE } from '../../card/pcsc-words.ts';
import { ReaderFailure, type ReaderHub, type ReaderLink, type SlotState } from '../../card/reader-hub.ts';
import { Loss } from '../../supervise/loss.ts';
import type { InsertedChip } from './inserted-chip.ts';
import type { ReaderLine, SlotNumber } from './reader-line.ts';

const NAME = 'Virtual reader in this process';

export class InProcessLine implements ReaderLine {
  readonly bus = 'in-process: no pcscd, no pcsclite';
  readonly noticesWithinMs = 0;
  readonly readerNames = [`${NAME} 00`, `${NAME} 01`] as const;
  readonly #readers = [new InProcessReader(`${NAME} 00`), new InProcessReader(`${NAME} 01`)] as const;
  readonly #hubs = new Set<InProcessHub>();
  #isPlugged = false;

  async plug(): Promise<void> {
    this.#isPlugged = true;
  }

  async unplug(): Promise<void> {
    this.#isPlugged = false;
    for (const hub of this.#hubs) hub.lose(new KioskError('HAL_DISCONNECTED', { reader: NAME }));
    this.#hubs.clear();
    for (const reader of this.#readers) reader.take(undefined);
  }

  async insert(slot: SlotNumber, chip: InsertedChip): Promise<void> {
    this.#readers[slot].take(chip);
  }

  remove(slot: SlotNumber): void {
    this.#readers[slot].take(undefined);
  }

  async openHub(signal: AbortSignal): Promise<ReaderHub> {
    signal.throwIfAborted();
    if (!this.#isPlugged) throw new KioskError('HAL_DISCONNECTED', { reader: NAME });
    const hub = new InProcessHub(this.#readers, (closed) => this.#hubs.delete(closed));
    this.#hubs.add(hub);
    return hub;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.unplug();
  }
}

class InProcessHub implements ReaderHub {
  readonly readers: readonly ReaderLink[];
  readonly appeared = new Broadcast<ReaderLink>();
  readonly #loss = new Loss();
  readonly #onClose: (hub: InProcessHub) => void;

  constructor(readers: readonly ReaderLink[], onClose: (hub: InProcessHub) => void) {
    this.readers = readers;
    this.#onClose = onClose;
  }

  get lost(): Listenable<KioskError> {
    return this.#loss;
  }

  lose(fault: KioskError): void {
    this.#loss.lose(fault);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#onClose(this);
  }
}

class InProcessReader implements ReaderLink {
  readonly name: string;
  readonly states = new Broadcast<SlotState>();
  #chip: InsertedChip | undefined;
  #changes = 0;

  constructor(name: string) {
    this.name = name;
  }

  get state(): SlotState {
    const isPresent = this.#chip !== undefined;
    return { isPresent, atr: this.#chip?.answerToReset ?? new Uint8Array(), changes: this.#changes };
  }

  take(chip: InsertedChip | undefined): void {
    if (this.#chip === chip) return;
    this.#chip = chip;
    this.#changes += 1;
    chip?.powerOn();
    this.states.send(this.state);
  }

  async connect(): Promise<void> {
    const chip = this.#inserted();
    if (chip.answerToReset.length > 0) return;
    chip.powerOn();
    if (chip.answerToReset.length === 0) throw new ReaderFailure(PCSC_CODE.unpoweredCard);
  }

  /** Without a response it lasts until the card is pulled out, and then succeeds with nothing: as pcsclite does. */
  async transmit(command: Uint8Array): Promise<Uint8Array> {
    const chip = this.#inserted();
    const response = await chip.respond(command);
    if (response) return response;
    if (!chip.out.aborted)
      await new Promise<void>((resolve) => chip.out.addEventListener('abort', () => resolve(), { once: true }));
    return new Uint8Array();
  }

  async disconnect(): Promise<void> {}

  #inserted(): InsertedChip {
    if (!this.#chip) throw new ReaderFailure(PCSC_CODE.noSmartCard);
    return this.#chip;
  }
}
