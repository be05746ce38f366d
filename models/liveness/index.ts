// The door of liveness: presentation attack detection.
export * from './face/index.ts';
export {
  adaptTo,
  crossValidated,
  crossValidatedThreshold,
  GROUPINGS as PAD_GROUPINGS,
  type GroupedSample,
  type Grouping as PadGrouping,
} from './finger/evaluation/cross-validate.ts';
export { judgeSequences } from './finger/evaluation/judge-sequences.ts';
export { judgeSet, type LabelledPrint } from './finger/evaluation/judge-set.ts';
export { type JudgedPresentation, type PadRates, padRates } from './finger/evaluation/pad-rates.ts';
export { FingerPad, type FingerPadOptions } from './finger/finger-pad.ts';
export { SIMULATED_ATTACKS } from './finger/simulation/simulated-attacks.ts';
export type { NetworkRunner, TextureNetwork } from './finger/texture/network-pad.ts';
export { type InstalledNetwork, openNetworkPad } from './finger/texture/open-network-pad.ts';
export { textureStatistics } from './finger/texture/statistics.ts';
export { type TextureModel, textureFinding } from './finger/texture/texture-model.ts';
export { TEXTURE_MODEL } from './finger/texture/texture-model-table.ts';
export type { TextureFinding, TextureImpression, TexturePad } from './finger/texture/texture-pad.ts';
export {
  BONA_FIDE,
  skinScales,
  type TextureSample,
  trainTextureWeights,
} from './finger/texture/train-texture-model.ts';
export type {
  FingerPresentation,
  Frame,
  PadReason,
  PadResult,
  PadVerdict,
  SensorSignal,
} from './finger/types.ts';
