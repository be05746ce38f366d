// What terminals and the fleet say to each other: topics, messages, and the envelopes that make them trustworthy.
export * from './app-ticket.ts';
export * from './batch-envelope.ts';
export * from './batch-signature.ts';
export * from './command-envelope.ts';
export * from './downward.ts';
export * from './health-message.ts';
export * from './journal-messages.ts';
export * from './json-schemas.ts';
export * from './people-envelope.ts';
export * from './provider-envelope.ts';
export * from './replay-guard.ts';
export * from './signed-profile.ts';
export * from './status-message.ts';
export * from './topics.ts';
export * from './trusted-keys.ts';
export * from './unseal.ts';
export * from './wire-entry.ts';
