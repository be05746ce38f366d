// Whoever was claimed shows the face: it is compared with what is kept of them, or lies in the chip of their card.
import type { FaceTemplate } from '../../../models/index.ts';
import { Deadline, isFault, type OutcomeCode } from '../../../protocol/index.ts';
import {
  type ChallengeFinding,
  objectionTo,
  refusalFor,
  StaffLook,
  type StaffLookOf,
  type StaffLookParts,
  type StaffSeen,
} from '../face/index.ts';
import type { VisitCourse } from '../visit-course.ts';
import { VisitEnd } from '../visit-end.ts';
import type { Recognition } from './by-finger.ts';
import type { Claim } from './claim.ts';
import { type Evidence, livenessOf } from './evidence.ts';

/** What a terminal has that knows staff by their faces. */
export interface ClaimedFaces extends Pick<StaffLookParts, 'camera' | 'faces' | 'pad'> {
  /** What is kept of this person, if the recogniser of today made it. */
  readonly kept: (subject: string) => FaceTemplate | undefined;
  /** The same without opening it. */
  readonly hasFace: (subject: string) => boolean;
  /** Whether this is the photo that was in the chip when this person's card was linked: a chip can be forged. */
  readonly isLinkedPhoto: (subject: string, jpeg: Uint8Array) => boolean;
}

export interface FaceParts extends ClaimedFaces, StaffLookParts {
  readonly noteFault: (fault: unknown) => void;
}

export interface FaceVisit extends StaffLookOf {
  readonly claim: Claim;
}

/** What was seen before the three seconds count, and while the movement was made. */
export interface Looked {
  readonly seen: (StaffSeen & { readonly reference: FaceTemplate }) | { readonly refused: OutcomeCode };
  readonly stages: Readonly<Record<string, number>>;
  /** UTC of the first frame that counts: the time of the punch. */
  readonly captureStartMs: number;
  /** Monotonic: since then, the movement apart, the three seconds run. */
  readonly countedFromMs: number;
  readonly challenge: ChallengeFinding | undefined;
}

/** Never rejects but for a bug: what goes wrong is what the visit is refused for. */
export async function lookAtClaimant(visit: FaceVisit, parts: FaceParts): Promise<Looked> {
  const { clock } = parts;
  const look = new StaffLook(visit, parts);
  let referenceAtMs = 0;
  const looked = (seen: Looked['seen']): Looked => {
    const { stages, challenge, firstAtMs } = look;
    const captureStartMs = clock.nowMs() - (clock.monotonicMs() - firstAtMs);
    const countedFromMs = Math.max(firstAtMs, referenceAtMs) + (challenge?.ms ?? 0);
    return { seen, stages, captureStartMs, countedFromMs, challenge };
  };
  try {
    const { seen, beside: reference } = await look.take(async (signal) => {
      const template = await referenceOf(visit, { look, parts, signal });
      referenceAtMs = clock.monotonicMs();
      return template;
    });
    return looked({ ...seen, reference });
  } catch (reason) {
    return looked({ refused: refusalFor(reason, { signal: visit.signal, noteFault: parts.noteFault }) });
  }
}

/** What is kept of them; else the photo in the chip. */
async function referenceOf(
  { claim, holdings }: FaceVisit,
  { look, parts, signal }: { readonly look: StaffLook; readonly parts: FaceParts; readonly signal: AbortSignal },
): Promise<FaceTemplate> {
  const { kept, faces } = parts;
  const known = kept(claim.subject);
  if (known) return holdings.template(known);
  const jpeg = holdings.bytes(await look.timed('card-photo', () => photoOf(claim, parts, signal)));
  if (!parts.isLinkedPhoto(claim.subject, jpeg)) throw new VisitEnd('photo-unusable');
  const template = await look.timed('reference', () => faces.reference(jpeg, signal));
  if (!template) throw new VisitEnd('photo-unusable');
  return holdings.template(template);
}

async function photoOf({ photo }: Claim, { policy }: FaceParts, signal: AbortSignal): Promise<Uint8Array> {
  if (!photo) throw new VisitEnd('nothing-enrolled');
  // A card that answers slowly keeps everybody waiting.
  using limit = new Deadline(signal, policy.claim.captureMs, () => new VisitEnd('card-silent'));
  try {
    const reading = await photo(limit.signal);
    if (reading.kind === 'retry') throw new VisitEnd(reading.reason);
    return reading.jpeg;
  } catch (fault) {
    throw isFault(fault) && fault.code.startsWith('HAL') ? new VisitEnd('reader-lost') : fault;
  }
}

/** Liveness and comparison are two results; both must pass. */
export async function judgeClaimant(
  course: VisitCourse,
  seen: StaffSeen & { readonly reference: FaceTemplate },
  { claim, evidence, parts }: { readonly claim: Claim; readonly evidence: Evidence; readonly parts: FaceParts },
): Promise<Recognition> {
  const { faces, pad, policy } = parts;
  const living = await course.run('liveness', () => pad.judge(seen.burst, seen.course));
  evidence.liveness = livenessOf(living);
  const { fmr } = policy.verification;
  const { score, falseMatchRate } = await course.run('compare', () => faces.compare(seen.neutral, seen.reference));
  const { name: model, version } = faces.recogniser;
  evidence.noteComparison({ score, falseMatchRate, threshold: faces.thresholdAt(fmr), matcher: { model, version } });
  const { challenge } = evidence;
  const objection = objectionTo({ liveness: living, challenge, isOnePerson: pad.isOnePerson(seen.likeness) });
  if (objection) return { refused: objection };
  return falseMatchRate <= fmr ? { subject: claim.subject } : { refused: 'claimed-face-mismatch' };
}
