// What a prove visit ends with: for the person, the journal, the provider and whoever drives the bench.
import { OUTCOMES, type OutcomeCode, type ProveOutcome } from '../../../protocol/index.ts';
import type { AppResult } from './app-session.ts';

export interface ProveFinding {
  readonly code: OutcomeCode;
  readonly outcome: ProveOutcome;
  readonly retryAfterMs: number | null;
}

export interface ProveAnswer extends ProveFinding {
  readonly visit: number;
  /** Shown to the person, also where they are refused. */
  readonly reference: string;
  /** Of the evidence that waits for the provider; null where there is none. */
  readonly evidenceId: string | null;
  /** Of the journal's entry; null only where the journal itself could not be written. */
  readonly seq: number | null;
  /** From photo in memory and face in the frame to the answer, without the challenge; null where it never came so far. */
  readonly ms: number | null;
  readonly match: { readonly score: number; readonly falseMatchRate: number; readonly result: string } | null;
  readonly liveness: { readonly result: string; readonly score: number | null } | null;
  readonly quality: readonly { readonly check: string; readonly ok: boolean; readonly value: number | null }[];
  readonly stages: Readonly<Record<string, number>>;
  /** Whether a waiting app was told; null where none is known. */
  readonly levelUp: AppResult | null;
}

const KIND: Partial<Record<OutcomeCode, ProveOutcome>> = {
  proved: 'proved',
  'proof-pending': 'pending',
  'face-to-be-reviewed': 'referred',
  'photo-unusable': 'referred',
  'help-asked': 'referred',
};

export const findingOf = (code: OutcomeCode, retryAfterMs: number | null = null): ProveFinding => ({
  code,
  outcome: KIND[code] ?? 'refused',
  retryAfterMs,
});

/**
 * Whether the provider is told: whatever came to a result, and every failure that counts, for it may be a fraud. Who was not
 * given a fair chance, or went away, leaves nothing.
 */
export const isForProvider = ({ code, outcome }: ProveFinding): boolean =>
  (outcome !== 'refused' && code !== 'help-asked') || OUTCOMES[code].counts;
