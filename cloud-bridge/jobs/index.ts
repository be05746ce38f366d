// Jobs: what officers of the fleet want of this terminal.
export * from './job-road.ts';
export * from './terminal-jobs.ts';
