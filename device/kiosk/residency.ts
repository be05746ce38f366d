// Whose templates lie here, and how long, as the policy has it: all of them, each for some days after the fleet's last word, or nobody's.
import type { Clock, ClockState, JournalPayload } from '../../protocol/index.ts';
import { type Policy, useRules } from '../config/index.ts';
import type { Stores } from '../store/index.ts';

const DAY_MS = 24 * 3_600_000;
/** So many people's are removed before others have their turn. */
const AT_ONCE = 16;

export interface ResidencyParts {
  readonly policy: Policy;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly clockWatch: { readonly state: ClockState };
  readonly stores: Pick<Stores, 'templates' | 'faces' | 'fleetPeople' | 'people' | 'captures' | 'forgetTemplates'>;
  readonly record: (payload: JournalPayload) => void;
  /** Nobody is recognised by them from then on. */
  readonly unlearn: (pseudonym: string) => void;
}

/**
 * Removes whatever may not, or may no longer, lie here. Before anybody is served, and once in a while: a `cached` one ages only by a clock
 * that somebody vouches for. @throws KioskError of the stores; the signal's reason when aborted
 */
export async function keepResidency(parts: ResidencyParts, signal: AbortSignal): Promise<void> {
  const { policy, clockWatch, stores, record, unlearn } = parts;
  const { residency, cachedDays } = useRules(policy);
  if (residency === 'resident' || (residency === 'cached' && clockWatch.state !== 'synced')) return;
  const known = [...new Set([...stores.templates.subjects(), ...stores.faces.subjects()])];
  const over = residency === 'none' ? known : known.filter(isOlderThan(cachedDays * DAY_MS, parts));
  let count = 0;
  for (let from = 0; from < over.length; from += AT_ONCE) {
    signal.throwIfAborted();
    const some = over.slice(from, from + AT_ONCE);
    some.forEach(unlearn);
    count += stores.forgetTemplates(some);
    await new Promise(setImmediate);
  }
  const days = residency === 'none' ? 0 : cachedDays;
  if (count > 0) record({ event: 'retired', what: 'biometrics', count, days, policyVersion: policy.version });
}

/** Since somebody was enrolled here, or since the fleet last said that what it has sent holds. What it has yet to say the last word about stays. */
function isOlderThan(ageMs: number, { clock, stores }: ResidencyParts): (pseudonym: string) => boolean {
  const beforeMs = clock.nowMs() - ageMs;
  const ofFleet = stores.fleetPeople.pseudonyms();
  const { heardMs } = stores.fleetPeople;
  return (pseudonym) => {
    if (stores.captures.isOpen(pseudonym)) return false;
    const enrolledMs = stores.people.readable(pseudonym)?.enrolledAtMs ?? 0;
    return Math.max(enrolledMs, ofFleet.has(pseudonym) ? heardMs : 0) < beforeMs;
  };
}
