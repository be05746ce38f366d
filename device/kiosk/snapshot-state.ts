// How it stands with the pictures of clock visits: figures, of nobody.
import { isFault } from '../../protocol/index.ts';
import type { SnapshotTally, VisitSnapshots } from '../flows/clock/visit-snapshots.ts';
import type { Stores } from '../store/index.ts';
import type { Foundation } from './foundation.ts';

export interface SnapshotState extends Partial<SnapshotTally> {
  /** `off` by policy; `none` where they are wanted and cannot be taken at all. */
  readonly state: 'off' | 'none' | 'ready' | 'failing';
  readonly pictures: number;
  readonly bytes: number;
}

export type SnapshotStateParts = Pick<Foundation, 'snapshotPolicy' | 'stores'> & {
  readonly visitSnapshots: VisitSnapshots | undefined;
};

export function snapshotStateOf({ snapshotPolicy, stores, visitSnapshots }: SnapshotStateParts): SnapshotState {
  if (!snapshotPolicy.enabled) return { state: 'off', pictures: 0, bytes: 0 };
  const held = heldIn(stores);
  if (!visitSnapshots) return { state: 'none', ...held, fault: stores.snapshotsFault?.code ?? null };
  const { tally } = visitSnapshots;
  return { state: tally.fault === null ? 'ready' : 'failing', ...held, ...tally };
}

/** Nothing where the file cannot be read any more: whoever asks how the terminal is hears of the rest all the same. */
function heldIn({ snapshots }: Stores): Pick<SnapshotState, 'pictures' | 'bytes'> {
  const nothing = { pictures: 0, bytes: 0 };
  try {
    return snapshots?.held ?? nothing;
  } catch (fault) {
    if (!isFault(fault)) throw fault;
    return nothing;
  }
}
