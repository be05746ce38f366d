// The terminal's own key of TLS: whoever brought it, it lies on the disk sealed by the vault.
import { readFile, realpath } from 'node:fs/promises';
import { isPlainKey, type KeySeal, nextFile, sealKey } from '../../cloud-bridge/index.ts';
import { isFault, type KioskError } from '../../protocol/index.ts';
import type { Config } from '../config/index.ts';
import { type KeyVault, openVault, replacePrivate, type VaultOptions } from '../vault/index.ts';
import { claimFile, fleetFiles } from './fleet-files.ts';

export const sealBy =
  (vault: Pick<KeyVault, 'key'>): KeySeal =>
  async () =>
    Buffer.from(await vault.key('transport')).toString('base64url');

/** For who has no vault open: opened where a key is sealed, and once. */
export function sealIn(options: VaultOptions): KeySeal {
  let passphrase: Promise<string> | undefined;
  const ask = async (): Promise<string> => await sealBy(await openVault(options))();
  return () => (passphrase ??= ask());
}

/** Those that lie in the clear: of the certificate in use, of the one that is to follow, of a claim. */
export async function plainKeys(config: Config): Promise<readonly string[]> {
  const { keyFile } = fleetFiles(config);
  const plain: string[] = [];
  for (const file of [keyFile, nextFile(keyFile), claimFile(keyFile)]) {
    const pem = await readFile(file, 'utf8').catch(() => '');
    if (isPlainKey(pem)) plain.push(file);
  }
  return plain;
}

/** A key that cannot be replaced stays as it is, and is told: it keeps nobody from starting. */
export async function sealPlainKeys(
  config: Config,
  seal: KeySeal,
  onFault: (fault: KioskError) => void,
): Promise<void> {
  for (const file of await plainKeys(config)) {
    try {
      // Where a link was configured, what it names is the key.
      const path = await realpath(file);
      await replacePrivate(path, Buffer.from(await sealKey(await readFile(path, 'utf8'), seal)));
    } catch (fault) {
      if (!isFault(fault)) throw fault;
      onFault(fault);
    }
  }
}
