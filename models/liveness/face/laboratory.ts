// The other door of the face’s: scenes that are simulated, and how attack detection is measured.
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
export { SimulatedSwap } from './simulation/injected-scenes.ts';
export { PlayedScene } from './simulation/played-scene.ts';
export { SCENE_MANNERS, type SceneManner } from './simulation/scene-tasks.ts';
export { SIMULATED_FACE_ATTACKS, type SimulatedFaceAttack, simulatedAttack } from './simulation/simulated-attacks.ts';
export { SCENE_BYTES, type SimulatedScene } from './simulation/simulated-scene.ts';
export { type ScenePhoto, SimulatedSitter } from './simulation/simulated-sitter.ts';
