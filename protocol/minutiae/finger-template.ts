// Finger minutiae as ISO/IEC 19794-2:2005 knows them, as typed values.
import type { RidgeMap } from './ridge-map.ts';

/** ISO/IEC 19794-2:2005 clause 7.4.2.3, type codes 01, 10, 00. */
export type MinutiaKind = 'ending' | 'bifurcation' | 'other';

export interface Minutia {
  /** Pixels from the left edge and from the top edge of the image; fractions are kept in memory, rounded on disk. */
  readonly x: number;
  readonly y: number;
  /** Radians, [0, 2*pi), counter-clockwise from the right; direction of the ridge as ISO/IEC 19794-2 clause 6.4.3 has it. */
  readonly angle: number;
  readonly kind: MinutiaKind;
  /** 1 to 100; 0 where it was not assessed. */
  readonly quality: number;
}

export interface FingerTemplate {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly dpi: number;
  /** 0 to 100, of the whole impression. */
  readonly quality: number;
  readonly minutiae: readonly Minutia[];
  /** Absent in templates of other engines. */
  readonly ridges?: RidgeMap;
  /** What the engine that made the record notes of the minutiae, lest it measure them anew each time: its own matter, opaque here. */
  readonly codes?: Uint8Array;
}
