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
export type { CountedRate } from './evaluation/counted-rate.ts';
export {
  type FacePadRates,
  facePadRates,
  type JudgedFace,
  type KindRates,
  LIVING,
} from './evaluation/face-pad-rates.ts';
export type { LookForFaces, Watchers } from './evaluation/face-presentation.ts';
export { type JudgedPresentation as JudgedFacePresentation, judgePhoto } from './evaluation/judge-photo.ts';
export { type LeftOutRates, leftOutRates } from './evaluation/left-out-limits.ts';
export { FacePad } from './face-pad.ts';
export { judgeFaceLiveness, judgePicture, type PictureLiveness } from './judge/judge-liveness.ts';
export { judgeFaceStream } from './judge/judge-stream.ts';
export { type SameFaceFinding, sameFaceThroughout } from './judge/same-face.ts';
export type { FacePadModels } from './observe/pad-networks.ts';
export { SimulatedSwap } from './simulation/injected-scenes.ts';
export { PlayedScene } from './simulation/played-scene.ts';
export { SCENE_MANNERS, type SceneManner } from './simulation/scene-tasks.ts';
export { SIMULATED_FACE_ATTACKS, type SimulatedFaceAttack, simulatedAttack } from './simulation/simulated-attacks.ts';
export { SCENE_BYTES, type SimulatedScene } from './simulation/simulated-scene.ts';
export { type ScenePhoto, SimulatedSitter } from './simulation/simulated-sitter.ts';
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
