// What lasts: another policy, settings of the fleet, whom the terminal believes. It is kept, and the service starts anew with it.
import { type Clock, Deadline, type JournalPayload, KioskError, untilAborted } from '../../../protocol/index.ts';
import type { StandingKind, StandingOrders } from '../../standing/index.ts';
import { failed, type JobEnd, type JobKind, type JobKinds, type JobRun, jobKind, rejected } from '../job-kind.ts';
import type { EndService } from '../service-end.ts';

export interface StandingParts {
  readonly standing: Pick<StandingOrders, 'take' | 'of' | 'versionOf'>;
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
});

function standingKind(kind: StandingKind, parts: StandingParts): JobKind {
  const { standing } = parts;
  return jobKind(
    kind,
    {
      ...RULES,
      // The run that began anew has it, or it was cut off before it was kept.
      afterRestart: (order) =>
        order.kind === kind && standing.versionOf(kind) >= order.version
          ? { state: 'done', answer: {} }
          : failed('interrupted', 'the service ended before it was kept; order it again').standing,
    },
    async ({ version }, run) => await takeUp({ kind, version }, run, parts),
  );
}

async function takeUp(
  { kind, version }: { readonly kind: StandingKind; readonly version: number },
  { order, orderedBy, approvedBy, tell, signal }: JobRun,
  { standing, clock, journal, endService }: StandingParts,
): Promise<JobEnd> {
  const before = standing.of(kind)?.what ?? null;
  const bad = await standing.take({ order, orderedBy, approvedBy }, clock.nowMs()).then(
    (isNew) =>
      isNew ? undefined : rejected('old-version', `version ${standing.versionOf(kind)} is held here already`),
    (fault: unknown) => {
      if (!(fault instanceof KioskError) || fault.code !== 'CONFIG_INVALID') throw fault;
      const { detail = fault.message } = fault.context;
      return rejected('bad-value', String(detail));
    },
  );
  if (bad) return bad;
  journal.append({ event: 'settings', what: `${kind} ${version}`, before: told(before), after: told(order.what) });
  tell('stopping');
  endService('again');
  const late = (): Error => new KioskError('MACHINE_REFUSED', { what: 'restart', why: 'nothing came of it' });
  using limit = new Deadline(signal, LIMIT_MS, late);
  return await untilAborted(limit.signal);
}

/** Keys of a JWKS would fill the entry: their names say which they are. */
function told(what: NonNullable<ReturnType<StandingParts['standing']['of']>>['what'] | JobRun['order']['what'] | null) {
  if (what === null) return null;
  if (what.kind === 'policy' || what.kind === 'settings') return what.values;
  return what.kind === 'trust' ? what.keys.map(nameOfKey) : null;
}

const nameOfKey = (key: unknown): string =>
  typeof key === 'object' && key !== null && 'kid' in key ? String(key.kid) : 'a key without a name';
