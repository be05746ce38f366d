// The challenge: one movement chosen at random, watched frame by frame, in the same face track as the neutral frames.
import { bytesOfFrame, type FrameStream } from '../../../hal/index.ts';
import type { Face, FaceTemplate } from '../../../models/index.ts';
import type { FaceTrack } from './face-track.ts';
import type {
  ChallengeState,
  ChallengeWatch,
  FaceAttackDetection,
  FaceRecognition,
  FrameTrace,
} from './prove-parts.ts';

export interface ChallengeParts {
  readonly stream: FrameStream;
  readonly faces: Pick<FaceRecognition, 'look' | 'embed' | 'compare'>;
  readonly pad: Pick<FaceAttackDetection, 'observe'>;
  readonly track: FaceTrack;
  readonly watch: ChallengeWatch;
  /** Of the neutral frames: every few frames the face must still be theirs. */
  readonly neutral: FaceTemplate;
  readonly compareEvery: number;
}

export interface ChallengeCourse {
  readonly state: Exclude<ChallengeState, 'waiting'>;
  readonly traces: readonly FrameTrace[];
  /** Scores against the neutral frames. */
  readonly likeness: readonly number[];
}

/** @throws VisitEnd face-left, face-changed, second-person; the signal's reason */
export async function performChallenge(parts: ChallengeParts, signal: AbortSignal): Promise<ChallengeCourse> {
  const { stream, track, watch } = parts;
  const traces: FrameTrace[] = [];
  const likeness: number[] = [];
  for (let count = 1; ; count += 1) {
    const frame = await stream.next(signal);
    try {
      const { image, number, atMs } = frame.reveal();
      const { faces } = await parts.faces.look(image, signal);
      const face = track.see(faces, atMs, true);
      if (!face) continue;
      const trace = await parts.pad.observe({ image, face, number, atMs }, signal);
      traces.push(trace);
      const state = watch.see(trace, face);
      const isOver = state !== 'waiting';
      if (isOver || count % parts.compareEvery === 0) likeness.push(await likenessOf(image, face, parts, signal));
      if (isOver) return { state, traces, likeness };
    } finally {
      frame.wipe(bytesOfFrame);
    }
  }
}

async function likenessOf(
  image: Parameters<FaceRecognition['embed']>[0],
  face: Face,
  { faces, neutral }: ChallengeParts,
  signal: AbortSignal,
): Promise<number> {
  const template = await faces.embed(image, face, signal);
  try {
    return faces.compare(template, neutral).score;
  } finally {
    template.values.fill(0);
  }
}
