// Presentation attack detection of the face: what a frame shows, what a burst shows, a challenge, and how it is measured.

export { ChallengeSeries } from './challenge/challenge-series.ts';
export type { ChallengeAnswer, ChallengeFailure, WatchedFrame } from './challenge/challenge-watch.ts';
export {
  CHALLENGE_NAMES,
  type Challenge,
  type ChallengeName,
  pickChallenges,
} from './challenge/challenges.ts';
export { headTurn } from './challenge/head-measures.ts';
export { FacePad } from './face-pad.ts';
export { judgeFaceLiveness, judgePicture, type PictureLiveness } from './judge/judge-liveness.ts';
export { judgeFaceStream } from './judge/judge-stream.ts';
export { type SameFaceFinding, sameFaceThroughout } from './judge/same-face.ts';
export type { FacePadModels } from './observe/pad-networks.ts';
export type {
  CueFinding,
  CueName,
  EyeOpenness,
  FaceFrame,
  FaceLiveness,
  FrameEvidence,
  LivenessReason,
  ModelScore,
  StreamFinding,
  StreamReason,
} from './types.ts';
