// Whoever was claimed shows the face: neutral frames, one movement, and a comparison with what is kept of them or lies in the chip of their card.
import type { Camera, FrameStream } from '../../../hal/index.ts';
import type { FaceTemplate } from '../../../models/index.ts';
import { type Clock, Deadline, isFault, type OutcomeCode } from '../../../protocol/index.ts';
import type { Policy } from '../../config/index.ts';
import type { KioskEvent } from '../events.ts';
import { abreast } from '../prove/abreast.ts';
import { captureNeutral, type NeutralFrames } from '../prove/capture-face.ts';
import { FaceTrack } from '../prove/face-track.ts';
import type { Holdings } from '../prove/holdings.ts';
import { LOOK, onChange } from '../prove/look-at-person.ts';
import { OpeningCamera } from '../prove/opening-camera.ts';
import { performChallenge } from '../prove/perform-challenge.ts';
import type { FaceAttackDetection, FaceRecognition, FrameTrace } from '../prove/prove-parts.ts';
import { VisitEnd } from '../prove/visit-end.ts';
import type { VisitCourse } from '../visit-course.ts';
import type { Recognition } from './by-finger.ts';
import type { Claim } from './claim.ts';
import type { ChallengeFinding, Evidence } from './evidence.ts';
import { codeOfFault } from './fault-codes.ts';

/** What a terminal has that knows staff by their faces. */
export interface ClaimedFaces {
  readonly camera: Pick<Camera, 'open'>;
  readonly faces: FaceRecognition;
  readonly pad: FaceAttackDetection;
  /** What is kept of this person, if the recogniser of today made it. */
  readonly kept: (subject: string) => FaceTemplate | undefined;
}

export interface FaceParts extends ClaimedFaces {
  readonly clock: Clock;
  readonly policy: Policy;
  readonly tell: (event: KioskEvent) => void;
  readonly noteFault: (fault: unknown) => void;
}

export interface FaceVisit {
  readonly visit: number;
  readonly claim: Claim;
  /** Everything of the person that is in memory; the caller wipes it. */
  readonly holdings: Holdings;
  readonly signal: AbortSignal;
}

/** What was seen before the three seconds count, and while the movement was made. */
export interface Looked {
  readonly seen: Seen | { readonly refused: OutcomeCode };
  readonly stages: Readonly<Record<string, number>>;
  /** UTC of the first frame that counts: the time of the punch. */
  readonly captureStartMs: number;
  /** Monotonic: since then, the movement apart, the three seconds run. */
  readonly countedFromMs: number;
  readonly challenge: ChallengeFinding | undefined;
}

export interface Seen {
  readonly reference: FaceTemplate;
  readonly neutral: FaceTemplate;
  readonly burst: readonly FrameTrace[];
  readonly course: readonly FrameTrace[];
  readonly likeness: readonly number[];
}

/** Never rejects but for a bug: what goes wrong is what the visit is refused for. */
export async function lookAtClaimant(visit: FaceVisit, parts: FaceParts): Promise<Looked> {
  const look = new Look(visit, parts);
  try {
    return look.result(await look.take());
  } catch (reason) {
    return look.result({ refused: refusalFor(reason, visit, parts) });
  }
}

function refusalFor(reason: unknown, { signal }: FaceVisit, { noteFault }: FaceParts): OutcomeCode {
  if (reason instanceof VisitEnd) return reason.code;
  if (signal.aborted) return 'cancelled';
  const code = codeOfFault(reason);
  noteFault(reason);
  return isFault(reason) && reason.code.startsWith('HAL') ? 'camera-lost' : code;
}

/** Liveness and comparison are two results; both must pass. */
export async function judgeClaimant(
  course: VisitCourse,
  seen: Seen,
  { claim, evidence, parts }: { readonly claim: Claim; readonly evidence: Evidence; readonly parts: FaceParts },
): Promise<Recognition> {
  const { faces, pad, policy } = parts;
  const living = await course.run('liveness', () => pad.judge(seen.burst, seen.course));
  evidence.liveness = {
    result: living.result,
    model: 'face-pad',
    version: living.version,
    reasons: [...living.reasons],
  };
  const isOnePerson = pad.isOnePerson(seen.likeness);
  const { fmr } = policy.verification;
  const { score, falseMatchRate } = await course.run('compare', () => faces.compare(seen.neutral, seen.reference));
  const { name: model, version } = faces.recogniser;
  evidence.noteComparison({ score, falseMatchRate, threshold: faces.thresholdAt(fmr), matcher: { model, version } });
  if (living.result !== 'live') return { refused: 'face-not-live' };
  if (evidence.challenge?.result !== 'performed') return { refused: 'challenge-failed' };
  if (!isOnePerson) return { refused: 'face-changed' };
  return falseMatchRate <= fmr ? { subject: claim.subject } : { refused: 'claimed-face-mismatch' };
}

