// What the terminal keeps: people, templates, journal, retry counters.
export type { CounterStore, RetryCounter } from './counters.ts';
export type { EvidenceStore } from './evidence/evidence-store.ts';
export * from './journal/journal-reader.ts';
export type { JournalLimits } from './journal/journal-room.ts';
export type { JournalStore } from './journal/journal-store.ts';
export type { JournalVerification } from './journal/journal-verification.ts';
export * from './open-stores.ts';
export type { PeopleStore } from './people/people-store.ts';
export type { CardKind, CardNumber, NewCard, NewPerson, Person, PersonPatch, Schedule } from './people/person.ts';
export * from './people-table.ts';
export * from './pseudonym.ts';
export type { SnapshotUse } from './snapshots/open-snapshots.ts';
export type { KeptSnapshot, NewSnapshot, SnapshotQuota, SnapshotStore } from './snapshots/snapshot-store.ts';
export type { StoreLog } from './store-log.ts';
export { type EnrolmentRecord, type Reconciliation, Stores } from './stores.ts';
export type { FacesStore, NewFace, StoredFace } from './templates/faces-store.ts';
export type { NewFinger, StoredFinger, StoredImpression } from './templates/stored-finger.ts';
export type { TemplatesStore } from './templates/templates-store.ts';
