// A lamp that is open now: it shows signals until it is lost.
import type { KioskError, Listenable } from '../../protocol/index.ts';
import type { Light } from '../ports/light.ts';

export interface LiveLight extends Light {
  /** Tells once, and tells who listens later at once, that the lamp has gone and why. */
  readonly lost: Listenable<KioskError>;
}
