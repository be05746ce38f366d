// What a visit measured on its way, for its journal entry: never the image, never the template.

import type { Candidate, Identification } from '../../../models/index.ts';
import type { JournalPayload } from '../../../protocol/index.ts';
import type { Finding } from './clock-answer.ts';

type ClockPayload = Extract<JournalPayload, { event: 'clock' }>;
export type LivenessFinding = ClockPayload['liveness'];

/** Of a visit that ended before the detector was asked. */
export const NOT_ASSESSED: LivenessFinding = { result: 'not-assessed', model: 'none', version: '0' };

/** What two fingers are worth together. */
export type TogetherFinding = NonNullable<ClockPayload['together']>;

export interface JournalContext {
  readonly attempt: number;
  readonly decisionMs: number;
  readonly policyVersion: string;
  readonly stages: Readonly<Record<string, number>>;
}

export class Evidence {
  /** UTC of the capture's start. */
  readonly captureStartMs: number;
  quality: number | null = null;
  liveness: LivenessFinding = NOT_ASSESSED;
  #found: Identification | undefined;
  #together: { readonly second: Candidate; readonly finding: TogetherFinding } | undefined;
  readonly #matcher: { readonly model: string; readonly version: string };

  constructor(captureStartMs: number, matcher: { readonly model: string; readonly version: string }) {
    this.captureStartMs = captureStartMs;
    this.#matcher = matcher;
  }

  noteIdentification(found: Identification): void {
    this.#found = found;
  }

  /** @param second this touch against the person, whom its own search may not have put first */
  noteTogether(second: Candidate, finding: TogetherFinding): void {
    this.#together = { second, finding };
  }

  payload(finding: Finding, context: JournalContext): ClockPayload {
    const best = this.#together?.second ?? this.#found?.best;
    return {
      event: 'clock',
      outcome: finding.accepted ? 'accepted' : 'refused',
      reason: finding.accepted ? null : finding.code,
      subject: finding.person?.pseudonym ?? null,
      direction: finding.direction,
      directionSource: finding.directionSource,
      method: 'finger',
      repeated: finding.repeated,
      attempt: context.attempt,
      quality: this.quality,
      score: best?.score ?? null,
      threshold: this.#found?.threshold ?? null,
      falseMatchRate: best?.falseMatchRate ?? null,
      ...(this.#together && { together: this.#together.finding }),
      liveness: this.liveness,
      match: this.#found ? this.#matcher : null,
      purpose: 'attendance',
      policyVersion: context.policyVersion,
      captureStartMs: this.captureStartMs,
      decisionMs: context.decisionMs,
      stages: context.stages,
    };
  }
}
