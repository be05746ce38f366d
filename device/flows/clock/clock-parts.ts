// What the clock flow needs from the rest of the device, so that a test can hand it something smaller.

import type { FingerCapture } from '../../../hal/index.ts';
import type { FingerEngine } from '../../../models/index.ts';
import type { Clock, ClockState, JournalEntry, JournalPayload, KioskEvent } from '../../../protocol/index.ts';
import type { Policy } from '../../config/index.ts';
import type { Person, TemplatesStore } from '../../store/index.ts';
import type { ProposalRules } from '../direction.ts';
import type { RetryLimits } from '../retry-limits.ts';
import type { LivenessCheck } from './assess-liveness.ts';
import type { ClaimedFaces } from './by-face.ts';
import type { ClockAnswer } from './clock-answer.ts';
import type { RecentPunches } from './recent-punches.ts';
import type { Snapshots } from './visit-snapshots.ts';

export interface VisitLimits {
  readonly hardLimitMs: number;
  readonly stageLimitMs: (stage: string) => number;
}

export type ClockRetries = Pick<RetryLimits, 'check' | 'refused' | 'accepted'>;

export interface ClockParts {
  readonly sensor: Pick<FingerCapture, 'readImage'>;
  readonly engine: Pick<FingerEngine, 'extract' | 'identify' | 'verify' | 'fingersOf'>;
  readonly matcher: { readonly model: string; readonly version: string };
  /** Whether an attack on the sensor is suspected; asked once for each touch. */
  readonly liveness: LivenessCheck;
  readonly people: { byPseudonym(pseudonym: string): Person | undefined };
  /** UTC: until when whoever the fleet has sent may come without another word of it; null: however long. */
  readonly fleetPeople: { readonly heldUntilMs: number | null };
  /** Asked which of somebody's fingers are duress fingers. */
  readonly templates: Pick<TemplatesStore, 'bySubject'>;
  readonly journal: { append(payload: JournalPayload): JournalEntry };
  /** Of identification at this terminal. */
  readonly retries: ClockRetries;
  /** Of one person who is claimed; null: of claims that were nobody's. */
  readonly retriesOf: (subject: string | null) => ClockRetries;
  /** Undefined where nobody is known by the face here. */
  readonly claimedFaces: ClaimedFaces | undefined;
  readonly punches: RecentPunches;
  /** Light and screen; resolves once the person can see the answer. Never rejects: a dark light stops nobody. */
  readonly show: (answer: ClockAnswer) => Promise<void>;
  readonly tell: (event: KioskEvent) => void;
  /** A fault that became an answer: logged, and journaled as the device's. Throws what is not a fault. */
  readonly noteFault: (fault: unknown) => void;
  readonly clock: Clock;
  readonly clockState: () => ClockState;
  readonly timeZone: string;
  readonly proposal: ProposalRules;
  readonly repeatWindowMs: number;
  /** Asked at each visit: the transfer's limit follows from the baud that the sensor has negotiated. */
  readonly limitsMs: () => VisitLimits;
  readonly policy: Policy;
  /** Undefined where the policy wants no picture of a visit, or none can be kept. */
  readonly snapshots?: Snapshots | undefined;
}
