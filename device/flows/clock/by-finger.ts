// Who put a finger on the glass: one among all, or the one who was claimed.
import type { Touch } from '../../../hal/index.ts';
import type { Identification, Verification } from '../../../models/index.ts';
import type { FingerPosition, FingerTemplate, GrayImage, OutcomeCode, Sensitive } from '../../../protocol/index.ts';
import { complaintAbout } from '../quality-complaint.ts';
import type { VisitCourse } from '../visit-course.ts';
import type { Claim } from './claim.ts';
import type { ClockParts } from './clock-parts.ts';
import type { Evidence } from './evidence.ts';
import { type OpenTouch, SecondFinger, type VerifySubject } from './second-finger.ts';

/** `fingers`: which of theirs decided; `isSomebodyElse`: not whom the claim names, but known among all. */
export type Recognition =
  | { readonly subject: string; readonly fingers?: readonly FingerPosition[]; readonly isSomebodyElse?: true }
  | { readonly refused: OutcomeCode };
type Look = { readonly template: FingerTemplate } | { readonly refused: OutcomeCode };

export type FingerParts = Pick<
  ClockParts,
  'sensor' | 'engine' | 'matcher' | 'liveness' | 'policy' | 'clock' | 'retries'
>;

export interface FingerVisit {
  readonly touch: Touch;
  readonly claim: Claim | undefined;
  readonly evidence: Evidence;
}

export class FingerRecognition {
  readonly #parts: FingerParts;
  readonly #secondFinger: SecondFinger;

  constructor(parts: FingerParts) {
    this.#parts = parts;
    this.#secondFinger = new SecondFinger(parts);
  }

  /** Forgets what a touch may have left open. */
  forget(): void {
    this.#secondFinger.forget();
  }

  /** @throws KioskError of the sensor, the engine and the stages */
  async recognise(course: VisitCourse, { touch, claim, evidence }: FingerVisit): Promise<Recognition> {
    const earlier = this.#secondFinger.openAt(touch.atMs);
    const captured = await course.run('capture', (signal) => this.#parts.sensor.readImage(signal));
    if (captured.kind === 'retry') return { refused: captured.reason };
    const seen = await this.#look(course, captured.image, evidence);
    if ('refused' in seen) return seen;
    if (claim) return await this.#verify(course, seen.template, { claim, evidence });
    return await this.#identify(course, seen.template, { evidence, earlier });
  }

  /** Everything that needs the image, which is wiped as soon as that is done. */
  async #look(course: VisitCourse, image: Sensitive<GrayImage>, evidence: Evidence): Promise<Look> {
    const { engine, liveness, policy } = this.#parts;
    try {
      const { template, quality } = await course.run('extraction', (signal) => engine.extract(image.reveal(), signal));
      evidence.quality = quality.score;
      const complaint = await course.run('quality', () => complaintAbout(quality, policy.quality.clock));
      if (complaint) return { refused: complaint };
      const impression = { image: image.reveal(), template };
      evidence.liveness = await course.run('liveness', (signal) => liveness(impression, signal));
      if (evidence.liveness.result !== 'attack') return { template };
      this.forget();
      return { refused: 'attack-suspected' };
    } finally {
      image.wipe(({ pixels }) => [pixels]);
    }
  }

  /** 1:1. What a touch before left open was nobody's claim, and is over. */
  async #verify(
    course: VisitCourse,
    template: FingerTemplate,
    { claim, evidence }: { readonly claim: Claim; readonly evidence: Evidence },
  ): Promise<Recognition> {
    const { engine, matcher, policy } = this.#parts;
    const { subject } = claim;
    this.forget();
    // Removed since the claim was made.
    if (engine.fingersOf(subject) === 0) return { refused: 'nothing-enrolled' };
    const found = await course.run('verification', (signal) =>
      engine.verify(template, subject, signal, policy.verification),
    );
    evidence.noteFinger(found, matcher);
    if (found.match) return { subject, fingers: fingersIn(found) };
    return (await this.#somebodyElse(course, template, { claim, evidence })) ?? { refused: 'finger-mismatch' };
  }

  /** Whoever made the claim may have gone away: the next in the queue is not to be refused for it, nor the one claimed to be paused. */
  async #somebodyElse(
    course: VisitCourse,
    template: FingerTemplate,
    { claim, evidence }: { readonly claim: Claim; readonly evidence: Evidence },
  ): Promise<Recognition | undefined> {
    const { engine, matcher, policy, retries } = this.#parts;
    if (!retries.check().allowed) return undefined;
    const { fpir, leadFactor } = policy.identification;
    const found = await course.run('identification', (signal) => engine.identify(template, signal, { fpir }));
    if (!found.match || !found.best || isAmbiguous(found, leadFactor)) return undefined;
    // Verification is laxer, and has the last word on whoever was claimed.
    if (found.best.key.subject === claim.subject) return undefined;
    evidence.noteFinger(found, matcher);
    evidence.method = 'finger';
    return { subject: found.best.key.subject, fingers: fingersIn(found), isSomebodyElse: true };
  }

  /** 1:N. */
  async #identify(
    course: VisitCourse,
    template: FingerTemplate,
    { evidence, earlier }: { readonly evidence: Evidence; readonly earlier: OpenTouch | undefined },
  ): Promise<Recognition> {
    const { engine, matcher, policy } = this.#parts;
    const { fpir, leadFactor } = policy.identification;
    const found = await course.run('identification', (signal) => engine.identify(template, signal, { fpir }));
    evidence.noteFinger(found, matcher);
    if (found.match && found.best) {
      this.forget();
      if (isAmbiguous(found, leadFactor)) return { refused: 'ambiguous' };
      return { subject: found.best.key.subject, fingers: fingersIn(found) };
    }
    const verify: VerifySubject = (subject) =>
      course.run('second-finger', (signal) => engine.verify(template, subject, signal, policy.verification));
    const answer = await this.#secondFinger.judge(found, earlier, verify);
    if (answer.kind !== 'together') return { refused: answer.kind === 'ask' ? 'another-finger' : 'not-recognised' };
    evidence.noteTogether(answer.second, answer.finding);
    const { key } = answer.second;
    return { subject: key.subject, fingers: [...(earlier ? [earlier.finger] : []), key.finger] };
  }
}

const fingersIn = ({ best }: Identification | Verification): readonly FingerPosition[] =>
  best ? [best.key.finger] : [];

/** Two people match, and neither by far. */
const isAmbiguous = ({ best, runnerUp, threshold }: Identification, leadFactor: number): boolean =>
  best !== undefined &&
  runnerUp !== undefined &&
  runnerUp.score > threshold &&
  best.falseMatchRate * leadFactor > runnerUp.falseMatchRate;
