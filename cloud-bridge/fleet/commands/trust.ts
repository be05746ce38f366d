// ridgectl trust: the public keys by which terminals trust this fleet. (`ridgectl terminals trust` is about theirs.)
import { writeFile } from 'node:fs/promises';
import { type Clock, type FleetJwks, KioskError } from '../../../protocol/index.ts';
import { FleetKeys, keysFile } from '../fleet-keys.ts';
import { keptBrokers } from '../trust/index.ts';
import { officeToAsk } from './office/office-option.ts';
import { operatorKeys } from './register-option.ts';
import type { CommandIo } from './runner.ts';
import { keysBase, type StoreOptions } from './store-option.ts';

/** Of the ingest and of the operator's service; made where there are none. With the brokers, where they are known. @param base of the names of key files */
export async function serviceKeysOf(base: string): Promise<FleetJwks> {
  const parties = [await FleetKeys.open(keysFile(base)), await operatorKeys(base)];
  const brokers = await keptBrokers(base);
  return { keys: parties.flatMap((party) => party.publicJwks().keys), ...(brokers && { brokers: [...brokers] }) };
}

/** Theirs, and those of all officers whose keys count. */
export async function publicKeysOf(options: StoreOptions, clock: Clock): Promise<FleetJwks> {
  const { keys, ...more } = await serviceKeysOf(keysBase(options));
  await using office = await officeToAsk(options.store, clock);
  return { ...more, keys: [...keys, ...((await office?.officers.publicKeys()) ?? [])] };
}

export async function trustCommand(
  options: StoreOptions & { out?: string; json?: boolean },
  io: CommandIo,
): Promise<0> {
  const { out, json } = options;
  const text = `${JSON.stringify(await publicKeysOf(options, io.clock), null, 2)}\n`;
  if (out === undefined) {
    io.out(text);
    return 0;
  }
  try {
    await writeFile(out, text);
  } catch (cause) {
    throw new KioskError('USAGE', { why: `--out ${out} cannot be written` }, cause);
  }
  if (json) io.out(`${JSON.stringify({ file: out })}\n`);
  io.err(
    `ridgectl: ${out} holds the public keys; nothing in it is secret, but it must reach the terminals unaltered\n`,
  );
  return 0;
}
