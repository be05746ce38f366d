// Whoever was enrolled at this terminal, as the wire sees it: until the fleet has them. Implemented by the device's store.
import type { CapturedPerson, Listenable } from '../../protocol/index.ts';

export interface CaptureOutbox {
  /** Whom the fleet does not have yet, at most `limit`. @throws KioskError STORE_* */
  waiting(limit: number): readonly Omit<CapturedPerson, 'from'>[];
  /** Says that somebody was enrolled, after it was committed and journaled. */
  readonly added: Listenable<unknown>;
}
