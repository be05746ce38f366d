// At the start, once the stores are held by this process alone: what the one before left is shredded and told.
import { rm } from 'node:fs/promises';
import type { JournalPayload } from '../../protocol/index.ts';
import type { Reconciliation } from '../store/index.ts';
import { filesBelow, shredEach } from '../vault/index.ts';
import { findResidue, RESIDUE_KINDS, type Residue, type ResidueFolders } from './find-residue.ts';

type Told = Extract<JournalPayload, { event: 'residue' }>;

interface ResidueLog {
  warn(context: object, message: string): void;
}

export interface ClearingParts {
  readonly folders: ResidueFolders;
  readonly nowMs: number;
  /** What the stores have found among themselves. */
  readonly reconciled: Reconciliation;
  readonly record: (payload: JournalPayload) => void;
  readonly log: ResidueLog;
}

/** Names of files are logged and not journaled: they may be somebody's. */
export async function clearResidue({ folders, nowMs, reconciled, record, log }: ClearingParts): Promise<void> {
  const tell = (what: Told['what'], count: number, left = 0): void => {
    if (count > 0) record({ event: 'residue', what, count, left });
  };
  tell('enrolments', reconciled.enrolmentsUndone);
  tell('templates', reconciled.orphansRemoved);
  tell('evidence', reconciled.evidence.shredded);
  tell('snapshots', reconciled.snapshotsRemoved);
  const { residue, foreign } = await findResidue(folders, nowMs);
  for (const kind of RESIDUE_KINDS) {
    const found = residue.filter(({ what }) => what === kind);
    const left = await shred(found);
    if (found.length > 0)
      log.warn({ kind, found: found.map(({ path }) => path), left }, 'left of a run that was cut off');
    tell(kind, found.length, left.length);
  }
  if (foreign.length > 0) log.warn({ foreign }, 'in the data folder, and nothing of this terminal');
}

/** Those that could not be removed. */
async function shred(found: readonly Residue[]): Promise<readonly string[]> {
  const left: string[] = [];
  for (const { path } of found) {
    left.push(...(await shredEach([...(await filesBelow(path))])));
    left.push(...(await shredEach([path])));
    await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
  return left;
}
