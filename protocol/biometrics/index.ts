// How well recognition does in the field, counted from journal entries: decisions, error rates and their bounds, availability.
export * from './decisions.ts';
export * from './enrolment.ts';
export * from './figures.ts';
export * from './presentation.ts';
export * from './rate-bounds.ts';
export * from './rates.ts';
export type { Spell } from './spells.ts';
export * from './tally.ts';
export * from './truth.ts';
export * from './uptime.ts';
