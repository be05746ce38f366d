// The other door of liveness: what measures, trains and simulates, which a terminal that serves never loads.
export * from './face/laboratory.ts';
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
export { SIMULATED_ATTACKS } from './finger/simulation/simulated-attacks.ts';
export { textureStatistics } from './finger/texture/statistics.ts';
export {
  BONA_FIDE,
  skinScales,
  type TextureSample,
  trainTextureWeights,
} from './finger/texture/train-texture-model.ts';
