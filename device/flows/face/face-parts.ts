// What looking at a face needs from the rest of the device, so that a test can hand it something smaller.
import type { ChallengeFailure, Face, FaceTemplate } from '../../../models/index.ts';
import type { ColourImage } from '../../../protocol/index.ts';

/** An instruction in both languages. */
export interface Guidance {
  readonly th: string;
  readonly en: string;
}

export interface QualityFinding {
  readonly check: string;
  readonly ok: boolean;
  readonly value: number | null;
  readonly limit: string;
  /** False for good practice, which is told and stops nobody. */
  readonly required: boolean;
}

/** What is seen in a frame. */
export interface Sighting {
  /** Largest first. */
  readonly faces: readonly Face[];
  readonly quality: readonly QualityFinding[];
  /** What the person should change first; undefined where the picture is good. */
  readonly advice: Guidance | undefined;
  /** 0 to 1, to choose the best of a burst by. */
  readonly merit: number;
}

export interface Comparison {
  readonly score: number;
  readonly falseMatchRate: number;
}

export interface FaceRecognition {
  readonly recogniser: { readonly name: string; readonly version: string };
  look(image: ColourImage, signal: AbortSignal): Promise<Sighting>;
  /** The faces alone, largest first: where nobody asks how good the picture is. */
  find(image: ColourImage, signal: AbortSignal): Promise<readonly Face[]>;
  embed(image: ColourImage, face: Face, signal: AbortSignal): Promise<FaceTemplate>;
  /** Undefined where no face can be made out in the photo of the card. */
  reference(jpeg: Uint8Array, signal: AbortSignal): Promise<FaceTemplate | undefined>;
  /** Normalised mean. */
  mean(templates: readonly FaceTemplate[]): FaceTemplate;
  compare(a: FaceTemplate, b: FaceTemplate): Comparison;
  /** The score at which so rare a false match begins. */
  thresholdAt(falseMatchRate: number): number;
  /** JPEG of the face as evidence wants it. */
  portrait(image: ColourImage, face: Face): Promise<Uint8Array>;
}

export interface ObservedFrame {
  readonly image: ColourImage;
  readonly face: Face;
  readonly number: number;
  readonly atMs: number;
}

/** What a detector keeps of a frame: nothing in it shows the face. */
export interface FrameTrace {
  readonly atMs: number;
}

export interface PadFinding {
  readonly result: 'live' | 'attack' | 'unknown';
  readonly score: number | null;
  readonly threshold: number | null;
  readonly models: readonly { readonly name: string; readonly version: string; readonly score: number }[];
  readonly cues: readonly { readonly cue: string; readonly value: number; readonly ok: boolean }[];
  readonly reasons: readonly string[];
  readonly version: string;
}

export interface ChallengeInstruction {
  readonly kind: string;
  readonly guidance: Guidance;
  readonly limitMs: number;
}

/** Where it was not performed, what was seen instead: the entry of the visit says so. */
export type ChallengeState = 'waiting' | 'performed' | ChallengeFailure;

export interface ChallengeWatch<T extends FrameTrace = FrameTrace> {
  /** What is asked for now: another, once a first was done that does not count alone. */
  readonly instruction: ChallengeInstruction;
  see(trace: T, face: Face): ChallengeState;
}

/** How a movement that was asked for ended. */
export interface ChallengeFinding {
  /** All that was asked for, in order, with a space between. */
  readonly kind: string;
  readonly result: string;
  readonly ms: number;
}

/** Attack detection of the face. The burst is the neutral frames, the course all frames of the visit in order. */
export interface FaceAttackDetection<T extends FrameTrace = FrameTrace> {
  /** A frame of the burst. */
  observe(frame: ObservedFrame, signal: AbortSignal): Promise<T>;
  /** A frame that only counts as part of the course: quicker. */
  follow(frame: ObservedFrame, signal: AbortSignal): Promise<T>;
  judge(burst: readonly T[], course: readonly T[]): PadFinding;
  /** One of those allowed, chosen at random; with a turn after it where it shows no depth. */
  challenge(allowed: readonly string[], startedAtMs: number): ChallengeWatch<T>;
  /** Whether the scores of frames against the burst are those of one person. */
  isOnePerson(scores: readonly number[]): boolean;
}
