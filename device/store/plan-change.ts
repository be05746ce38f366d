// A change of the fleet's table, put together from its parts, and who of it is whom here.
import { setImmediate } from 'node:timers/promises';
import { type DesiredPerson, digestOfPerson, isFault, KioskError, type PeoplePart } from '../../protocol/index.ts';
import type { Stores } from './stores.ts';

type PlanStores = Pick<Stores, 'people' | 'fleetPeople' | 'captures'>;

/** Somebody as they were sent, but for their photo: it stays in its part until it is written. */
export interface SentPerson {
  readonly person: Omit<DesiredPerson, 'photo'>;
  /** Of all that was sent. */
  readonly digest: string;
  readonly hasPhoto: boolean;
}

/** Everything that all parts of a change say. */
export interface Change extends Pick<PeoplePart, 'from' | 'to' | 'offlineForMs'> {
  readonly put: readonly SentPerson[];
  readonly remove: readonly string[];
}

export interface PlannedPerson extends SentPerson {
  readonly pseudonym: string;
  /** The fleet has no finger of them, and one was captured here: it stays until the fleet has said what becomes of it. */
  readonly keepsOwn: boolean;
}

export interface Plan {
  readonly put: readonly PlannedPerson[];
  /** Pseudonyms. */
  readonly gone: readonly string[];
}

/** Others have their turn after each part. @throws KioskError STORE_CORRUPT where no part is there; SEAL_BROKEN; of the store */
export async function changeOf({ fleetPeople }: PlanStores, transfer: string): Promise<Change> {
  let said: Pick<Change, 'from' | 'to' | 'offlineForMs'> | undefined;
  const put: SentPerson[] = [];
  const remove: string[] = [];
  for (const part of fleetPeople.parts(transfer)) {
    const { from, to, offlineForMs } = part;
    said ??= { from, to, offlineForMs };
    put.push(...part.put.map(sentPersonOf));
    remove.push(...part.remove);
    await setImmediate();
  }
  if (!said) throw new KioskError('STORE_CORRUPT', { what: 'parts of a table' });
  return { ...said, put, remove };
}

export function sentPersonOf(sent: DesiredPerson): SentPerson {
  const { photo, ...person } = sent;
  return { person, digest: digestOfPerson(sent), hasPhoto: photo !== undefined };
}

/** Who is whom here. Whoever came before a table and is not put by the next one is not to be here. */
export function planOf(stores: PlanStores, { from, put, remove }: Change): Plan {
  const { fleetPeople } = stores;
  const ours = fleetPeople.pseudonyms();
  const planned = put.map((sent) => plannedOf(stores, sent, ours));
  const kept = new Set(planned.map(({ pseudonym }) => pseudonym));
  const removed = remove.flatMap((id) => fleetPeople.pseudonymOf(id) ?? []);
  const left = new Set(from === null ? ours : [...removed, ...fleetPeople.early()]);
  return { put: planned, gone: [...left].filter((pseudonym) => !kept.has(pseudonym)) };
}

/** By the fleet's name, else by the code of somebody who was enrolled here, else somebody new. */
export function plannedOf(
  stores: PlanStores,
  planned: SentPerson,
  ours: ReadonlySet<string> = stores.fleetPeople.pseudonyms(),
): PlannedPerson {
  const { person } = planned;
  const { fleetPeople, captures } = stores;
  const sent = fleetPeople.pseudonymOf(person.id);
  const local = sent === undefined ? localCalled(stores, person.code, ours) : undefined;
  const pseudonym = sent ?? local ?? fleetPeople.newPseudonymOf(person.id);
  const isCaptured = local !== undefined || captures.isOpen(pseudonym);
  return { ...planned, pseudonym, keepsOwn: person.fingers.length === 0 && isCaptured };
}

/** A record that does not open any more is nobody's: its code is told as taken. */
function localCalled({ people }: PlanStores, code: string, ours: ReadonlySet<string>): string | undefined {
  try {
    const local = people.byCode(code);
    return local && !ours.has(local.pseudonym) ? local.pseudonym : undefined;
  } catch (fault) {
    if (isFault(fault, 'SEAL_BROKEN')) return undefined;
    throw fault;
  }
}
