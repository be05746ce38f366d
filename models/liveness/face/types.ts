// What presentation attack detection of the face looks at, and what it answers.
import type { ColourImage } from '../../../protocol/computing.ts';
import type { Face, FaceLandmarks } from '../../face/index.ts';

/** A frame with the face that was found in it. */
export interface FaceFrame {
  readonly image: ColourImage;
  readonly face: Face;
  /** As the camera counts. */
  readonly number: number;
  /** Monotonic milliseconds of the camera. */
  readonly atMs: number;
}

export interface ModelScore {
  readonly name: string;
  readonly version: string;
  /** 0 as an attack, 1 as a living face. */
  readonly score: number;
}

export type CueName =
  | 'moire'
  | 'straight-edges'
  | 'glare'
  | 'blue-cast'
  | 'lifted-black'
  | 'low-contrast'
  | 'no-grain'
  | 'hard-eye-edges';

/** How far each eye is open, in distances between the eyes. */
export interface EyeOpenness {
  readonly right: number;
  readonly left: number;
}

/** All that judging needs of one frame: nothing in it shows the face, so the frame can be wiped at once. */
export interface FrameEvidence {
  readonly number: number;
  readonly atMs: number;
  /** One for each network that looked at it. */
  readonly models: readonly ModelScore[];
  readonly cues: Readonly<Record<CueName, number>>;
  readonly eyes: EyeOpenness;
  /** SHA-256 of the pixels, in hex. */
  readonly digest: string;
  /** What a pixel differs from its neighbours by, at fixed places strewn over the frame; `CLIPPED` where it is black or white. */
  readonly noise: Int8Array;
  readonly landmarks: FaceLandmarks;
}

export type StreamReason =
  | 'repeated-frames'
  | 'identical-noise'
  | 'impossible-timing'
  | 'moved-as-a-plane'
  | 'no-motion';

export interface StreamFinding {
  readonly ok: boolean;
  /** The surest first. */
  readonly reasons: readonly StreamReason[];
  readonly frames: number;
  /** Share of equal noise in the two frames that are most alike. */
  readonly mostAlike: number;
  /** In distances between the eyes: how far the face mostly went, and how far its nose strayed before the plane of eyes and mouth. */
  readonly motion: number;
  readonly parallax: number;
  /** How much narrower or flatter the face became, as a logarithm. */
  readonly stretch: number;
}

export interface CueFinding {
  readonly cue: CueName;
  readonly value: number;
  readonly limit: number;
  readonly ok: boolean;
}

export type LivenessReason = StreamReason | CueName | 'models' | 'too-few-frames' | 'no-models';

/** A field of its own beside the comparison's result: both must pass. */
export interface FaceLiveness {
  readonly result: 'live' | 'attack' | 'unknown';
  /** Mean over the frames of the mean of the networks, 0 as an attack, 1 as living; null where none has looked. */
  readonly score: number | null;
  readonly threshold: number;
  readonly models: readonly ModelScore[];
  readonly cues: readonly CueFinding[];
  /** The surest first; empty where the result is live. For the journal, not for whoever stands there. */
  readonly reasons: readonly LivenessReason[];
  /** Of the rules and numbers of this folder. */
  readonly version: string;
}
