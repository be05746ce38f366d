// The terminal's configuration, and the policy it may not touch.
export { decidingKeys } from './decided-here.ts';
export * from './example.ts';
export * from './journal-limits.ts';
export * from './mistake.ts';
export * from './policy.ts';
export * from './policy-keys.ts';
export * from './proposal.ts';
export * from './read-config.ts';
export { aboutKeys, type Config, keysOf, type SectionName, sectionNames } from './schema.ts';
export * from './signed-policy.ts';
export { REMOTE_KEYS, type SettingsState } from './signed-settings.ts';
export { type Residency, USES, type Use, type UseRules, useRules } from './use.ts';
