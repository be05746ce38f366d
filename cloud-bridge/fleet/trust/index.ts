// Trust in a fleet: its authorities, the rules of its broker, and how terminals join and leave it.
export { type Authority, newKey, newRequest } from './authority.ts';
export * from './broker-list.ts';
export * from './claim-code.ts';
export * from './claim-request.ts';
export * from './claims.ts';
export * from './mosquitto-conf.ts';
export * from './open-terminal-book.ts';
export * from './renewals.ts';
export * from './retired.ts';
export { type BookedTerminal, certificateInUse, type Onboarding, type TerminalBook } from './terminal-book.ts';
export * from './topic-rules.ts';
export * from './trust-files.ts';
