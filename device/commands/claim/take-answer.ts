// ridged claim CODE --answer FILE: believes the fleet's answer if the code vouches for it, and lays it where the configuration wants it.
import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { dropNext, layOwn, openClaimAnswer } from '../../../cloud-bridge/index.ts';
import { KioskError, TrustedKeys } from '../../../protocol/index.ts';
import type { Config } from '../../config/index.ts';
import { demandBroker } from '../../kiosk/fleet-access.ts';
import { fleetFiles, missingLines } from '../../kiosk/fleet-files.ts';
import { forgetStanding } from '../../standing/index.ts';
import type { CommandResult } from '../run-command.ts';
import { claimantOf } from './claimant.ts';

/** Nothing is written before all of it is believed. @throws KioskError USAGE, FLEET_UNTRUSTED, PROTOCOL_MALFORMED, CONFIG_INVALID, STORE_READ_ONLY */
export async function takeAnswer(code: string, file: string, config: Config): Promise<CommandResult> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new KioskError('USAGE', { why: `--answer ${file} cannot be read` }, cause);
  });
  const files = fleetFiles(config);
  const { terminal, certificate, authority, trust } = openClaimAnswer(text, await claimantOf(code, config, files));
  if (config.fleet.url !== undefined) demandBroker(config.fleet.url, TrustedKeys.parse(trust), file);
  await lay(files.caFile, authority);
  await lay(files.trustFile, `${JSON.stringify(trust, null, 2)}\n`);
  await lay(files.certFile, certificate);
  // A renewal that was under way was of the certificate before.
  await dropNext({ cert: files.certFile, key: files.keyFile });
  // What another fleet has ordered to last would hold above all of it.
  await forgetStanding(config.data.dir);
  const missing = missingLines(config, files, trust.brokers?.[0]);
  const said = [
    `${terminal} has joined: certificate ${files.certFile}, broker's authority ${files.caFile}, keys that it obeys ${files.trustFile}`,
    ...(missing.length > 0 ? ['To be added to the configuration:', '', '[fleet]', ...missing, ''] : []),
    'It connects when the service is started anew.',
  ];
  return { json: { terminal, files, missing }, text: said.join('\n'), exitCode: 0 };
}

/** Whole, or as it was. */
async function lay(path: string, content: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await layOwn(path, content);
  } catch (cause) {
    throw new KioskError('STORE_READ_ONLY', { file: path }, cause);
  }
}
