// Where somebody works at terminals themselves, and who works at one of them: what its order says. Pure.
import { z } from 'zod';
import { KioskError, MOST_SITE_OPERATORS, personText, type SiteOperator } from '../../../protocol/index.ts';
import { type Collective, meantBy } from '../register/collectives/collective.ts';
import { GRANT_AT, isAt, type Place } from '../register/grants.ts';

export const workPlaceSchema = z.strictObject({ kind: z.enum(GRANT_AT), name: personText });
export type WorkPlace = Readonly<z.infer<typeof workPlaceSchema>>;

/** As the fleet has them; of keys there may be none left. */
export interface PlacedOperator extends SiteOperator {
  readonly places: readonly WorkPlace[];
}

const NOWHERE = { to: new Set<string>() };

export const worksAt = (
  { places }: Pick<PlacedOperator, 'places'>,
  place: Place,
  sites: readonly Collective[],
): boolean => places.some((at) => isAt({ at, meant: { ...NOWHERE, at: meantBy(sites, 'site', at.name) } }, place));

/**
 * Whom the terminal is to let in, always in one order: whoever has a key, and whose time is not over.
 * @throws KioskError USAGE where they are more than a terminal takes
 */
export function operatorsAt(
  place: Place,
  { operators, sites }: { readonly operators: readonly PlacedOperator[]; readonly sites: readonly Collective[] },
  nowMs: number,
): readonly SiteOperator[] {
  const those = operators
    .filter((one) => worksAt(one, place, sites))
    .filter(({ keys, validUntilMs }) => keys.length > 0 && (validUntilMs === null || validUntilMs > nowMs))
    .map(({ id, name, role, validUntilMs, keys }) => ({ id, name, role, validUntilMs, keys }));
  if (those.length > MOST_SITE_OPERATORS) throw tooMany(place, those.length);
  return those.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Before somebody comes to work at some of these. @throws KioskError USAGE where a terminal would have to take more than it does */
export function mustHaveRoom(
  { places, here }: { readonly places: readonly WorkPlace[]; readonly here: readonly Place[] },
  fleet: { readonly operators: readonly PlacedOperator[]; readonly sites: readonly Collective[] },
  nowMs: number,
): void {
  for (const place of here.filter((one) => worksAt({ places }, one, fleet.sites))) {
    const { length } = operatorsAt(place, fleet, nowMs);
    if (length >= MOST_SITE_OPERATORS) throw tooMany(place, length + 1);
  }
}

const tooMany = ({ terminal }: Place, count: number): KioskError =>
  new KioskError('USAGE', {
    why: `${count} operators would work at ${terminal}, and a terminal takes ${MOST_SITE_OPERATORS}: name sites or terminals for some of them, or remove who works there no longer`,
  });
