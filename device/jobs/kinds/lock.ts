// Out of use, until an officer says otherwise: nobody is served, and the screen says why. Doors of escape are none of ours.
import type { ServiceGate } from '../../flows/service-gate.ts';
import { USE_UNREAD, type UseStore } from '../../store/index.ts';
import type { TamperGuard } from '../../tamper/index.ts';
import { done, type JobKinds, type JobRules, jobKind, rejected } from '../job-kind.ts';

export interface LockParts {
  readonly store: Pick<UseStore, 'setOutOfUse' | 'outOfUse'>;
  readonly gate: Pick<ServiceGate, 'setOutOfUse'>;
  /** Whoever puts a terminal back to use has had its cabinet looked at. */
  readonly tamper: Pick<TamperGuard, 'clear' | 'mayBeLaterThan'>;
}

/** At the start: what an officer has put out of use stays so, and so does one of which nobody can read whether it was. */
export function stayOutOfUse({
  store,
  gate,
  noteFault,
}: Omit<LockParts, 'tamper'> & { readonly noteFault: (fault: unknown) => void }): void {
  try {
    const reason = store.outOfUse;
    if (reason !== null) gate.setOutOfUse(reason);
  } catch (fault) {
    noteFault(fault);
    gate.setOutOfUse(USE_UNREAD);
  }
}

/** At a terminal with a queue there may be no quiet moment for hours. */
const RULES: JobRules = { needs: 'quiet', waitsForClock: true, patienceMs: 60_000 };

const OPENED_SINCE = 'the cabinet may have been opened after this was ordered: have it looked at, and order it anew';

export function lockKinds({ store, gate, tamper }: LockParts): Pick<JobKinds, 'lock' | 'unlock'> {
  const set = (reason: string | null): void => {
    store.setOutOfUse(reason);
    gate.setOutOfUse(reason);
  };
  return {
    lock: jobKind('lock', { ...RULES, endsCall: true }, async ({ reason }) => {
      set(reason);
      return done('lock', {});
    }),
    unlock: jobKind('unlock', RULES, async (_what, { order }) => {
      if (tamper.mayBeLaterThan(order.atMs)) return rejected('opened-since', OPENED_SINCE);
      await tamper.clear('fleet', null);
      set(null);
      return done('unlock', {});
    }),
  };
}
