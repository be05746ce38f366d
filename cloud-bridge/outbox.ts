// The journal as the wire sees it: what waits to be acknowledged. Implemented by the device's store.
import type { Listenable, WireEntry } from '../protocol/index.ts';

export interface Outbox {
  /** Random, born with the journal's file. */
  readonly journalId: string;
  /** Number of the newest entry; 0 where there is none. Cheap: it is read before each batch. */
  readonly lastSeq: number;
  /** Everything up to here has been stored by the fleet. */
  readonly acknowledgedSeq: number;
  /** Of entries that may wait, where there is a limit. */
  readonly capacity?: number;
  /**
   * Up to `limit` entries from `fromSeq` on, ascending. A number that is left out is not held any more, which is
   * allowed for acknowledged ones only. Must not take longer than a few milliseconds.
   * @throws KioskError STORE_*
   */
  read(fromSeq: number, limit: number): readonly WireEntry[];
  /** The newest `limit` entries, ascending. @throws KioskError STORE_* */
  readNewest(limit: number): readonly WireEntry[];
  /** Everything up to `seq` is stored by the fleet and may give way. Never lowers it. @throws KioskError STORE_* */
  acknowledge(seq: number): void;
  /** Says that entries were added, after they were committed. */
  readonly appended: Listenable<unknown>;
}
