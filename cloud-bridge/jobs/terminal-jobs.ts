// The jobs of a terminal, as the wire sees them: orders come in, standings go out. Implemented by the device.
import type { JobReport, Listenable, OpenedOrder } from '../../protocol/index.ts';

export interface TerminalJobs {
  /** An order that officers have signed for this terminal: carried out once, however often it comes. @throws KioskError STORE_* */
  take(opened: OpenedOrder): void;
  /** Whose latest standing the fleet has not heard yet, the oldest first, at most `limit`. @throws KioskError STORE_* */
  waiting(limit: number): readonly Omit<JobReport, 'from'>[];
  /** Says that some standing has changed. */
  readonly changed: Listenable<unknown>;
  /** The fleet has heard of this job as far as this number. @throws KioskError STORE_* */
  heard(job: string, number: number): void;
}
