// The journal filling up while the fleet cannot be reached: told in good time, once for each step, and once it has drained.
import type { JournalPayload } from '../../protocol/index.ts';
import type { Stores } from '../store/index.ts';
import type { KioskLog } from './kiosk-log.ts';

/** Shares of what may wait for the fleet. */
const STEPS = [0.8, 0.9] as const;
/** So far below a step that a few visits do not cross it again. */
const DRAINED = 0.7;
const PERCENT = 100;

type Filling = Pick<Stores['journal'], 'unacknowledged' | 'limits'>;

export interface JournalFillParts {
  readonly journal: Filling & Pick<Stores['journal'], 'appended'>;
  readonly log: Pick<KioskLog, 'warn'>;
  /** Never throws: what cannot be journaled is logged. */
  readonly record: (payload: JournalPayload) => void;
}

const shareOf = ({ unacknowledged, limits }: Filling): number => unacknowledged / limits.capacity;
const stepOf = (share: number): number => STEPS.findLast((least) => share >= least) ?? 0;

/** The step that is reached, in percent; null below the first. */
export const fillingPercent = (journal: Filling): number | null => PERCENT * stepOf(shareOf(journal)) || null;

/** Returns how to stop. */
export function watchFill({ journal, log, record }: JournalFillParts): () => void {
  // What was reached before this run, a run before it has told.
  let told = stepOf(shareOf(journal));
  return journal.appended.listen(() => {
    const share = shareOf(journal);
    const step = stepOf(share);
    if (step > told) {
      // Its own entry is heard here as well.
      told = step;
      const detail = `${PERCENT * step} %: ${journal.unacknowledged} of ${journal.limits.capacity} wait for the fleet`;
      log.warn({}, `the journal fills up: ${detail}`);
      record({ event: 'fault', device: 'journal', code: 'JOURNAL_FILLING', detail });
    } else if (told > 0 && share < DRAINED) {
      told = 0;
      record({ event: 'recovered', device: 'journal' });
    }
  });
}
