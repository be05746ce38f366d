// The door of models/: recognition of fingers and faces, as a terminal has it.

export * from './face/index.ts';
export * from './fingerprint/engine/index.ts';
export * from './fingerprint/index.ts';
export * from './liveness/index.ts';
export { PRODUCT_MANIFEST } from './product-manifest.ts';
export { expectGolden, isFileOf, type ModelEntry, OnnxRuntime, readManifest, readModel } from './runtime/index.ts';
