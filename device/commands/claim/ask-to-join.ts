// ridged claim CODE --request FILE: writes what the fleet needs to certify this terminal and to believe its journal.
import { writeFile } from 'node:fs/promises';
import { claimRequest } from '../../../cloud-bridge/index.ts';
import { KioskError, terminalName } from '../../../protocol/index.ts';
import type { Config } from '../../config/index.ts';
import { sealIn } from '../../kiosk/own-key.ts';
import { finishWipe, holdsVault, openVault } from '../../vault/index.ts';
import type { CommandResult } from '../run-command.ts';
import { claimantOf } from './claimant.ts';

/** @throws KioskError USAGE, CONFIG_INVALID, KEY_UNAVAILABLE, STORE_* */
export async function askToJoin(code: string, file: string, config: Config): Promise<CommandResult> {
  const dataDir = config.data.dir;
  await finishWipe(dataDir);
  // A first key is made where it is to be kept from then on, also where nobody has said "ridged vault create".
  const ours = holdsVault(dataDir) ? { dataDir } : { dataDir, keeper: config.vault };
  const claimant = await claimantOf(code, config, sealIn(ours));
  const vault = await openVault(ours);
  const signer = await vault.signer('journal');
  const request = await claimRequest(claimant, signer);
  try {
    await writeFile(file, `${request}\n`);
  } catch (cause) {
    throw new KioskError('USAGE', { why: `--request ${file} cannot be written` }, cause);
  }
  const terminal = terminalName(claimant.address);
  const text = [
    `${file}: ${terminal} asks to join; nothing in it is secret.`,
    `At the fleet: ridgectl terminals claim ${file} --code CODE --answer answer.json, which shows the key ${signer.kid}.`,
    'Bring its answer back: ridged claim CODE --answer answer.json',
  ].join('\n');
  return { json: { terminal, request: file, key: signer.kid }, text, exitCode: 0 };
}
