// The door of models/: recognition of fingers and faces.

export * from './face/index.ts';
export * from './fingerprint/engine/index.ts';
export * from './fingerprint/index.ts';
export * from './fingerprint/synthesis/index.ts';
export * from './liveness/index.ts';
export { PRODUCT_MANIFEST } from './product-manifest.ts';
export { type ModelEntry, readManifest } from './runtime/index.ts';
