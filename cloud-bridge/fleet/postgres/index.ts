// The fleet in PostgreSQL, where one machine is not enough.
export * from './address.ts';
export * from './open-postgres-register.ts';
export * from './postgres-fleet-store.ts';
