// At the start: what a cut has left between two files is put in order again.
import type { Enrolments } from './enrolments.ts';
import { attempt, type StoreLog } from './store-log.ts';
import type { Stores } from './stores.ts';
import { forgetSnapshots, removeTemplates } from './traces.ts';

export interface Reconciliation {
  /** People whose enrolment was cut off before the journal was told: nobody has been told either that it is done. */
  readonly enrolmentsUndone: number;
  /** Fingers and faces without a person: an enrolment that was cut off before its commit, or a removal cut off after. */
  readonly orphansRemoved: number;
  /** Pseudonyms of people without templates: they must be enrolled, or sent again. */
  readonly withoutTemplates: readonly string[];
  /** Of prove visits that were cut off. */
  readonly evidence: { readonly released: number; readonly shredded: number };
  /** Pictures whose entry or whose person is no more. */
  readonly snapshotsRemoved: number;
}

/** The visit's own entry is followed by few others before the power can go: a pause, a lost device. */
const ENTRIES_AFTER_A_CRASH = 200;

interface Helpers {
  readonly enrolments: Enrolments;
  readonly log: StoreLog | undefined;
}

/**
 * Enrolments that the journal never heard of are undone; templates and snapshots that belong to nobody are removed, and files set aside
 * that may hold somebody whose removal was cut off. A people file that
 * has never held anybody was lost and made anew: it must not take the templates with it. Where there is no room for a removal, nobody
 * is recognised by what is left (see `people.pseudonyms`), and a later start removes it.
 */
export function reconcile(stores: Stores, { enrolments, log }: Helpers): Reconciliation {
  const { people, journal, templates, faces } = stores;
  const enrolmentsUndone = enrolments.settle();
  const evidence = stores.evidence.reconcile((id) => isJournaled(journal, id));
  const known = people.pseudonyms();
  const kept = new Set([...templates.subjects(), ...faces.subjects()]);
  const orphans = people.wasUsed ? [...kept].filter((subject) => !known.has(subject)) : [];
  const orphansRemoved = removeOrphans(stores, orphans, log);
  if (people.hasLeftTraces) stores.forgetSetAside();
  attempt(() => stores.photos.removeOrphans(), { log, message: 'photos of nobody could not be removed yet' });
  const ofParts = 'parts of a change that is made could not be removed yet';
  attempt(() => stores.fleetPeople.letPastPartsGo(), { log, message: ofParts });
  const withoutTemplates = [...known].filter((pseudonym) => !kept.has(pseudonym));
  const left = { isJournaled: (seq: number) => journal.holds(seq), people: people.wasUsed ? known : undefined };
  const snapshotsRemoved = forgetSnapshots(stores.snapshots, (snapshots) => snapshots.reconcile(left), log);
  const found = { enrolmentsUndone, orphansRemoved, withoutTemplates, evidence, snapshotsRemoved };
  tell(found, log);
  return found;
}

function tell(found: Reconciliation, log: StoreLog | undefined): void {
  const { enrolmentsUndone, orphansRemoved, withoutTemplates, evidence, snapshotsRemoved } = found;
  if (snapshotsRemoved > 0) log?.warn({ snapshotsRemoved }, 'snapshots of entries or people that are no more');
  if (evidence.released + evidence.shredded > 0) log?.warn(evidence, 'evidence of a visit that was cut off');
  if (enrolmentsUndone > 0 || orphansRemoved > 0 || withoutTemplates.length > 0)
    log?.warn(found, 'people and templates did not agree');
}

/** Its entry, if there is one, was the last thing that visit did: it is among the newest. */
function isJournaled(journal: Stores['journal'], evidenceId: string): boolean {
  const newest = journal.readNewest(ENTRIES_AFTER_A_CRASH);
  return newest.some(({ payload }) => payload?.event === 'prove' && payload.evidenceId === evidenceId);
}

function removeOrphans(stores: Stores, subjects: readonly string[], log: StoreLog | undefined): number {
  let removed = 0;
  const removeAll = (): void => {
    removed = removeTemplates(stores, subjects);
  };
  attempt(removeAll, { log, message: 'templates of nobody could not be removed yet' });
  return removed;
}
