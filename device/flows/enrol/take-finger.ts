// Takes the impressions of one finger: each good enough, and all of the same finger.

import type { Extraction } from '../../../models/index.ts';
import {
  Deadline,
  type FingerPosition,
  type GrayImage,
  type OutcomeCode,
  type Sensitive,
} from '../../../protocol/index.ts';
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

export async function takeTouch(taking: Taking, placement: Placement): Promise<TakenTouch> {
  const { parts, enrollee, signal } = taking;
  if (!(await enrollee.place(placement))) return 'nothing';
  using limit = new Deadline(signal, parts.touchLimitMs, () => new NobodyComes());
  try {
    await parts.sensor.waitForFinger(limit.signal);
    const outcome = await parts.sensor.readImage(limit.signal);
    if (outcome.kind === 'retry') {
      await lifted(taking, limit.signal);
      return outcome.reason;
    }
    return await extracted(outcome.image, taking, limit.signal);
  } catch (reason) {
    if (!(reason instanceof NobodyComes)) throw reason;
    return 'timed-out';
  }
}

class NobodyComes extends Error {}

async function lifted({ parts, enrollee }: Taking, signal: AbortSignal): Promise<void> {
  await enrollee.lift();
  await parts.sensor.waitForLift(signal);
}

/** The image is wiped whatever becomes of it. */
async function extracted(image: Sensitive<GrayImage>, taking: Taking, signal: AbortSignal): Promise<Impression> {
  const { engine, clock } = taking.parts;
  try {
    await lifted(taking, signal);
    const extraction = await engine.extract(image.reveal(), signal);
    return { ...extraction, atMs: clock.nowMs() };
  } finally {
    image.wipe(({ pixels }) => [pixels]);
  }
}

/** `poor-quality` where the finger stays below the gate after as many tries as the policy grants. */
export async function takeFinger(
  taking: Taking,
  finger: FingerPosition,
  belowGate: boolean,
): Promise<TakenFinger | 'poor-quality' | 'timed-out'> {
  const { parts, enrollee } = taking;
  const { impressions: wanted, minimumImpressions, maximumTries } = parts.policy.enrolment;
  const kept: Impression[] = [];
  for (let tries = 0; kept.length < wanted && tries < maximumTries; tries += 1) {
    const taken = await takeTouch(taking, { finger, impression: kept.length + 1, verification: false });
    if (taken === 'nothing') break;
    if (taken === 'timed-out') return taken;
    const judged = typeof taken === 'string' ? taken : judge(taken, { parts, kept, belowGate });
    if (typeof judged === 'string') enrollee.told({ finger, code: judged });
    else kept.push(judged);
  }
  return kept.length >= minimumImpressions ? { finger, impressions: kept } : 'poor-quality';
}

interface Gate {
  readonly parts: EnrolParts;
  readonly kept: readonly Impression[];
  /** A second person has decided to keep impressions below the gate. */
  readonly belowGate: boolean;
}

/** The impression where it may be kept, or what is wrong with it. */
function judge(taken: Impression, { parts, kept, belowGate }: Gate): Impression | OutcomeCode {
  const complaint = complaintAbout(taken.quality, parts.policy.enrolment);
  if (complaint && (!belowGate || isUnusable(taken.quality))) return complaint;
  // Somebody else's finger among the impressions would let two people clock as one.
  const { consistencyFmr } = parts.policy.enrolment;
  const isSame = kept.some(({ template }) => parts.isSameFinger(template, taken.template, consistencyFmr));
  return isSame || kept.length === 0 ? taken : 'verification-failed';
}
