// Work at the terminal itself: who is let in, and what they do there.
export * from './acts.ts';
export * from './card/index.ts';
export type { KeyPurpose } from './entry/key-purpose.ts';
export * from './operator-list.ts';
export * from './operator-room.ts';
export * from './session.ts';
