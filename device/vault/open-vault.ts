// The vault: keys of one purpose each, from a root that is made at the first start and kept by one keeper.
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import type { KioskError } from '../../protocol/index.ts';
import { deriveKey, deriveOpener, deriveSealingKey, deriveSigner, deriveSigningKey } from './derive.ts';
import { forgetCopies, type KeeperOptions, keeperOf, keepersIn, rootsIn } from './keepers.ts';
import type { KeyVault, SigningKey, VaultOpener, VaultSigner } from './key-vault.ts';
import { type KeeperKind, ROOT_BYTES, type RootKeeper, unavailable } from './root-keeper.ts';
import { finishWipe } from './wipe.ts';

export interface VaultOptions {
  readonly dataDir: string;
  /** Who has to keep the root, as configured. Without it whoever does: for commands, which make none. */
  readonly keeper?: KeeperOptions;
  /** Whether a missing key may be made: at first start, never by a command that only reads. */
  readonly mayCreate?: boolean;
  readonly random?: (bytes: number) => Uint8Array;
}

/** A wipe that was cut off is finished before anything is opened. @throws KioskError KEY_UNAVAILABLE; STORE_READ_ONLY or STORE_FULL where a first key cannot be written. */
export async function openVault(options: VaultOptions): Promise<KeyVault> {
  const { dataDir, mayCreate = true } = options;
  await finishWipe(dataDir);
  const found = await rootsIn(dataDir, options.keeper?.kind);
  const wanted = options.keeper ? keeperOf(dataDir, options.keeper) : (found[0]?.keeper ?? keeperOf(dataDir));
  const root = found.find(({ keeper }) => keeper.kind === wanted.kind)?.root;
  if (root === undefined && found[0]) throw elsewhere(found[0].keeper.kind, wanted.kind);
  if (root && options.keeper) await forgetCopies(found, wanted.kind, root);
  const kept = root ?? (mayCreate ? await firstRoot(wanted, options) : undefined);
  if (kept === undefined) throw unavailable('there is no key here');
  return new Vault(wanted.kind, kept);
}

const elsewhere = (kept: KeeperKind, wanted: KeeperKind): KioskError =>
  unavailable(`the keys are kept by ${kept}, and ${wanted} is configured: ridged vault move --to ${wanted}`);

/** Whether keys were ever made here. */
export const holdsVault = (dataDir: string): boolean => keepersIn(dataDir).length > 0;

async function firstRoot(keeper: RootKeeper, { dataDir, random = randomBytes }: VaultOptions): Promise<Uint8Array> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 }).catch(() => undefined);
  if (existsSync(dataDir)) await mustHaveNothingSealed(dataDir);
  await keeper.keep(random(ROOT_BYTES));
  const kept = await keeper.read();
  if (!kept) throw unavailable('the key was not kept');
  return kept;
}

/** What is worthless without the root; other databases in the folder are not ours to judge. */
const SEALED_FILES: readonly string[] = ['people.db', 'templates.db', 'journal.db', 'jobs.db'];

/** A new root beside old databases would open none of them: the old one was lost and must be brought back. */
async function mustHaveNothingSealed(folder: string): Promise<void> {
  const sealed = (await readdir(folder)).find((name) => SEALED_FILES.includes(name));
  if (sealed) throw unavailable(`the key is missing, but ${sealed} was sealed with it`);
}

class Vault implements KeyVault {
  readonly kind: KeeperKind;
  readonly #root: Uint8Array;

  constructor(kind: KeeperKind, root: Uint8Array) {
    this.kind = kind;
    this.#root = root;
  }

  async key(name: string): Promise<Uint8Array> {
    return deriveKey(this.#root, name);
  }

  async sealing(name: string): Promise<(generation: number) => Uint8Array> {
    return (generation) => deriveSealingKey(this.#root, name, generation);
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
