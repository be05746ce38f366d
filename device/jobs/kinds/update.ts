// Another release of the software: fetched and staged while people clock, begun when nobody stands there, and done once it is kept. So whoever
// orders it of many terminals in stages hears of each stage how it went.
import { type Clock, isFault, untilAborted } from '../../../protocol/index.ts';
import type { Updates } from '../../update/index.ts';
import { during } from '../during.ts';
import { done, failed, type JobKind, type JobRules, jobKind, rejected } from '../job-kind.ts';
import type { Presence } from '../presence.ts';
import { Cancelled } from '../running-jobs.ts';
import type { EndService } from '../service-end.ts';

export interface UpdateParts {
  /** Undefined: this is no installed package. */
  readonly updates: Pick<Updates, 'open' | 'stage' | 'callOff' | 'standingOf' | 'settled'> | undefined;
  readonly presence: Pick<Presence, 'isQuiet'>;
  readonly endService: EndService;
  readonly clock: Clock;
}

/** Nobody is disturbed for so long; then between two people. */
const PATIENCE_MS = 15 * 60_000;

const RULES: JobRules = {
  ...{ needs: 'nothing', waitsForClock: false, mayBeStopped: true, isToldFirst: true, isLong: true, goesOn: true },
};

export const updateKind = ({ updates, presence, endService, clock }: UpdateParts): JobKind =>
  jobKind('update', RULES, async ({ release: jws, from }, { order, tell, signal, beyondRecall }) => {
    if (!updates)
      return rejected('not-here', 'this terminal was not installed as a package: it is updated by whoever runs it');
    const { release, version } = await updates.open(jws);
    let standing = await updates.standingOf(release);
    if (standing.is === 'unknown') {
      const staged = updates.stage({ job: order.id, jws, from }, tell, signal);
      const refusal = await staged.then(
        () => undefined,
        async (reason: unknown) => {
          // At the end of the service it goes on with the next start.
          if (isFault(reason) || reason instanceof Cancelled) await updates.callOff(order.id);
          return refusalOf(reason);
        },
      );
      if (refusal !== undefined) return failed('UPDATE_REFUSED', refusal);
      standing = await updates.standingOf(release);
    }
    beyondRecall();
    if (standing.is === 'staged') {
      tell('waits');
      await during(clock, { signal }, { limitMs: PATIENCE_MS, goesOn: () => !presence.isQuiet });
      endService('again');
      // The release itself goes on with the order, or the one before it says why it does not.
      return await untilAborted(signal);
    }
    tell('trial');
    standing = await updates.settled(release, signal);
    return standing.is === 'left' ? failed('UPDATE_REFUSED', standing.why) : done('update', { release, version });
  });

/** Whoever has ordered it wants to know why. */
function refusalOf(fault: unknown): string {
  if (!isFault(fault, 'UPDATE_REFUSED')) throw fault;
  return String(fault.context['why']);
}
