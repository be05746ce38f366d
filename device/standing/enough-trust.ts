// Whether a terminal that believes these keys, and no others, could still be reached, obeyed to, and brought back.
import { importJWK } from 'jose';
import { type FleetJwks, type FleetRole, fleetJwksSchema, KioskError } from '../../protocol/index.ts';

/** Without the first two nothing comes or goes; without the last nobody could ever change it again. */
const NEEDED: readonly (readonly [FleetRole, 'sig' | 'enc', string])[] = [
  ['ingest', 'sig', 'nobody could acknowledge entries'],
  ['ingest', 'enc', 'entries could be sealed to nobody'],
  ['operator', 'sig', 'nobody could send people or orders'],
  ['operator', 'enc', 'nobody could read what comes of an order'],
  ['administrator', 'sig', 'nobody could order anything like this again'],
];
/** Of administrators: what is grave needs one to order and another to approve. */
const ADMINISTRATORS = 2;

/** @throws KioskError CONFIG_INVALID; `detail` has a line for each mistake */
export async function mustBeEnough(keys: readonly unknown[]): Promise<void> {
  const jwks = fleetJwksSchema.safeParse({ keys });
  if (!jwks.success) throw invalid(['these are no keys of a fleet']);
  if (isAnyTwice(jwks.data.keys)) throw invalid(['a key, or the name of one, is there twice']);
  await mustBeUsable(jwks.data.keys);
  const holders = (role: FleetRole, use: 'sig' | 'enc'): number =>
    jwks.data.keys.filter((key) => key.use === use && key.roles.includes(role)).length;
  const missing = NEEDED.filter(([role, use]) => holders(role, use) === 0).map(
    ([role, use, why]) => `${role} (${use}): ${why}`,
  );
  const few =
    holders('administrator', 'sig') < ADMINISTRATORS ? ['one administrator: nothing grave could be approved'] : [];
  if (missing.length + few.length > 0) throw invalid([...missing, ...few]);
}

type Key = FleetJwks['keys'][number];

/** One key under two names would approve of itself; of two under one name only the first is ever found. */
const isAnyTwice = (keys: readonly Key[]): boolean =>
  [keys.map(({ kid }) => kid), keys.map(({ x }) => x)].some((all) => new Set(all).size < all.length);

/** Of the right form is not yet on the curve. */
async function mustBeUsable(keys: readonly Key[]): Promise<void> {
  for (const key of keys)
    await importJWK({ ...key }, key.alg).catch(() => {
      throw invalid([`${key.kid} cannot be used as a key`]);
    });
}

const invalid = (mistakes: readonly string[]): KioskError =>
  new KioskError('CONFIG_INVALID', { what: 'trust', mistakes: mistakes.length, detail: mistakes.join('\n') });
