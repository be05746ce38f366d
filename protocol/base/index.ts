// What every room builds on: faults, time, pictures, wrapped secrets, status.
export * from './broadcast.ts';
export * from './canonical-json.ts';
export * from './clock.ts';
export * from './colour-image.ts';
export * from './deadline.ts';
export * from './fault-table.ts';
export * from './faults.ts';
export * from './image.ts';
export * from './manual-clock.ts';
export * from './new-id.ts';
export * from './read-json.ts';
export * from './resample-image.ts';
export * from './sensitive.ts';
