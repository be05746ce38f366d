// Officers of the fleet: who they are, what they may, what they did, and what needs a second of them.
export * from './approvals.ts';
export * from './audit/index.ts';
export * from './officer-book.ts';
export * from './officer-key.ts';
export * from './officer-signature.ts';
export * from './open-office.ts';
export * from './roles.ts';
export * from './units.ts';
