// Officers of the fleet: who they are.
export * from './officer-key.ts';
export * from './roles.ts';
