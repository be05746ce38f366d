// The vault for development and for devices without a TPM: one root in a file that only the service can read.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { KioskError } from '../../protocol/index.ts';
import { deriveKey, deriveOpener, deriveSigner, deriveSigningKey } from './derive.ts';
import type { KeyVault, SigningKey, VaultOpener, VaultSigner } from './key-vault.ts';
import { createRoot, readRoot } from './root-file.ts';
import { finishWipe } from './wipe.ts';

export const VAULT_FILE = 'vault.key';

export interface FileVaultOptions {
  readonly dataDir: string;
  /** Whether a missing key may be made: at first start, never by a command that only reads. */
  readonly mayCreate?: boolean;
  readonly random?: (bytes: number) => Uint8Array;
}

/** A wipe that was cut off is finished before anything is opened. @throws KioskError KEY_UNAVAILABLE; STORE_READ_ONLY or STORE_FULL where a first key cannot be written. */
export async function openFileVault(options: FileVaultOptions): Promise<KeyVault> {
  const { dataDir, mayCreate = true, random = randomBytes } = options;
  await finishWipe(dataDir);
  const path = join(dataDir, VAULT_FILE);
  const found = await readRoot(path);
  if (found) return new FileVault(found);
  if (mayCreate) await createRoot(path, random);
  const created = mayCreate ? await readRoot(path) : undefined;
  if (!created) throw new KioskError('KEY_UNAVAILABLE', { detail: 'there is no key file' });
  return new FileVault(created);
}

class FileVault implements KeyVault {
  readonly kind = 'file';
  readonly #root: Uint8Array;

  constructor(root: Uint8Array) {
    this.#root = root;
  }

  async key(name: string): Promise<Uint8Array> {
    return deriveKey(this.#root, name);
  }

  async signingKey(name: string): Promise<SigningKey> {
    return deriveSigningKey(this.#root, name);
  }

  async signer(name: string): Promise<VaultSigner> {
    return deriveSigner(this.#root, name);
  }

  async opener(name: string): Promise<VaultOpener> {
    return deriveOpener(this.#root, name);
  }
}
