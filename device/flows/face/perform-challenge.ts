// The challenge: a movement chosen at random, or two, watched frame by frame, in the same face track as the neutral frames.
import { bytesOfFrame, type FrameStream } from '../../../hal/index.ts';
import type { Face, FaceTemplate } from '../../../models/index.ts';
import type {
  ChallengeInstruction,
  ChallengeState,
  ChallengeWatch,
  FaceAttackDetection,
  FaceRecognition,
  FrameTrace,
} from './face-parts.ts';
import type { FaceTrack } from './face-track.ts';
import { framesInTurn } from './frames-in-turn.ts';
import { seeOn } from './see-on.ts';

export interface ChallengeParts {
  readonly stream: FrameStream;
  readonly faces: Pick<FaceRecognition, 'find' | 'embed' | 'compare'>;
  readonly pad: Pick<FaceAttackDetection, 'follow'>;
  readonly track: FaceTrack;
  readonly watch: ChallengeWatch;
  /** Shows each movement when its time has come. */
  readonly ask: (instruction: ChallengeInstruction) => void;
  /** Of the neutral frames, which may still be in the making: the face must still be theirs. */
  readonly neutral: Promise<FaceTemplate>;
  readonly compareEveryMs: number;
}

export interface ChallengeCourse {
  readonly state: Exclude<ChallengeState, 'waiting'>;
  /** All that was asked for, in order. */
  readonly kinds: readonly string[];
  readonly traces: readonly FrameTrace[];
  /** Scores against the neutral frames. */
  readonly likeness: readonly number[];
}

/** @throws VisitEnd face-left, face-changed, second-person; the signal's reason */
export async function performChallenge(parts: ChallengeParts, signal: AbortSignal): Promise<ChallengeCourse> {
  const { stream, faces, watch, compareEveryMs } = parts;
  const traces: FrameTrace[] = [];
  const likeness: number[] = [];
  const kinds: string[] = [];
  const askIfNew = (): void => {
    const { kind } = watch.instruction;
    if (kind === kinds.at(-1)) return;
    kinds.push(kind);
    parts.ask(watch.instruction);
  };
  let state: ChallengeState = 'waiting';
  let comparedAtMs: number | undefined;
  askIfNew();
  await framesInTurn<readonly Face[]>(
    {
      stream,
      look: ({ image }, until) => faces.find(image, until),
      deal: async (frame, found, until) => {
        const { image, atMs } = frame.reveal();
        const seen = await seeOn(frame.reveal(), found, parts, until);
        if (!seen) return false;
        const { face, trace } = seen;
        traces.push(trace);
        state = watch.see(trace, face);
        askIfNew();
        const isOver = state !== 'waiting';
        comparedAtMs ??= atMs;
        if (isOver || atMs - comparedAtMs >= compareEveryMs) {
          comparedAtMs = atMs;
          likeness.push(await likenessOf(image, face, parts, until));
        }
        return isOver;
      },
      release: (frame) => frame.wipe(bytesOfFrame),
    },
    signal,
  );
  return { state: ended(state), kinds, traces, likeness };
}

function ended(state: ChallengeState): ChallengeCourse['state'] {
  if (state === 'waiting') throw new Error('a challenge that ended while it was waited for');
  return state;
}

async function likenessOf(
  image: Parameters<FaceRecognition['embed']>[0],
  face: Face,
  { faces, neutral }: ChallengeParts,
  signal: AbortSignal,
): Promise<number> {
  const template = await faces.embed(image, face, signal);
  try {
    return faces.compare(template, await neutral).score;
  } finally {
    template.values.fill(0);
  }
}
