// Jobs: what officers of the fleet have ordered is kept, carried out and told of.
export * from './enrol-call.ts';
export * from './job-desk.ts';
export * from './kinds/index.ts';
export * from './presence.ts';
export * from './service-end.ts';
