// Two card readers without hardware, and the hand before them: inserts, pulls, and lets things go wrong.
import { Broadcast, type Clock, type Listenable } from '../../../protocol/index.ts';
import { type ReaderSupervision, superviseReaders } from '../../card/supervise-readers.ts';
import type { CardReaders } from '../../ports/card-reader.ts';
import { type ChipFault, InsertedChip, type InsertManner } from './inserted-chip.ts';
import type { ReaderLine, SlotNumber } from './reader-line.ts';
import type { VirtualChip } from './virtual-chip.ts';

export type ReaderFault = ChipFault | 'unplug';

export interface CardEvent {
  readonly slot: SlotNumber;
  readonly what: 'inserted' | 'removed';
  readonly model: string;
}

export interface VirtualReaderParts {
  readonly line: ReaderLine;
  readonly clock: Clock;
  readonly random: () => number;
  /** False: as fast as the machine can, for tests of what is said, not of when. */
  readonly isPaced: boolean;
}

export type InsertOptions = InsertManner & { readonly slot?: SlotNumber };

const SLOTS: readonly SlotNumber[] = [0, 1];

export class VirtualReader implements AsyncDisposable {
  readonly #parts: VirtualReaderParts;
  readonly #events = new Broadcast<CardEvent>();
  readonly #inserted = new Map<SlotNumber, InsertedChip>();
  readonly #emptySinceMs = new Map<SlotNumber, number>();
  #fault: ReaderFault | undefined;
  #endFault = new AbortController();

  constructor(parts: VirtualReaderParts) {
    this.#parts = parts;
  }

  /** @throws KioskError HAL_UNAVAILABLE */
  async start(): Promise<void> {
    await this.#parts.line.plug();
  }

  /** What carries the commands: only `pcscd` means that the real binding is in use. */
  get bus(): string {
    return this.#parts.line.bus;
  }

  get readerNames(): readonly [string, string] {
    return this.#parts.line.readerNames;
  }

  get events(): Listenable<CardEvent> {
    return this.#events;
  }

  get currentFault(): ReaderFault | undefined {
    return this.#fault;
  }

  chipIn(slot: SlotNumber = 0): VirtualChip | undefined {
    return this.#inserted.get(slot)?.chip;
  }

  /** The product's own drivers and supervision on these readers. */
  openReaders(parts: Omit<ReaderSupervision, 'clock' | 'random'> & Partial<ReaderSupervision> = {}): CardReaders {
    const { line, clock, random } = this.#parts;
    const [reader] = line.readerNames.map((name) => name.slice(0, -3));
    return superviseReaders((signal) => line.openHub(signal), {
      ...{ clock, random, ...parts },
      ...(reader === undefined ? {} : { reader: parts.reader ?? reader }),
    });
  }

  /** Replaces the card that is in. pcscd notices within half a second. */
  async insert(chip: VirtualChip, { slot = 0, ...manner }: InsertOptions = {}): Promise<void> {
    await this.remove(slot);
    await this.#noticed(slot);
    const { clock, random, isPaced, line } = this.#parts;
    const inserted: InsertedChip = new InsertedChip(chip, manner, {
      ...{ clock, random, isPaced },
      fault: () => (this.#fault === 'unplug' ? undefined : this.#fault),
      pull: () => void this.#pull(slot, inserted),
    });
    this.#inserted.set(slot, inserted);
    if (this.#fault !== 'unplug') await line.insert(slot, inserted);
    this.#events.send({ slot, what: 'inserted', model: chip.model });
  }

  async remove(slot: SlotNumber = 0): Promise<void> {
    const inserted = this.#inserted.get(slot);
    if (inserted) this.#pull(slot, inserted);
  }

  /** From now on, for `forMs` or until `clearFault`. An unplug takes both readers, and pcscd with them. */
  async fault(kind: ReaderFault, forMs?: number): Promise<void> {
    await this.clearFault();
    if (kind === 'unplug') await this.#parts.line.unplug();
    this.#fault = kind;
    if (forMs !== undefined) void this.#endAfter(forMs, this.#endFault.signal);
  }

  async clearFault(): Promise<void> {
    const ended = this.#fault;
    this.#fault = undefined;
    this.#endFault.abort();
    this.#endFault = new AbortController();
    if (ended !== 'unplug') return;
    const { line } = this.#parts;
    await line.plug();
    for (const [slot, chip] of this.#inserted) await line.insert(slot, chip);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#endFault.abort();
    for (const slot of SLOTS) await this.remove(slot);
    await this.#parts.line[Symbol.asyncDispose]();
  }

  async #noticed(slot: SlotNumber): Promise<void> {
    const { clock, line } = this.#parts;
    const emptyForMs = clock.monotonicMs() - (this.#emptySinceMs.get(slot) ?? Number.NEGATIVE_INFINITY);
    const waitMs = line.noticesWithinMs - emptyForMs;
    if (waitMs > 0) await clock.sleep(waitMs, new AbortController().signal);
  }

  async #endAfter(forMs: number, signal: AbortSignal): Promise<void> {
    const isOver = await this.#parts.clock.sleep(forMs, signal).then(
      () => true,
      () => false,
    );
    if (isOver) await this.clearFault();
  }

  #pull(slot: SlotNumber, inserted: InsertedChip): void {
    if (this.#inserted.get(slot) !== inserted) return;
    this.#inserted.delete(slot);
    this.#emptySinceMs.set(slot, this.#parts.clock.monotonicMs());
    inserted.pullOut();
    this.#parts.line.remove(slot);
    this.#events.send({ slot, what: 'removed', model: inserted.chip.model });
  }
}
