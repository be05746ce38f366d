// Attack detection of the face as the prove visit uses it.
import {
  CHALLENGE_NAMES,
  type ChallengeAnswer,
  ChallengeSeries,
  type FacePad,
  type FrameEvidence,
  judgeFaceLiveness,
  judgeFaceStream,
  pickChallenges,
  sameFaceThroughout,
} from '../../../models/index.ts';
import type { ChallengeState, FaceAttackDetection, PadFinding } from '../../flows/face/index.ts';

export interface DetectionParts {
  readonly pad: Pick<FacePad, 'observe' | 'follow'>;
  /** Uniform in [0, 1), from a source that nobody can foresee. */
  readonly random: () => number;
  /** Of the recogniser's scores: below it two faces are held for two people. */
  readonly sameFaceAt: number;
}

export const faceAttackDetection = ({
  pad,
  random,
  sameFaceAt,
}: DetectionParts): FaceAttackDetection<FrameEvidence> => ({
  observe: (frame, signal) => pad.observe(frame, signal),
  follow: (frame, signal) => pad.follow(frame, signal),
  judge: (burst, course) => judged(burst, course),
  challenge: (allowed, startedAtMs) => {
    const names = CHALLENGE_NAMES.filter((name) => allowed.includes(name));
    const challenges = pickChallenges(random, names.length > 0 ? names : CHALLENGE_NAMES);
    const series = new ChallengeSeries({ challenges, askedAtMs: startedAtMs });
    return {
      get instruction() {
        const { name, instruction, withinMs } = series.challenge;
        return { kind: name, guidance: instruction, limitMs: withinMs };
      },
      see: ({ eyes, atMs }, face) => stateOf(series.see({ face, eyes, atMs })),
    };
  },
  isOnePerson: (scores) => sameFaceThroughout(scores, sameFaceAt).ok,
});

/** Networks and cues look at the neutral burst; motion and timing show over the whole course. */
function judged(burst: readonly FrameEvidence[], course: readonly FrameEvidence[]): PadFinding {
  const finding = judgeFaceLiveness(burst, judgeFaceStream(course));
  return { ...finding, cues: finding.cues.map(({ cue, value, ok }) => ({ cue, value, ok })) };
}

function stateOf(answer: ChallengeAnswer): ChallengeState {
  return answer.is === 'failed' ? answer.reason : answer.is;
}
