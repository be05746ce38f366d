// Light terminals in great number, and what the store makes of them.
export type { Minute } from './minute-book.ts';
export * from './own-fleet.ts';
export { type Peak, readPeak } from './peak.ts';
export * from './simulation.ts';
export * from './tally.ts';
