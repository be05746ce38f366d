// The wall clock is set, where nothing else keeps it, and never to before what the journal has seen.
import type { Machine } from '../../machine/index.ts';
import type { JournalStore } from '../../store/index.ts';
import { done, failed, type JobKind, type JobRules, jobKind, rejected } from '../job-kind.ts';

export interface SetTimeParts {
  readonly machine: Pick<Machine, 'setTime'>;
  readonly journal: Pick<JournalStore, 'readNewest'>;
  /** Whether something keeps the clock: that is to be mended, not overruled. */
  readonly isKept: () => boolean;
  /** An officer has vouched for the time. */
  readonly noteSet: () => void;
}

const RULES: JobRules = {
  ...{ needs: 'quiet', waitsForClock: false },
  lapses: 'the service began anew meanwhile, and nobody knows how old the time is that it names; order it again',
};

/** The jump itself is an entry of whoever watches the clock. */
export const setTimeKind = ({ machine, journal, isKept, noteSet }: SetTimeParts): JobKind =>
  jobKind('set-time', RULES, async ({ utcMs }, { waitedMs, signal }) => {
    if (isKept()) return failed('kept', 'a time service keeps this clock: mend that, if it is wrong');
    const toMs = utcMs + waitedMs;
    const newestMs = journal.readNewest(1)[0]?.utcMs ?? 0;
    if (toMs < newestMs)
      return rejected('bad-value', `the newest entry of the journal is of ${new Date(newestMs).toISOString()}`);
    await machine.setTime(toMs, signal);
    noteSet();
    return done('set-time', {});
  });
