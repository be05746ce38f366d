// A finger is tried at the operator's request: can it be read, does it look alive, is it theirs? Nothing of it is kept or counted; that it was theirs is an entry.
import type { FingerEngine } from '../../../models/index.ts';
import {
  type Clock,
  Deadline,
  type GrayImage,
  KioskError,
  outcomeMessage,
  type Sensitive,
  type TriedFinger,
} from '../../../protocol/index.ts';
import type { Policy } from '../../config/index.ts';
import type { LivenessCheck } from '../../flows/clock/assess-liveness.ts';
import type { Known } from '../../flows/clock/duress.ts';
import type { FrontDesk } from '../../flows/front-desk.ts';
import { A_FINGER_IS_TRIED } from '../../flows/prompts.ts';
import { complaintAbout } from '../../flows/quality-complaint.ts';
import type { ServiceGate } from '../../flows/service-gate.ts';
import type { Devices } from '../../kiosk/devices.ts';
import type { TouchPicture } from './touch-picture.ts';

export interface TryingParts {
  readonly sensor: Pick<Devices['sensor'], 'waitForFinger' | 'readImage'>;
  readonly engine: Pick<FingerEngine, 'extract' | 'verify' | 'fingersOf'>;
  readonly liveness: LivenessCheck;
  readonly desk: Pick<FrontDesk, 'borrow'>;
  readonly gate: Pick<ServiceGate, 'keptFor' | 'isKept'>;
  readonly policy: Pick<Policy, 'enrolment' | 'verification'>;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  /** In the journal: that it was theirs, and which of them. */
  readonly noteShown: (known: Known) => void;
}

/** Time to show a finger. */
const LIMIT_MS = 20_000;

export type Tried = TriedFinger | 'nobody-came' | 'too-short';

class NobodyCame extends Error {}

/**
 * @param subject whose finger it is said to be; undefined: nobody in particular
 * @throws KioskError DESK_BUSY; of the sensor and the engine; the signal's reason
 */
export async function tryFinger(
  parts: TryingParts,
  { subject, picture }: { readonly subject: string | undefined; readonly picture: TouchPicture },
  signal: AbortSignal,
): Promise<Tried> {
  const { gate, desk } = parts;
  if (gate.isKept) throw new KioskError('DESK_BUSY', { what: 'the terminal is being used' });
  return await gate.keptFor(A_FINGER_IS_TRIED, () =>
    desk.borrow(async () => {
      using limit = new Deadline(signal, LIMIT_MS, () => new NobodyCame());
      try {
        return await touched(parts, { subject, picture }, limit.signal);
      } catch (reason) {
        if (reason instanceof NobodyCame) return 'nobody-came';
        throw reason;
      }
    }),
  );
}

async function touched(
  parts: TryingParts,
  asked: { readonly subject: string | undefined; readonly picture: TouchPicture },
  signal: AbortSignal,
): Promise<Tried> {
  const { sensor } = parts;
  // One that lies there already is the one to be tried.
  await sensor.waitForFinger(signal);
  const outcome = await sensor.readImage(signal);
  if (outcome.kind === 'retry') return 'too-short';
  return await judged(parts, { ...asked, ...outcome }, signal);
}

async function judged(
  { engine, liveness, policy, clock, noteShown }: TryingParts,
  {
    subject,
    picture,
    image,
    transferMs,
  }: {
    readonly subject: string | undefined;
    readonly picture: TouchPicture;
    readonly image: Sensitive<GrayImage>;
    readonly transferMs: number;
  },
  signal: AbortSignal,
): Promise<TriedFinger> {
  try {
    const beganMs = clock.monotonicMs();
    const extraction = await engine.extract(image.reveal(), signal);
    const extractMs = Math.round(clock.monotonicMs() - beganMs);
    const { template, quality } = extraction;
    const { result } = await liveness({ image: image.reveal(), template }, signal);
    const isKnown = subject !== undefined && engine.fingersOf(subject) > 0;
    const verified = isKnown ? await engine.verify(template, subject, signal, policy.verification) : undefined;
    if (isKnown && verified?.match) noteShown({ subject, fingers: verified.best ? [verified.best.key.finger] : [] });
    // Whoever asked may have gone meanwhile: then there is nobody to see it.
    signal.throwIfAborted();
    const complaint = complaintAbout(quality, policy.enrolment);
    const touch = picture.keep({
      ...{ finger: null, impression: 1, verification: false, image: image.reveal(), extraction },
      complaint: complaint ? outcomeMessage(complaint) : null,
    });
    const match = verified && {
      ...{ isTheirs: verified.match, score: Math.round(verified.best?.score ?? 0) },
      threshold: Math.round(verified.threshold),
    };
    return { touch, liveness: result, transferMs: Math.round(transferMs), extractMs, match: match ?? null };
  } finally {
    image.wipe(({ pixels }) => [pixels]);
  }
}

export const mustBeTried = (tried: Tried): TriedFinger => {
  if (typeof tried !== 'string') return tried;
  throw new KioskError('USAGE', {
    what: tried === 'nobody-came' ? 'no finger was placed within 20 seconds' : 'the finger was lifted too early',
  });
};
