// Entries that come on a data carrier.
export * from './take-carried.ts';
