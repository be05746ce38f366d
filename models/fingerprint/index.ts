// The door of the fingerprint engine.
export { Comparator, comparePacked, compareTemplates, MATCHER_VERSION } from './compare.ts';
export { MAX_PACKED_WORDS, PACKED, type PackedTemplate, prepare } from './pack.ts';
export type { Extraction, FingerQuality, QualityReason } from './types.ts';
