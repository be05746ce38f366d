// What is left of whoever or whatever is no more: templates and faces of a person, pictures of a visit.
import type { SnapshotStore } from './snapshots/snapshot-store.ts';
import { attempt, type StoreLog } from './store-log.ts';
import type { FacesStore } from './templates/faces-store.ts';
import type { TemplatesStore } from './templates/templates-store.ts';

export interface Kept {
  readonly templates: Pick<TemplatesStore, 'remove'>;
  readonly faces: Pick<FacesStore, 'remove'>;
}

/** How many there were. @throws KioskError of the store */
export const removeTemplates = ({ templates, faces }: Kept, subjects: readonly string[]): number =>
  templates.remove(...subjects) + faces.remove(...subjects);

/** What cannot be done now `reconcile` does at the next start. How many they were. */
export function forgetSnapshots(
  snapshots: SnapshotStore | undefined,
  work: (snapshots: SnapshotStore) => number,
  log: StoreLog | undefined,
): number {
  let removed = 0;
  const forget = (): void => {
    if (snapshots) removed = work(snapshots);
  };
  attempt(forget, { log, message: 'snapshots could not be removed yet' });
  return removed;
}
