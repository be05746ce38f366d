// The input that tells whether the cabinet is open.
import type { KioskError, Listenable } from '../../protocol/index.ts';

/** `unknown`: it cannot be read, which is a fault and no opening. */
export type TamperReading = 'closed' | 'open' | 'unknown';

/** Read all the time; the first reading is there once it is opened. */
export interface TamperInput extends AsyncDisposable {
  readonly reading: TamperReading;
  /** Each change. */
  readonly readings: Listenable<TamperReading>;
  /** Why it cannot be read: HAL_DISCONNECTED, HAL_REFUSED, PROTOCOL_MALFORMED; undefined while it can. */
  readonly lastFault: KioskError | undefined;
}
