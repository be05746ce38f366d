// Takes the impressions of one finger: each good enough, and all of the same finger.

import type { Extraction } from '../../../models/index.ts';
import type { FingerPosition, OutcomeCode } from '../../../protocol/index.ts';
import { complaintAbout, isUnusable } from '../quality-complaint.ts';
import type { Enrollee, EnrolParts, Placement } from './enrol-parts.ts';

export interface Impression extends Extraction {
  readonly atMs: number;
}

export interface TakenFinger {
  readonly finger: FingerPosition;
  readonly impressions: readonly Impression[];
}

/** One touch, from the prompt to the free glass. `nothing` where the person has no more to give. */
export type TakenTouch = Impression | OutcomeCode | 'nothing';

export interface Taking {
  readonly parts: EnrolParts;
  readonly enrollee: Enrollee;
  readonly signal: AbortSignal;
}

export async function takeTouch({ parts, enrollee, signal }: Taking, placement: Placement): Promise<TakenTouch> {
  if (!(await enrollee.place(placement))) return 'nothing';
  await parts.sensor.waitForFinger(signal);
  const outcome = await parts.sensor.readImage(signal);
  await enrollee.lift();
  await parts.sensor.waitForLift(signal);
  if (outcome.kind === 'retry') return outcome.reason;
  try {
    const extraction = await parts.engine.extract(outcome.image.reveal(), signal);
    return { ...extraction, atMs: parts.clock.nowMs() };
  } finally {
    outcome.image.wipe(({ pixels }) => [pixels]);
  }
}

/** Undefined where the finger stays below the gate after as many tries as the policy grants. */
export async function takeFinger(
  taking: Taking,
  finger: FingerPosition,
  belowGate: boolean,
): Promise<TakenFinger | undefined> {
  const { parts, enrollee } = taking;
  const { impressions: wanted, minimumImpressions, maximumTries } = parts.policy.enrolment;
  const kept: Impression[] = [];
  for (let tries = 0; kept.length < wanted && tries < maximumTries; tries += 1) {
    const taken = await takeTouch(taking, { finger, impression: kept.length + 1, verification: false });
    if (taken === 'nothing') break;
    const complaint = typeof taken === 'string' ? taken : complaintIn(taken, { parts, kept, belowGate });
    if (complaint) enrollee.told({ finger, code: complaint });
    else if (typeof taken !== 'string') kept.push(taken);
  }
  return kept.length >= minimumImpressions ? { finger, impressions: kept } : undefined;
}

interface Gate {
  readonly parts: EnrolParts;
  readonly kept: readonly Impression[];
  /** A second person has decided to keep impressions below the gate. */
  readonly belowGate: boolean;
}

function complaintIn(taken: Impression, { parts, kept, belowGate }: Gate): OutcomeCode | undefined {
  const complaint = complaintAbout(taken.quality, parts.policy.enrolment);
  if (complaint && (!belowGate || isUnusable(taken.quality))) return complaint;
  // Somebody else's finger among the impressions would let two people clock as one.
  const { consistencyFmr } = parts.policy.enrolment;
  const isSame = kept.some(({ template }) => parts.isSameFinger(template, taken.template, consistencyFmr));
  return isSame || kept.length === 0 ? undefined : 'verification-failed';
}
