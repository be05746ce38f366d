// What lasts: another policy, settings of the fleet, whom the terminal believes, who is let in at it. It is kept, and the service starts anew with it.
import { type Clock, Deadline, type JournalPayload, KioskError, untilAborted } from '../../../protocol/index.ts';
import { type Holding, type StandingKind, type StandingOrders, whyNot } from '../../standing/index.ts';
import {
  failed,
  type JobEnd,
  type JobEnding,
  type JobKind,
  type JobKinds,
  type JobRun,
  jobKind,
  rejected,
} from '../job-kind.ts';
import type { EndService } from '../service-end.ts';

export interface StandingParts {
  readonly standing: Pick<StandingOrders, 'take' | 'tell' | 'putBack' | 'of' | 'versionOf'>;
  /** What of them is followed in this run. */
  readonly holdings: Readonly<Record<StandingKind, Holding>>;
  readonly noteFault: (fault: unknown) => void;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly journal: { append(payload: JournalPayload): unknown };
  readonly endService: EndService;
}

/** systemd gives each service 90 s to stop (DefaultTimeoutStopSec, systemd-system.conf(5)). */
const LIMIT_MS = 120_000;

/** At a terminal with a queue there may be no quiet moment for hours, and a threshold is not to wait for it. */
const RULES = { needs: 'quiet', waitsForClock: false, patienceMs: 60_000, isToldFirst: true } as const;

export const standingKinds = (parts: StandingParts): Pick<JobKinds, StandingKind> => ({
  policy: standingKind('policy', parts),
  settings: standingKind('settings', parts),
  trust: standingKind('trust', parts),
  operators: standingKind('operators', parts),
});

function standingKind(kind: StandingKind, parts: StandingParts): JobKind {
  return jobKind(
    kind,
    { ...RULES, afterRestart: (order) => takenUp('version' in order ? order.version : 0, kind, parts) },
    async (_what, run) => await takeUp(kind, run, parts),
  );
}

/** The run that began anew follows it, cannot follow it, or does not have it: it was cut off before it was kept. */
function takenUp(version: number, kind: StandingKind, { standing, holdings }: StandingParts): JobEnding {
  if (standing.versionOf(kind) < version)
    return failed('interrupted', 'the service ended before it was kept; order it again').standing;
  const { refused } = holdings[kind];
  return refused ? failed('bad-value', whyNot(refused)).standing : { state: 'done', answer: {} };
}

async function takeUp(
  kind: StandingKind,
  { order, orderedBy, approvedBy, tell, signal }: JobRun,
  { standing, clock, journal, endService, noteFault }: StandingParts,
): Promise<JobEnd> {
  const before = standing.of(kind);
  const bad = await standing.take({ order, orderedBy, approvedBy }, clock.nowMs()).then(
    (isNew) =>
      isNew ? undefined : rejected('old-version', `version ${standing.versionOf(kind)} is held here already`),
    (fault: unknown) => {
      if (!(fault instanceof KioskError) || fault.code !== 'CONFIG_INVALID') throw fault;
      return rejected('bad-value', whyNot(fault));
    },
  );
  if (bad) return bad;
  try {
    await standing.tell(journal, noteFault);
  } catch (fault) {
    // What the journal cannot tell of does not happen.
    await standing.putBack(kind, before);
    throw fault;
  }
  tell('stopping');
  endService('again');
  const late = (): Error => new KioskError('MACHINE_REFUSED', { what: 'restart', why: 'nothing came of it' });
  using limit = new Deadline(signal, LIMIT_MS, late);
  return await untilAborted(limit.signal);
}
