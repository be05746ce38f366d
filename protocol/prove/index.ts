// Proving who somebody is: the signed profile of a service, consent, questions to a provider's gateway, evidence.
export * from './consent.ts';
export * from './evidence.ts';
export * from './gateway-messages.ts';
export * from './levels.ts';
export * from './service-profile.ts';
export type { Text } from './words.ts';
