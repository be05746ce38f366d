// What a visit measured on its way, for its journal entry: never the image, never the template.

import type { Candidate, Identification, Verification } from '../../../models/index.ts';
import type { ClockMethod, JournalPayload } from '../../../protocol/index.ts';
import type { ChallengeFinding, PadFinding } from '../face/index.ts';
import type { Claim } from './claim.ts';
import type { Finding } from './clock-answer.ts';

type ClockPayload = Extract<JournalPayload, { event: 'clock' }>;
export type LivenessFinding = ClockPayload['liveness'];

/** Of a visit that ended before the detector was asked. */
export const NOT_ASSESSED: LivenessFinding = { result: 'not-assessed', model: 'none', version: '0' };

/** What was found of a face, in the words of the journal. */
export const livenessOf = ({ result, version, reasons }: PadFinding): LivenessFinding => ({
  ...{ result, model: 'face-pad', version, reasons: [...reasons] },
});

/** What two fingers are worth together. */
export type TogetherFinding = NonNullable<ClockPayload['together']>;

type Versioned = NonNullable<ClockPayload['match']>;

/** What the decision rests on. */
interface Comparison {
  readonly score: number | null;
  readonly threshold: number;
  readonly falseMatchRate: number | null;
  readonly matcher: Versioned;
}

export interface JournalContext {
  readonly attempt: number;
  readonly decisionMs: number;
  readonly policyVersion: string;
  readonly stages: Readonly<Record<string, number>>;
}

type Measured = Omit<
  Extract<JournalPayload, { event: 'data-request-refused' }>,
  'event' | 'request' | 'reason' | 'policyVersion'
>;

export interface EvidenceOf {
  /** UTC of the capture's start. */
  readonly captureStartMs: number;
  readonly method: ClockMethod;
  readonly claim: (Pick<Claim, 'card'> & { readonly subject: string | null }) | undefined;
}

export class Evidence {
  readonly captureStartMs: number;
  quality: number | null = null;
  liveness: LivenessFinding = NOT_ASSESSED;
  challenge: ChallengeFinding | undefined;
  /** By a duress finger. */
  isDuress = false;
  /** What it turned out to be, where that is not how it began. */
  method: ClockMethod;
  readonly #of: EvidenceOf;
  #comparison: Comparison | undefined;
  #together: TogetherFinding | undefined;

  constructor(of: EvidenceOf) {
    this.#of = of;
    this.captureStartMs = of.captureStartMs;
    this.method = of.method;
  }

  /** A finger against one or against all. */
  noteFinger({ best, threshold }: Identification | Verification, matcher: Versioned): void {
    this.noteComparison({
      score: best?.score ?? null,
      threshold,
      falseMatchRate: best?.falseMatchRate ?? null,
      matcher,
    });
  }

  noteComparison(comparison: Comparison): void {
    this.#comparison = comparison;
  }

  /** @param second this touch against the person, whom its own search may not have put first */
  noteTogether({ score, falseMatchRate }: Candidate, finding: TogetherFinding): void {
    this.#comparison = this.#comparison && { ...this.#comparison, score, falseMatchRate };
    this.#together = finding;
  }

  /** What any touch is journaled with, whatever came of it. */
  get measured(): Measured {
    const { method, quality, liveness, captureStartMs } = this;
    const { claim } = this.#of;
    const { matcher: match = null, score = null, threshold = null, falseMatchRate = null } = this.#comparison ?? {};
    return {
      ...{ method, ...(claim?.subject && { claimed: claim.subject }) },
      ...{ quality, score, threshold, falseMatchRate, liveness, match, captureStartMs },
    };
  }

  payload(finding: Finding, context: JournalContext): ClockPayload {
    const { card } = this.#of.claim ?? {};
    return {
      ...this.measured,
      event: 'clock',
      outcome: finding.accepted ? 'accepted' : 'refused',
      reason: finding.accepted ? null : finding.code,
      // Whose a card or a number is by itself nothing has shown: it is claimed, and no more.
      subject: isShown(this.method) ? (finding.person?.pseudonym ?? null) : null,
      ...(finding.person?.fleetId && { person: finding.person.fleetId }),
      direction: finding.direction,
      directionSource: finding.directionSource,
      ...(card && { card }),
      repeated: finding.repeated,
      attempt: context.attempt,
      ...(this.#together && { together: this.#together }),
      ...(this.challenge && { challenge: this.challenge }),
      purpose: this.isDuress ? 'duress' : 'attendance',
      policyVersion: context.policyVersion,
      decisionMs: context.decisionMs,
      stages: context.stages,
    };
  }
}

const isShown = (method: ClockMethod): boolean => method !== 'card' && method !== 'number';
