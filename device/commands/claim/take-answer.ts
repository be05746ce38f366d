// ridged claim CODE --answer FILE: believes the fleet's answer if the code vouches for it, and lays it where the configuration wants it.
import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { layOwn, layPair, openClaimAnswer } from '../../../cloud-bridge/index.ts';
import { KioskError, systemClock, TrustedKeys } from '../../../protocol/index.ts';
import type { Config } from '../../config/index.ts';
import { demandBroker } from '../../kiosk/fleet-access.ts';
import { fleetFiles, missingLines } from '../../kiosk/fleet-files.ts';
import { sealIn, sealPlainKeys } from '../../kiosk/own-key.ts';
import { forgetStanding, noteClaimed } from '../../standing/index.ts';
import { openVault } from '../../vault/index.ts';
import type { CommandResult } from '../run-command.ts';
import { answeredOf, dropClaim } from './claimant.ts';

/** Nothing is written before all of it is believed. @throws KioskError USAGE, FLEET_UNTRUSTED, PROTOCOL_MALFORMED, CONFIG_INVALID, STORE_READ_ONLY */
export async function takeAnswer(code: string, file: string, config: Config): Promise<CommandResult> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new KioskError('USAGE', { why: `--answer ${file} cannot be read` }, cause);
  });
  const files = fleetFiles(config);
  const ours = { dataDir: config.data.dir, mayCreate: false };
  const seal = sealIn(ours);
  const { answer, key } = openClaimAnswer(text, await answeredOf(code, config, seal));
  const { terminal, certificate, authority, trust } = answer;
  if (config.fleet.url !== undefined) demandBroker(config.fleet.url, TrustedKeys.parse(trust), file);
  await lay(files.caFile, authority);
  await lay(files.trustFile, `${JSON.stringify(trust, null, 2)}\n`);
  for (const file of [files.certFile, files.keyFile]) await makePlace(file);
  // What lies there in the clear is of before: its bytes are not left on the disk.
  await sealPlainKeys(config, seal, () => undefined);
  await layPair({ cert: files.certFile, key: files.keyFile, seal }, { cert: certificate, key });
  const vault = await openVault(ours);
  await noteClaimed({ dataDir: ours.dataDir, vault }, systemClock.nowMs());
  await dropClaim(files);
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
  await makePlace(path);
  await orReadOnly(path, () => layOwn(path, content));
}

const makePlace = (path: string): Promise<unknown> =>
  orReadOnly(path, () => mkdir(dirname(path), { recursive: true, mode: 0o700 }));

async function orReadOnly(path: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    throw new KioskError('STORE_READ_ONLY', { file: path }, cause);
  }
}
