// Orders that last, as this terminal holds them.
export * from './claimed.ts';
export * from './holding.ts';
export { KeyCounters } from './key-counters.ts';
export * from './standing-config.ts';
export { standingFiles } from './standing-file.ts';
export * from './standing-orders.ts';
export * from './standing-policy.ts';
