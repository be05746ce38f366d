// The vault: the keys that everything kept on the device is sealed and signed with.
export * from './file-vault.ts';
export * from './key-vault.ts';
export * from './wipe.ts';
export { leftOfWipe } from './wipe-left.ts';
