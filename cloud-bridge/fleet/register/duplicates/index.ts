// Records that seem to be one person.
export { type Coverage, coverageOf } from './coverage.ts';
export type { BookedDuplicate, DuplicateBook, DuplicateOutcome } from './duplicate-book.ts';
