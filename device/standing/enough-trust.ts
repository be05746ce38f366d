// Whether a terminal that believes these keys, and no others, could still be reached, obeyed to, and brought back.
import { type FleetRole, fleetJwksSchema, KioskError } from '../../protocol/index.ts';

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
export function mustBeEnough(keys: readonly unknown[]): void {
  const jwks = fleetJwksSchema.safeParse({ keys });
  if (!jwks.success) throw invalid(['these are no keys of a fleet']);
  const holders = (role: FleetRole, use: 'sig' | 'enc'): number =>
    jwks.data.keys.filter((key) => key.use === use && key.roles.includes(role)).length;
  const missing = NEEDED.filter(([role, use]) => holders(role, use) === 0).map(
    ([role, use, why]) => `${role} (${use}): ${why}`,
  );
  const few =
    holders('administrator', 'sig') < ADMINISTRATORS ? ['one administrator: nothing grave could be approved'] : [];
  if (missing.length + few.length > 0) throw invalid([...missing, ...few]);
}

const invalid = (mistakes: readonly string[]): KioskError =>
  new KioskError('CONFIG_INVALID', { what: 'trust', mistakes: mistakes.length, detail: mistakes.join('\n') });
