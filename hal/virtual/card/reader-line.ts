// What a virtual reader hangs on: the real pcscd, or nothing but this process.
import type { ReaderHub } from '../../card/reader-hub.ts';
import type { InsertedChip } from './inserted-chip.ts';

export type SlotNumber = 0 | 1;

export interface ReaderLine extends AsyncDisposable {
  /** What carries the commands. */
  readonly bus: string;
  /** Of the two readers, in order; both begin alike. */
  readonly readerNames: readonly [string, string];
  /** A card that came back sooner would be taken for one that never left: faster than any hand. */
  readonly noticesWithinMs: number;
  /** @throws KioskError HAL_UNAVAILABLE, HAL_TIMEOUT */
  plug(): Promise<void>;
  /** @throws KioskError HAL_REFUSED where it is not ours to unplug */
  unplug(): Promise<void>;
  /** @throws KioskError HAL_DISCONNECTED */
  insert(slot: SlotNumber, chip: InsertedChip): Promise<void>;
  remove(slot: SlotNumber): void;
  openHub(signal: AbortSignal): Promise<ReaderHub>;
}
