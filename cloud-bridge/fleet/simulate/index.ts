// Light terminals in great number, and what the store makes of them.
export * from './own-fleet.ts';
export * from './simulation.ts';
export * from './tally.ts';
