// Who asks to join: this terminal, by the code that it was given and a key for TLS that it makes itself.
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Claimant, newKey, readClaimCode, readOrMake } from '../../../cloud-bridge/index.ts';
import { KioskError, terminalAddress } from '../../../protocol/index.ts';
import type { Config } from '../../config/index.ts';
import type { FleetFiles } from '../../kiosk/fleet-files.ts';

/** The key is made where there is none, and never leaves its file. @throws KioskError USAGE, CONFIG_INVALID, KEY_UNAVAILABLE, STORE_READ_ONLY */
export async function claimantOf(code: string, config: Config, files: FleetFiles): Promise<Claimant> {
  const read = readClaimCode(code);
  if (read === undefined)
    throw new KioskError('USAGE', { why: 'this is no claim code: it has five groups of five letters and digits' });
  const address = terminalAddress(config.terminal.site, config.terminal.name);
  return { address, code: read, key: await ownKey(files.keyFile) };
}

async function ownKey(file: string): Promise<string> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    return await readOrMake(file, async () => newKey());
  } catch (cause) {
    if (cause instanceof KioskError) throw cause;
    throw new KioskError('STORE_READ_ONLY', { file }, cause);
  }
}
