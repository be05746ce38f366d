// Takes the impressions of one finger: each good enough, and all of the same finger.

import type { Extraction, FingerQuality } from '../../../models/index.ts';
import {
  Deadline,
  type FingerPosition,
  type GrayImage,
  type OutcomeCode,
  type Sensitive,
} from '../../../protocol/index.ts';
import { complaintAbout, isUnusable } from '../quality-complaint.ts';
import type { Enrollee, EnrolParts, Placement } from './enrol-parts.ts';
import { SameFinger } from './same-finger.ts';
import type { ScreenSteps } from './screen-steps.ts';
import type { TouchLiveness } from './touch-liveness.ts';

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
  readonly screen: ScreenSteps;
  readonly liveness: TouchLiveness;
  readonly signal: AbortSignal;
}

/** Two looks on the slowest bus: nobody is asked to lift what is not there. */
const FREE_GLASS_MS = 1000;

/** Whether nothing lies on the glass, or what lay there was lifted in time. */
export async function freeGlass({ parts, enrollee, screen, signal }: Taking): Promise<boolean> {
  const { sensor, touchLimitMs, freeGlassMs = FREE_GLASS_MS } = parts;
  const isFreeWithin = async (limitMs: number): Promise<boolean> => {
    using limit = new Deadline(signal, limitMs, () => new RestsOn());
    try {
      await sensor.waitForLift(limit.signal);
      return true;
    } catch (reason) {
      if (!(reason instanceof RestsOn)) throw reason;
      return false;
    }
  };
  if (await isFreeWithin(freeGlassMs)) return true;
  if (sensor.info) {
    screen.liftFirst();
    await enrollee.lift();
  }
  return await isFreeWithin(touchLimitMs);
}

class RestsOn extends Error {}

/** What is wrong with an impression, if anything; told while its image is still there. */
type Judge = (impression: Impression, image: GrayImage) => Promise<OutcomeCode | undefined>;

export async function takeTouch(taking: Taking, placement: Placement, judge: Judge): Promise<TakenTouch> {
  const { parts, enrollee, screen, signal } = taking;
  if (!(await enrollee.place(placement))) return 'nothing';
  screen.place(placement);
  using limit = new Deadline(signal, parts.touchLimitMs, () => new NobodyComes());
  try {
    await parts.sensor.waitForFinger(limit.signal);
    const outcome = await parts.sensor.readImage(limit.signal);
    if (outcome.kind === 'retry') {
      await lifted(taking, placement, limit.signal);
      return outcome.reason;
    }
    return await judged(outcome.image, { ...taking, signal: limit.signal }, placement, judge);
  } catch (reason) {
    if (!(reason instanceof NobodyComes)) throw reason;
    return 'timed-out';
  }
}

class NobodyComes extends Error {}

async function lifted({ parts, enrollee, screen }: Taking, placement: Placement, signal: AbortSignal): Promise<void> {
  screen.lift(placement);
  await enrollee.lift();
  await parts.sensor.waitForLift(signal);
}

/** The image is wiped whatever becomes of it. */
async function judged(
  image: Sensitive<GrayImage>,
  taking: Taking,
  placement: Placement,
  judge: Judge,
): Promise<Impression | OutcomeCode> {
  const { engine, clock } = taking.parts;
  const { signal, enrollee } = taking;
  try {
    await lifted(taking, placement, signal);
    const extraction = await engine.extract(image.reveal(), signal);
    const impression = { ...extraction, atMs: clock.nowMs() };
    const complaint = await judge(impression, image.reveal());
    enrollee.seen?.({ ...placement, image: image.reveal(), extraction, complaint: complaint ?? null });
    return complaint ?? impression;
  } finally {
    image.wipe(({ pixels }) => [pixels]);
  }
}

/**
 * `poor-quality` where the finger stays below the gate after as many tries as the policy grants; `attack-suspected` where one of
 * them was taken for an attack.
 */
export async function takeFinger(
  taking: Taking,
  finger: FingerPosition,
  belowGate: boolean,
): Promise<TakenFinger | 'poor-quality' | 'timed-out' | 'attack-suspected'> {
  const { parts, enrollee, screen } = taking;
  const { impressions: wanted, minimumImpressions, maximumTries } = parts.policy.enrolment;
  const same = new SameFinger(parts);
  // What is too poor to compare with is asked for again before anything looks for an attack in it.
  const judge: Judge = async (taken, image) =>
    complaintIn(taken, parts, belowGate) ?? (await attackIn(taken, image, taking));
  let failed: 'poor-quality' | 'attack-suspected' = 'poor-quality';
  for (let tries = 0; same.impressions.length < wanted && tries < maximumTries; tries += 1) {
    const impression = same.impressions.length + 1;
    const taken = await takeTouch(taking, { finger, impression, verification: false }, judge);
    if (taken === 'nothing') break;
    if (taken === 'timed-out') return taken;
    const complaint = complaintOf(taken, same);
    if (!complaint) continue;
    if (complaint === 'attack-suspected') failed = complaint;
    enrollee.told({ finger, code: complaint });
    screen.again(finger, impression, complaint);
  }
  const { impressions } = same;
  if (impressions.length < minimumImpressions) return failed;
  // A touch that joins two groups can bring more than were wanted.
  return { finger, impressions: impressions.slice(0, wanted) };
}

const complaintOf = (taken: Impression | OutcomeCode, same: SameFinger): OutcomeCode | undefined =>
  typeof taken === 'string' ? taken : same.add(taken);

export const attackIn = async (
  { template }: Impression,
  image: GrayImage,
  { liveness, signal }: Pick<Taking, 'liveness' | 'signal'>,
): Promise<'attack-suspected' | undefined> =>
  (await liveness.isAttack({ image, template }, signal)) ? 'attack-suspected' : undefined;

/** Too few to be compared with for years, also where a second person would have them. */
const complaintOfFew = ({ reasons }: FingerQuality): OutcomeCode => reasons[0] ?? 'too-few-minutiae';

/** @param belowGate a second person has decided to keep impressions below the gate */
function complaintIn(
  { quality, template }: Impression,
  { policy }: EnrolParts,
  belowGate: boolean,
): OutcomeCode | undefined {
  if (template.minutiae.length < policy.enrolment.minimumMinutiae) return complaintOfFew(quality);
  const complaint = complaintAbout(quality, policy.enrolment);
  return complaint && (!belowGate || isUnusable(quality)) ? complaint : undefined;
}
