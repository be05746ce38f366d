// Sealed evidence as the wire sees it: what waits for its provider. Implemented by the device's store.
import type { EvidenceAck, Listenable } from '../../protocol/index.ts';

export interface WaitingEvidence {
  readonly id: string;
  /** Compact JWE for the provider: nobody here can open it. */
  readonly sealed: string;
}

export interface EvidenceOutbox {
  /** The oldest first, at most `limit`. @throws KioskError STORE_* */
  waiting(limit: number): readonly WaitingEvidence[];
  /** The provider has it: it is shredded here. False where that is not what we hold. @throws KioskError STORE_* */
  acknowledge(ack: EvidenceAck): boolean;
  /** Says that evidence was added, after it was committed. */
  readonly added: Listenable<unknown>;
}
