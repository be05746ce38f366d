// What the terminal keeps: people, templates, journal, retry counters.
export type { RetryCounter } from './counters.ts';
export type { JournalLimits } from './journal/journal-room.ts';
export type { JournalVerification } from './journal/journal-verification.ts';
export type { NewPerson, Person, PersonPatch, Schedule } from './people/person.ts';
export * from './pseudonym.ts';
export * from './stores.ts';
export type { NewFinger, StoredFinger, StoredImpression } from './templates/stored-finger.ts';
