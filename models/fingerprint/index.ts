// The door of the fingerprint engine.
export { Comparator, comparePacked, compareTemplates, MATCHER_VERSION } from './compare.ts';
export { extractTemplate } from './extract.ts';
export { MAX_PACKED_WORDS, PACKED, type PackedTemplate, prepare } from './pack.ts';
export { drawTraced, type Trace, type Traced } from './trace.ts';
export type { Extraction, FingerQuality, QualityReason } from './types.ts';
