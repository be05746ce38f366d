// The terminal's people, as the fleet wants them.
export * from './people-sync.ts';
export * from './people-table.ts';
