// Whose order it is: the officer whose key signs it.
import { KioskError, ORDER_RULES, type OrderKind } from '../../../../protocol/index.ts';
import { readOwn } from '../../key-file.ts';
import { type OfficerKey, openOfficerKey, rolesOf } from '../../office/index.ts';

export interface OfficerOptions {
  /** The officer's key file. */
  readonly as?: string;
  readonly passphraseFile?: string;
}

/** @throws KioskError USAGE, KEY_UNAVAILABLE */
export async function officerOf({ as, passphraseFile }: OfficerOptions): Promise<OfficerKey> {
  if (as === undefined)
    throw new KioskError('USAGE', { why: 'an order is signed by an officer: name the file of your key by --as FILE' });
  return await openOfficerKey(as, () => passphraseIn(passphraseFile));
}

async function passphraseIn(file: string | undefined): Promise<string> {
  if (file === undefined)
    throw new KioskError('USAGE', { why: 'the key is under a passphrase: give --passphrase-file FILE' });
  const text = await readOwn(file);
  if (text === undefined) throw new KioskError('USAGE', { why: `--passphrase-file ${file}: there is no such file` });
  return text.split(/\r?\n/)[0] ?? '';
}

/** The terminals look at it themselves; here it spares them the way. @throws KioskError USAGE */
export function mustBeAllowed({ name, role }: OfficerKey, kind: OrderKind): void {
  const { role: needed } = ORDER_RULES[kind];
  if (rolesOf(role).some((held) => held === needed)) return;
  throw new KioskError('USAGE', { why: `${kind} is for an ${needed} to order, and ${name} is ${role}` });
}
