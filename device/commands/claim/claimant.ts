// Who asks to join: this terminal, by the code that it was given and a key for TLS that it makes itself.
import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  type Answered,
  type Claimant,
  isPlainKey,
  type KeySeal,
  newKey,
  nextFile,
  openKey,
  readClaimCode,
  readOrMake,
  readOwn,
  sealKey,
} from '../../../cloud-bridge/index.ts';
import { KioskError, type TerminalAddress, terminalAddress } from '../../../protocol/index.ts';
import type { Config } from '../../config/index.ts';
import { claimFile, type FleetFiles, fleetFiles } from '../../kiosk/fleet-files.ts';

/**
 * The key is made where no claim is under way, and never leaves its file. It is no other's: a renewal of the certificate in use, which
 * the service makes meanwhile, drops the key of that one. @throws KioskError USAGE, CONFIG_INVALID, KEY_UNAVAILABLE, STORE_READ_ONLY
 */
export async function claimantOf(code: string, config: Config, seal: KeySeal): Promise<Claimant> {
  const file = claimFile(fleetFiles(config).keyFile);
  return { ...asking(code, config), key: await orReadOnly(file, () => ownKey(file, seal)) };
}

/** Of an answer that was taken half, or is taken again, the key has its place already. @throws KioskError USAGE, CONFIG_INVALID, KEY_UNAVAILABLE, STORE_READ_ONLY */
export async function answeredOf(code: string, config: Config, seal: KeySeal): Promise<Answered> {
  const { keyFile } = fleetFiles(config);
  const keys: string[] = [];
  for (const file of [claimFile(keyFile), nextFile(keyFile), keyFile]) {
    const kept = await orReadOnly(file, () => readOwn(file));
    const key = kept === undefined ? '' : await openKey(kept, seal);
    if (isPlainKey(key)) keys.push(key);
  }
  return { ...asking(code, config), keys };
}

/** The claim is over. @throws KioskError STORE_READ_ONLY */
export async function dropClaim({ keyFile }: FleetFiles): Promise<void> {
  const file = claimFile(keyFile);
  await orReadOnly(file, () => rm(file, { force: true }));
}

function asking(code: string, { terminal }: Config): { readonly address: TerminalAddress; readonly code: string } {
  const read = readClaimCode(code);
  if (read === undefined)
    throw new KioskError('USAGE', { why: 'this is no claim code: it has five groups of five letters and digits' });
  return { address: terminalAddress(terminal.site, terminal.name), code: read };
}

async function ownKey(file: string, seal: KeySeal): Promise<string> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  return await openKey(await readOrMake(file, () => sealKey(newKey(), seal)), seal);
}

async function orReadOnly<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof KioskError) throw cause;
    throw new KioskError('STORE_READ_ONLY', { file }, cause);
  }
}
