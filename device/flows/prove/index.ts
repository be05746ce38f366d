// The prove visit: a citizen, the card, the face, and evidence for a provider.
export { Counter, type MobileAnswer } from './counter.ts';
export type { ProveAnswer } from './prove-answer.ts';
export { ProveFlow } from './prove-flow.ts';
export type * from './prove-parts.ts';
export { RateLimit } from './rate-limit.ts';
