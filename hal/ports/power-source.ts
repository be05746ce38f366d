// What feeds the machine: mains, and the battery or UPS that stands in for it.
import type { KioskError, Listenable } from '../../protocol/index.ts';

export interface PowerReading {
  readonly onMains: boolean;
  /** Of the battery, 0 to 1; null where nobody can tell. */
  readonly charge: number | null;
  /** The source says of itself that it ends soon. */
  readonly isLow: boolean;
  /** How long it lasts, by its own reckoning; null where it does not say. */
  readonly secondsLeft: number | null;
}

/** Read all the time; the first reading is there once it is opened. */
export interface PowerSource extends AsyncDisposable {
  /** Undefined while it cannot be read, which says nothing of the power. */
  readonly reading: PowerReading | undefined;
  /** Each that differs from the one before. */
  readonly readings: Listenable<PowerReading | undefined>;
  /** Why it cannot be read: HAL_DISCONNECTED, HAL_REFUSED, HAL_TIMEOUT, PROTOCOL_MALFORMED; undefined while it can. */
  readonly lastFault: KioskError | undefined;
}
