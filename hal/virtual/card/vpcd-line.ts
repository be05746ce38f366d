// Two virtual readers of the real pcscd, read by the real pcsclite.
import type { Clock } from '../../../protocol/index.ts';
import { openPcscliteHub } from '../../card/pcsclite-hub.ts';
import type { ReaderHub } from '../../card/reader-hub.ts';
import type { InsertedChip } from './inserted-chip.ts';
import { VirtualPcscd, VPCD_READERS } from './pcscd.ts';
import type { ReaderLine, SlotNumber } from './reader-line.ts';
import { takeTurn } from './turn.ts';
import { VpcdSlot } from './vpcd-slot.ts';

export interface VpcdLineOptions {
  readonly clock: Clock;
  /** For another process that uses the same pcscd. */
  readonly waitMs: number;
}

export class VpcdLine implements ReaderLine {
  readonly bus = 'pcscd, through vpcd and pcsclite';
  readonly readerNames = VPCD_READERS;
  /** pcscd looks every 400 ms. */
  readonly noticesWithinMs = 500;
  readonly #options: VpcdLineOptions;
  readonly #pcscd: VirtualPcscd;
  #slots: readonly [VpcdSlot, VpcdSlot];
  #turn: AsyncDisposable | undefined;

  constructor(options: VpcdLineOptions) {
    this.#options = options;
    this.#pcscd = new VirtualPcscd(options.clock);
    this.#slots = slotsOf(this.#pcscd);
  }

  async plug(): Promise<void> {
    this.#turn ??= await takeTurn(this.#options);
    try {
      await this.#pcscd.start();
      this.#slots = slotsOf(this.#pcscd);
    } catch (fault) {
      await this[Symbol.asyncDispose]();
      throw fault;
    }
  }

  async unplug(): Promise<void> {
    await this.#pcscd.kill();
    for (const slot of this.#slots) slot.remove();
  }

  async insert(slot: SlotNumber, chip: InsertedChip): Promise<void> {
    await this.#slots[slot].insert(chip);
  }

  remove(slot: SlotNumber): void {
    this.#slots[slot].remove();
  }

  async openHub(): Promise<ReaderHub> {
    return await openPcscliteHub(this.#options.clock);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const slot of this.#slots) slot.remove();
    await this.#pcscd[Symbol.asyncDispose]();
    await this.#turn?.[Symbol.asyncDispose]();
    this.#turn = undefined;
  }
}

const slotsOf = ({ ports: [first, second] }: VirtualPcscd): readonly [VpcdSlot, VpcdSlot] => [
  new VpcdSlot(first),
  new VpcdSlot(second),
];
