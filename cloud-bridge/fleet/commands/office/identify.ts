// Who sits at the desk: an officer of this fleet whose key counts still, and who has it in their hand.
import { type Clock, KioskError } from '../../../../protocol/index.ts';
import { holdsKey, isSamePerson, type Office, type Officer, openOfficerKey, type Signing } from '../../office/index.ts';
import { type AskSecret, passphraseGiven } from './passphrase.ts';

export interface Acting extends Signing {
  readonly office: Office;
  /** Names under which they are an officer. */
  readonly ownNames: readonly string[];
}

export interface Claimed {
  readonly office: Office;
  readonly officers: readonly Officer[];
  /** File of the key. */
  readonly as: string | undefined;
  readonly passphraseFile: string | undefined;
}

export const refused = (why: string): KioskError => new KioskError('OFFICER_REFUSED', { why });

/** @throws KioskError OFFICER_REFUSED where they are none, or none any more; KEY_UNAVAILABLE, USAGE */
export async function identify(
  { office, officers, as, passphraseFile }: Claimed,
  io: { readonly clock: Clock; readonly askSecret?: AskSecret | undefined },
): Promise<Acting> {
  if (as === undefined) throw refused('name the file of your key by --as FILE, or RIDGECTL_AS');
  const ask = (file: string): Promise<string> =>
    passphraseGiven(`passphrase of ${file}: `, { file: passphraseFile, ask: io.askSecret });
  const { name, role, kid, key } = await openOfficerKey(as, ask);
  const known = await office.officers.byKey(kid);
  if (!known) throw refused(`${as} is no key of an officer of this fleet`);
  const { officer } = known;
  if (officer.retiredMs !== null) throw refused(`${officer.name} is retired`);
  if (!known.key.isLive) throw refused(`${as} was replaced: ${officer.name} has another key now`);
  if (!(await holdsKey({ kid, key }, known.key.x))) throw refused(`${as} holds the name of a key, and not the key`);
  if (name !== officer.name || role !== officer.role)
    throw refused(`${as} says ${name}, ${role}; its key is that of ${officer.name}, ${officer.role}`);
  const own = officers.filter((one) => one.name === officer.name || isSamePerson(one, officer));
  return { office, officer, ownNames: own.map((one) => one.name), kid, key };
}
