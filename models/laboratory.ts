// The other door of models/: what measures, trains, draws, simulates and converts. A terminal that serves never loads it.

export { convert } from './conversion/index.ts';
export * from './fingerprint/laboratory.ts';
export * from './liveness/laboratory.ts';
