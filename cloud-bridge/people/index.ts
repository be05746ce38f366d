// The terminal's people, as the fleet wants them, and whoever is enrolled here, for the fleet.
export * from './capture-outbox.ts';
export * from './people-road.ts';
export type { SearchOutcome } from './people-search.ts';
export * from './people-sync.ts';
export * from './people-table.ts';
