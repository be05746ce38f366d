// New keys for all that is sealed here: people clock meanwhile, and other jobs go on beside it.
import type { Stores } from '../../store/index.ts';
import { done, failed, type JobKind, type JobRules, jobKind } from '../job-kind.ts';

export interface RenewKeysParts {
  readonly stores: Pick<Stores, 'renewKeys'>;
}

const RULES: JobRules = {
  ...{ needs: 'nothing', waitsForClock: false },
  afterRestart: () =>
    failed('interrupted', 'the service began anew meanwhile: what was left is sealed anew from there on').standing,
};

export const renewKeysKind = ({ stores }: RenewKeysParts): JobKind =>
  jobKind('renew-keys', RULES, async (_what, { tell, signal }) => {
    tell('sealing');
    const { resealed, unreadable } = await stores.renewKeys(signal);
    return done('renew-keys', { resealed, unreadable });
  });
