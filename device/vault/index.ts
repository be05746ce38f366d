// The vault: the keys that everything kept on the device is sealed and signed with.
export { VAULT_FILE } from './file-keeper.ts';
export type { KeeperOptions } from './keepers.ts';
export * from './key-vault.ts';
export * from './move-root.ts';
export * from './open-vault.ts';
export { replacePrivate } from './private-file.ts';
export { KEEPER_KINDS, type KeeperKind } from './root-keeper.ts';
export { filesBelow, shredEach } from './shred.ts';
export { PCR_LIST } from './tpm-keeper.ts';
export * from './wipe.ts';
export { leftOfWipe } from './wipe-left.ts';
