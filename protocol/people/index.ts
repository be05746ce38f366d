// People as the fleet and its terminals speak of them: desired persons, tables and their hash, deltas, reports.
export * from './captured-person.ts';
export * from './desired-person.ts';
export * from './display-photo.ts';
export * from './duplicates.ts';
export * from './duress.ts';
export * from './people-messages.ts';
export * from './people-table.ts';
export * from './person-fields.ts';
export * from './wanted-person.ts';
