// Another release of the software: fetched and staged while people clock, begun when nobody stands there. What becomes of its trial the journal tells.
import { type Clock, isFault } from '../../../protocol/index.ts';
import type { Updates } from '../../update/index.ts';
import { during } from '../during.ts';
import { done, failed, type JobKind, type JobRules, jobKind, rejected } from '../job-kind.ts';
import type { Presence } from '../presence.ts';
import type { EndService } from '../service-end.ts';

export interface UpdateParts {
  /** Undefined: this is no installed package. */
  readonly updates: Pick<Updates, 'stage'> | undefined;
  readonly presence: Pick<Presence, 'isQuiet'>;
  readonly endService: EndService;
  readonly clock: Clock;
}

/** Nobody is disturbed for so long; then between two people. */
const PATIENCE_MS = 15 * 60_000;

const RULES: JobRules = {
  ...{ needs: 'nothing', waitsForClock: false, mayBeStopped: true, isToldFirst: true },
  afterRestart: () =>
    failed('interrupted', 'the service began anew meanwhile: what had come is there, and goes on with a new order')
      .standing,
};

export const updateKind = ({ updates, presence, endService, clock }: UpdateParts): JobKind =>
  jobKind('update', RULES, async ({ release: jws, from }, { order, tell, signal }) => {
    if (!updates)
      return rejected('not-here', 'this terminal was not installed as a package: it is updated by whoever runs it');
    const staged = await updates.stage({ job: order.id, jws, from }, tell, signal).catch(refusalOf);
    if ('why' in staged) return failed('UPDATE_REFUSED', staged.why);
    const { release, version } = staged;
    return done('update', { release, version }, async () => {
      await during(clock, { signal }, { limitMs: PATIENCE_MS, goesOn: () => !presence.isQuiet });
      endService('again');
    });
  });

/** Whoever has ordered it wants to know why. */
function refusalOf(fault: unknown): { readonly why: string } {
  if (!isFault(fault, 'UPDATE_REFUSED')) throw fault;
  return { why: String(fault.context['why']) };
}