class Look {
  readonly #visit: FaceVisit;
  readonly #parts: FaceParts;
  readonly #stages: Record<string, number> = {};
  readonly #track: FaceTrack;
  #firstAtMs: number | undefined;
  #referenceAtMs = 0;
  #challengeMs = 0;
  #challenge: ChallengeFinding | undefined;

  constructor(visit: FaceVisit, parts: FaceParts) {
    this.#visit = visit;
    this.#parts = parts;
    this.#track = new FaceTrack(parts.policy.prove.track);
  }

  result(seen: Looked['seen']): Looked {
    const { clock } = this.#parts;
    const firstAtMs = this.#firstAtMs ?? clock.monotonicMs();
    return {
      seen,
      stages: this.#stages,
      captureStartMs: clock.nowMs() - (clock.monotonicMs() - firstAtMs),
      countedFromMs: Math.max(firstAtMs, this.#referenceAtMs) + this.#challengeMs,
      challenge: this.#challenge,
    };
  }

  /** @throws VisitEnd; KioskError of the camera, the reader and the networks; the signal's reason */
  async take(): Promise<Seen> {
    const { camera, clock } = this.#parts;
    const { signal } = this.#visit;
    await using opening = new OpeningCamera(camera, signal);
    const stream = await this.#timed('camera-open', () => opening.stream);
    const [reference, taken] = await abreast(
      signal,
      (until) => this.#reference(until),
      (until) => this.#timed('capture', () => this.#neutral(stream, until)),
    );
    this.#firstAtMs = taken.firstAtMs;
    const averaged = this.#timed('embed', () => this.#average(taken));
    const startedAtMs = clock.monotonicMs();
    const [neutral, course] = await abreast(
      signal,
      () => averaged,
      (until) => this.#timed('challenge', () => this.#perform(stream, averaged, until)),
    );
    this.#challengeMs = clock.monotonicMs() - startedAtMs;
    const all = [...taken.traces, ...course.traces];
    return { reference, neutral, burst: taken.traces, course: all, likeness: course.likeness };
  }

  /** What is kept of them; else the photo in the chip. */
  async #reference(signal: AbortSignal): Promise<FaceTemplate> {
    const { kept, faces, clock } = this.#parts;
    const { claim, holdings } = this.#visit;
    const known = kept(claim.subject);
    if (known) return holdings.template(known);
    const jpeg = await this.#timed('card-photo', async () => await claim.photo?.(signal));
    if (!jpeg) throw new VisitEnd('nothing-enrolled');
    holdings.bytes(jpeg);
    this.#referenceAtMs = clock.monotonicMs();
    const template = await this.#timed('reference', () => faces.reference(jpeg, signal));
    if (!template) throw new VisitEnd('photo-unusable');
    return holdings.template(template);
  }

  async #neutral(stream: FrameStream, signal: AbortSignal): Promise<NeutralFrames> {
    const { faces, pad, policy, tell } = this.#parts;
    const { burstFrames: needed, comparedFrames: keep } = policy.prove;
    const { visit, holdings } = this.#visit;
    const guide = onChange((guidance, held) => tell({ type: 'face-guide', visit, guidance, held, needed }));
    guide(LOOK, 0);
    using limit = new Deadline(signal, policy.claim.captureMs, () => new VisitEnd('face-not-captured'));
    const capture = { stream, faces, pad, track: this.#track, needed, keep, onSight: guide, noFace: LOOK };
    const taken = await captureNeutral({ ...capture, onFace: () => undefined }, limit.signal);
    for (const { frame } of taken.best) holdings.frame(frame);
    return taken;
  }

  async #average({ best }: NeutralFrames): Promise<FaceTemplate> {
    const { faces } = this.#parts;
    const { holdings, signal } = this.#visit;
    const templates: FaceTemplate[] = [];
    for (const { frame, face } of best)
      templates.push(holdings.template(await faces.embed(frame.reveal().image, face, signal)));
    return holdings.template(faces.mean(templates));
  }

  async #perform(
    stream: FrameStream,
    neutral: Promise<FaceTemplate>,
    signal: AbortSignal,
  ): ReturnType<typeof performChallenge> {
    const { faces, pad, clock, policy, tell } = this.#parts;
    const startedAtMs = clock.monotonicMs();
    const watch = pad.challenge(policy.claim.challenges, startedAtMs);
    tell({ type: 'face-challenge', visit: this.#visit.visit, ...watch.instruction });
    const performing = { stream, faces, pad, track: this.#track, watch, neutral };
    const course = await performChallenge({ ...performing, compareEvery: policy.prove.compareEvery }, signal);
    const ms = Math.round(clock.monotonicMs() - startedAtMs);
    this.#challenge = { kind: watch.instruction.kind, result: course.state, ms };
    return course;
  }

  async #timed<T>(stage: string, work: () => Promise<T>): Promise<T> {
    const startedAtMs = this.#parts.clock.monotonicMs();
    try {
      return await work();
    } finally {
      this.#stages[stage] = Math.round((this.#parts.clock.monotonicMs() - startedAtMs) * 10) / 10;
    }
  }
}
