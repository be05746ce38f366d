// The door of liveness: presentation attack detection.
export * from './face/index.ts';
export { FingerPad, type FingerPadOptions } from './finger/finger-pad.ts';
export type { NetworkRunner, TextureNetwork } from './finger/texture/network-pad.ts';
export { type InstalledNetwork, openNetworkPad } from './finger/texture/open-network-pad.ts';
export { type TextureModel, textureFinding } from './finger/texture/texture-model.ts';
export { TEXTURE_MODEL } from './finger/texture/texture-model-table.ts';
export type { TextureFinding, TextureImpression, TexturePad } from './finger/texture/texture-pad.ts';
export type {
  FingerPresentation,
  Frame,
  PadReason,
  PadResult,
  PadVerdict,
  SensorSignal,
} from './finger/types.ts';
