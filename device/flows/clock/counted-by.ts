// Whose failed attempts are counted, and what follows from one: the counter, and the entry of a pause.
import { type JournalEntry, type JournalPayload, OUTCOMES, type OutcomeCode } from '../../../protocol/index.ts';
import type { Claim } from './claim.ts';
import type { ClockParts, ClockRetries } from './clock-parts.ts';

/** Whose refusals are counted. */
export interface CountedBy {
  readonly retries: ClockRetries;
  readonly scope: 'terminal' | 'person' | 'claims';
  /** Of whoever was claimed. */
  readonly subject: string | null;
  /** Of claims that were nobody's: one that was borne out ends that row too. */
  readonly strangers?: ClockRetries;
}

/** What nobody can try out one after another. */
export const COUNTED_BY_NOBODY: CountedBy = {
  retries: { check: () => ({ allowed: true }), refused: () => undefined, accepted: () => undefined },
  ...{ scope: 'claims', subject: null },
};

/** What was let in although nothing showed whose it was ends nobody's row of failures: else it could be used to try out others. */
export const endingNoRow = ({ retries, scope, subject }: CountedBy): CountedBy => ({
  retries: { check: () => retries.check(), refused: () => retries.refused(), accepted: () => undefined },
  ...{ scope, subject },
});

/** Without a claim a finger is looked for among all, and whoever is refused is nobody in particular. */
export function countedBy(
  claim: Pick<Claim, 'subject'> | undefined,
  { retries, retriesOf }: Pick<ClockParts, 'retries' | 'retriesOf'>,
): CountedBy {
  if (!claim) return { retries, scope: 'terminal', subject: null };
  const { subject } = claim;
  return { retries: retriesOf(subject), scope: 'person', subject, strangers: retriesOf(null) };
}

interface Journal {
  append(payload: JournalPayload): JournalEntry;
}

/** A pause that begins with this refusal is an entry of its own. @throws of the store */
export function countAttempt(
  { code, accepted }: { readonly code: OutcomeCode; readonly accepted: boolean },
  { retries, scope, subject, strangers }: CountedBy,
  journal: Journal,
): void {
  if (accepted) {
    retries.accepted();
    strangers?.accepted();
  }
  if (!OUTCOMES[code].counts) return;
  retries.refused();
  const pause = retries.check();
  if (pause.allowed) return;
  const { retryAfterMs, level } = pause;
  journal.append({ event: 'lockout', scope, subject, retryAfterMs, level });
}
