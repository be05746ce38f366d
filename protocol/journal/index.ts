// The journal's language: entries, their payloads and the chain that holds them together.
export * from './chain.ts';
export * from './classes.ts';
export * from './entry.ts';
export * from './erasure.ts';
export * from './others.ts';
export * from './payloads.ts';
