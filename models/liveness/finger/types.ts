// What presentation attack detection of the finger is given, and what it answers.
import type { FingerTemplate, GrayImage } from '../../../protocol/computing.ts';

export interface Frame {
  readonly image: GrayImage;
  /** Monotonic milliseconds of the sensor's clock. */
  readonly atMs: number;
}

/** What a sensor with a presentation attack detector of its own says of the finger on it. */
export interface SensorSignal {
  readonly name: string;
  readonly finding: 'live' | 'fake' | 'unknown';
}

/** One touch, from the finger's arrival to the impression that decides. */
export interface FingerPresentation {
  /** In the order of their times. The last is the deciding impression; most sensors give no other. */
  readonly frames: readonly Frame[];
  /** Of the last frame. */
  readonly template: FingerTemplate;
  /** Whether the first frame shows how the finger came down, or the sensor began once it lay there. */
  readonly startsAt: 'first-contact' | 'settled';
  /** Whether the glass was seen free between the touch before and this one. */
  readonly lift: 'seen' | 'not-seen' | 'unknown';
  readonly signal?: SensorSignal;
}

export type PadVerdict = 'bona-fide' | 'attack' | 'undecided';

/** Why an attack is suspected, then why nothing can be said; the screen tells none of it to whoever stands there. */
export type PadReason =
  | 'copy-of-earlier'
  | 'no-lift'
  | 'frozen-frames'
  | 'no-growth'
  | 'sensor-says-fake'
  | 'texture'
  | 'too-little-ridge'
  | 'unknown-sensor'
  | 'not-assessed';

/** A field of its own beside the comparison's result: both must pass. */
export interface PadResult {
  readonly verdict: PadVerdict;
  /** 0 as a living finger, 1 as an attack; null where nothing was measured. */
  readonly score: number | null;
  /** The gravest first; empty where the verdict is bona fide. */
  readonly reasons: readonly PadReason[];
  /** Of the rules and of the model that scored, such as `1+statistics-1`. */
  readonly version: string;
}
