// Signed orders of the fleet that last: which hold here, and whether any cannot be followed.
import type { KioskError } from '../../../protocol/index.ts';
import { openStanding, STANDING_KINDS } from '../../standing/index.ts';
import { bad, type Check, good } from './finding.ts';

export const standing: Check = async ({ config }) => {
  const faults: KioskError[] = [];
  const held = await openStanding(config.data.dir, (fault) => faults.push(fault));
  held?.policy((fault) => faults.push(fault));
  const [first] = faults;
  if (first)
    return bad(
      `a signed order does not hold: ${first.message} ${String(Object.values(first.context).at(-1) ?? '')}`.trim(),
      'what is built in holds in its place; have an administrator order it again (ridgectl config)',
    );
  const told = STANDING_KINDS.flatMap((kind) => held?.of(kind) ?? []).map(
    ({ what, by }) => `${what.kind} ${what.version} by ${by}`,
  );
  return good(
    told.length > 0 ? told.join(', ') : 'none: the policy that is built in, and the configuration of this site',
  );
};
