// Whose order it is: the officer at the desk, whose key signs it.
import { KioskError, ORDER_RULES, type OrderKind } from '../../../../protocol/index.ts';
import { type OfficerKey, openOfficerKey, rolesOf } from '../../office/index.ts';
import { refused } from '../office/identify.ts';
import { passphraseGiven } from '../office/passphrase.ts';
import type { CommandIo } from '../runner.ts';

export type OrderingOfficer = Pick<OfficerKey, 'name' | 'role' | 'kid' | 'key'>;

/** While a fleet has no officers yet, whoever has a key: whether it counts is for the terminals to say. @throws KioskError USAGE, KEY_UNAVAILABLE */
export async function officerOf({ desk, askSecret: ask }: CommandIo): Promise<OrderingOfficer> {
  if (desk?.acting) {
    const { officer, kid, key } = desk.acting;
    return { name: officer.name, role: officer.role, kid, key };
  }
  const { as, passphraseFile: file } = desk?.given ?? {};
  if (as === undefined)
    throw new KioskError('USAGE', { why: 'an order is signed by an officer: name the file of your key by --as FILE' });
  return await openOfficerKey(as, (of) => passphraseGiven(`passphrase of ${of}: `, { file, ask }));
}

/** The terminals look at it themselves; here it spares them the way. @throws KioskError OFFICER_REFUSED */
export function mustBeAllowed({ name, role }: Pick<OrderingOfficer, 'name' | 'role'>, kind: OrderKind): void {
  const { role: needed } = ORDER_RULES[kind];
  if (rolesOf(role).some((held) => held === needed)) return;
  throw refused(`${kind} is for an ${needed} to order, and ${name} is ${role}`);
}
