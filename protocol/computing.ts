// The door for threads that compute: faults, pictures, minutiae. No schemas: to load those takes each thread a fifth of a second.
export * from './base/index.ts';
export * from './minutiae/index.ts';
