// A change of the fleet's table, put together from its parts, and who of it is whom here.
import { type DesiredPerson, isFault, KioskError, type PeoplePart } from '../../protocol/index.ts';
import type { Stores } from './stores.ts';

type PlanStores = Pick<Stores, 'people' | 'fleetPeople' | 'captures'>;

/** Everything that all parts of a change say. */
export interface Change extends Pick<PeoplePart, 'from' | 'to' | 'offlineForMs'> {
  readonly put: readonly DesiredPerson[];
  readonly remove: readonly string[];
}

export interface PlannedPerson {
  readonly person: DesiredPerson;
  readonly pseudonym: string;
  /** The fleet has no finger of them, and one was captured here: it stays until the fleet has said what becomes of it. */
  readonly keepsOwn: boolean;
}

export interface Plan {
  readonly put: readonly PlannedPerson[];
  /** Pseudonyms. */
  readonly gone: readonly string[];
}

/** @throws KioskError STORE_CORRUPT where no part is there; SEAL_BROKEN; of the store */
export function changeOf({ fleetPeople }: PlanStores, transfer: string): Change {
  const parts = fleetPeople.parts(transfer);
  const [first] = parts;
  if (!first) throw new KioskError('STORE_CORRUPT', { what: 'parts of a table' });
  const { from, to, offlineForMs } = first;
  const [put, remove] = [parts.flatMap(({ put }) => put), parts.flatMap(({ remove }) => remove)];
  return { from, to, offlineForMs, put, remove };
}

/** Who is whom here. Whoever came before a table and is not put by the next one is not to be here. */
export function planOf(stores: PlanStores, { from, put, remove }: Change): Plan {
  const { fleetPeople } = stores;
  const ours = fleetPeople.pseudonyms();
  const planned = put.map((person) => plannedOf(stores, person, ours));
  const kept = new Set(planned.map(({ pseudonym }) => pseudonym));
  const removed = remove.flatMap((id) => fleetPeople.pseudonymOf(id) ?? []);
  const left = new Set(from === null ? ours : [...removed, ...fleetPeople.early()]);
  return { put: planned, gone: [...left].filter((pseudonym) => !kept.has(pseudonym)) };
}

/** By the fleet's name, else by the code of somebody who was enrolled here, else somebody new. */
export function plannedOf(
  stores: PlanStores,
  person: DesiredPerson,
  ours: ReadonlySet<string> = stores.fleetPeople.pseudonyms(),
): PlannedPerson {
  const { fleetPeople, captures } = stores;
  const sent = fleetPeople.pseudonymOf(person.id);
  const local = sent === undefined ? localCalled(stores, person.code, ours) : undefined;
  const pseudonym = sent ?? local ?? fleetPeople.newPseudonymOf(person.id);
  const isCaptured = local !== undefined || captures.isOpen(pseudonym);
  return { person, pseudonym, keepsOwn: person.fingers.length === 0 && isCaptured };
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
