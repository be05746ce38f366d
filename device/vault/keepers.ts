// Which keeper there is of each kind, and which of them a data folder has.
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { isFault, type KioskError } from '../../protocol/index.ts';
import { credentialKeeper } from './credential-keeper.ts';
import { fileKeeper } from './file-keeper.ts';
import { syncFolder } from './private-file.ts';
import { KEEPER_KINDS, type KeeperKind, type RootKeeper, unavailable } from './root-keeper.ts';
import { shredEach } from './shred.ts';
import { tpmKeeper } from './tpm-keeper.ts';

export interface KeeperOptions {
  readonly kind: KeeperKind;
  /** Of a TPM: registers by which alone it gives the root out. */
  readonly pcrs?: string | undefined;
}

const KEEPERS: Readonly<Record<KeeperKind, (dataDir: string, options: KeeperOptions) => RootKeeper>> = {
  tpm2: tpmKeeper,
  systemd: credentialKeeper,
  file: fileKeeper,
};

export const keeperOf = (dataDir: string, options: KeeperOptions = { kind: 'file' }): RootKeeper =>
  KEEPERS[options.kind](dataDir, options);

/** Those that have left their file, the safest first: two only where a move was cut off. */
export const keepersIn = (dataDir: string): readonly RootKeeper[] =>
  KEEPER_KINDS.map((kind) => keeperOf(dataDir, { kind })).filter(({ path }) => existsSync(path));

export interface KeptRoot {
  readonly keeper: RootKeeper;
  readonly root: Uint8Array;
}

/** What cannot be had, or be trusted, is none while another can. @throws KioskError KEY_UNAVAILABLE of the wanted one, and of any where none else has it */
export async function rootsIn(dataDir: string, wanted?: KeeperKind): Promise<readonly KeptRoot[]> {
  const kept: KeptRoot[] = [];
  const faults: KioskError[] = [];
  for (const keeper of keepersIn(dataDir))
    try {
      const root = await keeper.read();
      if (root) kept.push({ keeper, root });
    } catch (fault) {
      if (!isFault(fault) || keeper.kind === wanted) throw fault;
      faults.push(fault);
    }
  if (kept.length === 0 && faults[0]) throw faults[0];
  return kept;
}

/** The same root with other keepers, where a move was cut off. @throws KioskError KEY_UNAVAILABLE where one keeps it */
export async function forgetCopies(kept: readonly KeptRoot[], of: KeeperKind, root: Uint8Array): Promise<void> {
  for (const { keeper, root: other } of kept) {
    if (keeper.kind === of) continue;
    if (Buffer.compare(other, root) !== 0)
      throw unavailable(
        `${of} and ${keeper.kind} keep different keys here: remove the file of the one that sealed nothing`,
      );
    await keeper.forget();
    const [left] = await shredEach([keeper.path]);
    if (left) throw unavailable(`${left} could not be removed`);
    await syncFolder(dirname(keeper.path));
  }
}
