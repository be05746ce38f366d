// Puts what was seen together: liveness, one person throughout, comparison with the chip, and the card's status.
import { abortable, Deadline, type OutcomeCode, type ServiceProfile } from '../../../protocol/index.ts';
import { VisitEnd } from '../visit-end.ts';
import { decide, judgeComparison } from './decide.ts';
import { STATUS_NOT_ANSWERED, type StatusFinding } from './dossier.ts';
import type { Seen } from './look-at-person.ts';
import type { ProveParts } from './prove-parts.ts';
import type { ProveVisit } from './prove-visit.ts';

export interface Concluding {
  readonly profile: ServiceProfile;
  readonly parts: ProveParts;
  /** Asked as soon as the card was read; it has a limit of its own. */
  readonly status: Promise<StatusFinding>;
}

/** Everything before took its part of the three seconds; the answer has to be shown yet. */
const STATUS_WAIT_MS = 1500;

class NotAnswered extends Error {}

/** @throws VisitEnd prove-late where the three seconds are over; the session's */
export async function conclude(visit: ProveVisit, seen: Seen, concluding: Concluding): Promise<OutcomeCode> {
  const { parts, status } = concluding;
  const leftMs = parts.policy.visit.hardLimitMs - (visit.countedMs ?? 0);
  if (leftMs <= 0) throw new VisitEnd('prove-late');
  using hard = new Deadline(visit.signal, leftMs, () => new VisitEnd('prove-late'));
  hard.signal.throwIfAborted();
  await visit.stage('liveness', 'device-fault', async () => judgeLiveness(visit, seen, concluding));
  await visit.stage('compare', 'device-fault', async () => compare(visit, seen, concluding));
  visit.dossier.status = await visit.stage('status', 'device-fault', () => answerInTime(status, hard.signal));
  return decide(visit.dossier);
}

/** Within what is left of the three seconds; later it counts as not answered, and the provider asks again. */
async function answerInTime(status: Promise<StatusFinding>, hard: AbortSignal): Promise<StatusFinding> {
  using limit = new Deadline(hard, STATUS_WAIT_MS, () => new NotAnswered());
  try {
    return await abortable(status, limit.signal);
  } catch (reason) {
    if (reason instanceof NotAnswered) return STATUS_NOT_ANSWERED;
    throw reason;
  }
}

function judgeLiveness({ dossier }: ProveVisit, seen: Seen, { parts: { pad } }: Concluding): void {
  dossier.liveness = pad.judge(seen.burst, seen.course);
  dossier.sameFace = { result: pad.isOnePerson(seen.likeness), lowest: Math.min(...seen.likeness) };
}

function compare({ dossier }: ProveVisit, seen: Seen, { profile, parts: { faces } }: Concluding): void {
  const { fmr, reviewFmr } = profile.limits;
  const comparison = faces.compare(seen.neutral, seen.reference);
  dossier.comparison = judgeComparison(comparison, faces.thresholdAt(fmr), { fmr, reviewFmr });
}
