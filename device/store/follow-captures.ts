// What becomes of enrolments here once the fleet has decided: whoever it does not want here is purged, with everything that knows them.
import type { DecidedCapture } from './people/captures.ts';
import type { Stores } from './stores.ts';

export interface FollowParts {
  readonly stores: Pick<
    Stores,
    'people' | 'templates' | 'journal' | 'fleetPeople' | 'captures' | 'changePeople' | 'forgetTraces'
  >;
  /** These are known by nothing any more. */
  readonly forget: (pseudonyms: readonly string[]) => Promise<void>;
}

/** With the table of this revision. @throws KioskError of the store */
export async function followDecided(parts: FollowParts, revision: number): Promise<void> {
  for (const decided of parts.stores.captures.decided(revision))
    if (parts.stores.fleetPeople.has(decided.pseudonym)) await keepAsSent(parts, decided);
    else await purge(parts, decided);
}

/** As the fleet has sent them; without what it refused, until it sends them anew. */
async function keepAsSent({ stores, forget }: FollowParts, { pseudonym, outcome }: DecidedCapture): Promise<void> {
  if (outcome === 'refused') {
    await forget([pseudonym]);
    stores.templates.remove(pseudonym);
  }
  stores.changePeople(() => {
    if (outcome === 'refused') stores.fleetPeople.disown(pseudonym);
    stores.captures.end(pseudonym);
  });
}

/** A ghost: here, and not among those whom the fleet wants here. The journal first: what cannot be told is not done. */
async function purge({ stores, forget }: FollowParts, { pseudonym, outcome }: DecidedCapture): Promise<void> {
  const reason = outcome === 'taken' ? 'no-right-here' : 'refused-by-fleet';
  const code = stores.people.readable(pseudonym)?.code ?? '';
  stores.journal.append({ event: 'removal', subject: pseudonym, code, reason });
  stores.people.forget(pseudonym);
  await forget([pseudonym]);
  stores.forgetTraces(pseudonym);
}
