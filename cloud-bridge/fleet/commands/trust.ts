// ridgectl trust: the public keys by which terminals trust this fleet. (`ridgectl terminals trust` is about theirs.)
import { writeFile } from 'node:fs/promises';
import { KioskError } from '../../../protocol/index.ts';
import { FleetKeys, keysFile } from '../fleet-keys.ts';
import { operatorKeys } from './register-option.ts';
import type { CommandIo } from './runner.ts';
import { keysBase, type StoreOptions } from './store-option.ts';

export async function trustCommand(options: StoreOptions & { out?: string }, io: CommandIo): Promise<0> {
  const base = keysBase(options);
  const { out } = options;
  const parties = [await FleetKeys.open(keysFile(base)), await operatorKeys(base)];
  const jwks = { keys: parties.flatMap((party) => party.publicJwks().keys) };
  const text = `${JSON.stringify(jwks, null, 2)}\n`;
  if (out === undefined) {
    io.out(text);
    return 0;
  }
  try {
    await writeFile(out, text);
  } catch (cause) {
    throw new KioskError('USAGE', { why: `--out ${out} cannot be written` }, cause);
  }
  io.err(
    `ridgectl: ${out} holds the public keys; nothing in it is secret, but it must reach the terminals unaltered\n`,
  );
  return 0;
}
