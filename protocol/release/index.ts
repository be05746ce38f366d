// The door of releases: what a publisher signs of the software.
export * from './release.ts';
