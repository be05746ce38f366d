// What a bar-code scanner must be able to do.
import type { KioskError, Listenable, Sensitive, Symbology } from '../../protocol/index.ts';

export interface Scan {
  /** Wrapped, because a code may let its holder into a session. It was written by anybody: check it before it is used. */
  readonly text: Sensitive<string>;
  readonly symbology: Symbology;
  /** Monotonic milliseconds at which its last report was here. */
  readonly atMs: number;
}

export type ScannerState = 'closed' | 'opening' | 'ready' | 'waiting';

/** Looked after: opened anew after an unplug. */
export interface Scanner extends AsyncDisposable {
  /** Of the scanner that is or was last there; null before the first. */
  readonly model: string | null;
  readonly state: ScannerState;
  readonly states: Listenable<ScannerState>;
  /** Why there is none; undefined while there is one. */
  readonly lastFault: KioskError | undefined;
  /** Each code once, from now on: what lies before the scanner is not told again and again. */
  readonly scans: Listenable<Scan>;
  /** So many codes and reports were not taken: damaged, too many at a time. */
  readonly refused: number;
}
