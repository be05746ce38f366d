// The terminal's configuration, and the policy it may not touch.

export { aboutKeys } from './about-keys.ts';
export { decidingKeys } from './decided-here.ts';
export * from './example.ts';
export type { Profile } from './head.ts';
export * from './journal-limits.ts';
export { variableOf } from './layer.ts';
export * from './migrate.ts';
export * from './mistake.ts';
export * from './policy.ts';
export * from './policy-keys.ts';
export type { ProfileName } from './profiles.ts';
export * from './proposal.ts';
export * from './read-config.ts';
export { type Config, keysOf, type SectionName, sectionNames } from './schema.ts';
export * from './signed-policy.ts';
export { REMOTE_KEYS, type SettingsState } from './signed-settings.ts';
export { type Residency, USES, type Use, type UseRules, useRules } from './use.ts';
export { FILE_VERSION } from './versions.ts';
