// Signed orders of the fleet that last: which hold here, and whether any cannot be followed.
import type { KioskError } from '../../../protocol/index.ts';
import { namesOfNone } from '../../models/switched-off.ts';
import { openStanding, STANDING_KINDS } from '../../standing/index.ts';
import { bad, type Check, good, passable } from './finding.ts';

const textOf = ({ message, context }: KioskError): string => `${message} ${Object.values(context).at(-1) ?? ''}`.trim();

export const standing: Check = async ({ config, settingsFault, ignored }) => {
  const faults: KioskError[] = [];
  const held = await openStanding(config.data.dir, (fault) => faults.push(fault));
  const refused = [held?.policy().holding.refused, settingsFault, held?.trust().holding.refused];
  for (const fault of refused) if (fault) faults.push(fault);
  const told = STANDING_KINDS.flatMap((kind) => held?.of(kind) ?? []).map(
    ({ what, by }) => `${what.kind} ${what.version} by ${by}`,
  );
  if (faults.length > 0)
    return bad(
      `a signed order does not hold: ${faults.map(textOf).join('; ')}`,
      'what is built in, or written at this site, holds in its place; mend what is written here, or have an administrator order it again (ridgectl config)',
    );
  const detail =
    told.length > 0 ? told.join(', ') : 'none: the policy that is built in, and the configuration of this site';
  if (ignored) return passable(`${detail}; ${textOf(ignored)}`, 'take it out: it changes nothing');
  const strangers = await namesOfNone(held?.policy().policy.models.off ?? [], config.models.manifest);
  if (strangers.length === 0) return good(detail);
  return passable(
    `${detail}; models.off names no network that is known here: ${strangers.join(', ')}`,
    'look for its name with "ridged models list", and have an administrator order the policy with it (ridgectl config policy)',
  );
};
