// Site operators as the fleet keeps them: who they are, where they work, by which keys terminals let them in.
export * from './card-key.ts';
export * from './operator-book.ts';
export * from './places.ts';
