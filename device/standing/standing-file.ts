// Where what lasts lies: a sealed file of each, under a key of their own.
import { join } from 'node:path';
import { SealedFile, Sealer } from '../store/index.ts';
import type { KeyVault } from '../vault/index.ts';

/** Of the key in the vault, and of the files. */
const NAME = 'standing';

export interface StandingPlace {
  readonly dataDir: string;
  readonly vault: Pick<KeyVault, 'sealing'>;
}

export const standingPath = (dataDir: string, what: string): string => join(dataDir, `${NAME}-${what}.sealed`);

/** @throws KioskError KEY_UNAVAILABLE */
export async function standingFiles({ dataDir, vault }: StandingPlace): Promise<(what: string) => SealedFile> {
  const sealer = new Sealer(await vault.sealing(NAME));
  return (what) => new SealedFile({ path: standingPath(dataDir, what), sealer, place: [NAME, what] });
}
