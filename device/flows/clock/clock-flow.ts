// The clock flow: a finger on the glass, or the face of whoever was claimed, becomes a named person, a durable journal entry and a light.

import type { Touch } from '../../../hal/index.ts';
import type { ClaimBy } from '../../../protocol/index.ts';
import type { TakeKey } from '../direction-keys.ts';
import { codeOfFault } from '../fault-codes.ts';
import { Holdings } from '../holdings.ts';
import { VisitCourse } from '../visit-course.ts';
import { type FaceParts, judgeClaimant, lookAtClaimant } from './by-face.ts';
import { FingerRecognition, type Recognition } from './by-finger.ts';
import { type Claim, methodOf } from './claim.ts';
import { type ClockAnswer, type Finding, refusal } from './clock-answer.ts';
import type { ClockParts } from './clock-parts.ts';
import { COUNTED_BY_NOBODY, type CountedBy, countedBy, endingNoRow } from './counted-by.ts';
import { decidePunch } from './decide-punch.ts';
import { isDuress } from './duress.ts';
import { Evidence } from './evidence.ts';
import { PunchRecorder } from './record-punch.ts';
import type { SnapshotHold } from './visit-snapshots.ts';

export class ClockFlow {
  readonly #parts: ClockParts;
  readonly #fingers: FingerRecognition;
  readonly #recorder: PunchRecorder;
  #visits = 0;

  constructor(parts: ClockParts) {
    this.#parts = parts;
    this.#fingers = new FingerRecognition(parts);
    this.#recorder = new PunchRecorder(parts);
  }

  /** Forgets what a touch may have left open: for the end of the service. */
  end(): void {
    this.#fingers.forget();
  }

  /**
   * One visit, from the touch to the answer. Whatever goes wrong on the way becomes an answer; only a bug rejects.
   * @param takeKey asked at the decision: a key that was pressed while the finger was being looked at belongs to it
   * @param claim without one the finger is looked for among all
   */
  async visit(touch: Touch, takeKey: TakeKey, claim?: Claim): Promise<ClockAnswer> {
    const number = this.#next();
    this.#parts.tell({ type: 'touch', visit: number });
    using course = this.#course(number, { startedAtMs: touch.atMs });
    using snapshot = this.#parts.snapshots?.begin(touch);
    const captureStartMs = this.#parts.clock.nowMs() - course.elapsedMs;
    const evidence = new Evidence({ captureStartMs, method: methodOf(claim, 'finger'), claim });
    const countedBy = this.#countedBy(claim);
    const visit = { number, evidence, takeKey, countedBy, isClaimed: claim !== undefined, snapshot };
    return await this.#conclude(course, visit, () => this.#fingers.recognise(course, { touch, claim, evidence }));
  }

  /**
   * One visit of whoever was claimed, from the guidance before the camera to the answer.
   * @param signal the end of the service, or whoever goes away
   */
  async visitByFace(claim: Claim, takeKey: TakeKey, signal: AbortSignal): Promise<ClockAnswer> {
    const number = this.#next();
    const parts = this.#faceParts();
    parts.tell({ type: 'face', visit: number });
    using holdings = new Holdings();
    const looked = await lookAtClaimant({ visit: number, claim, holdings, signal }, parts);
    using course = this.#course(number, { startedAtMs: looked.countedFromMs, before: looked.stages });
    const { captureStartMs, challenge, seen } = looked;
    // Until now the camera was the visit's own. Whoever has gone away is not photographed, and nobody in their stead.
    const hasGone = 'refused' in seen && seen.refused === 'claim-cancelled';
    using snapshot = hasGone ? undefined : this.#parts.snapshots?.begin({ atMs: parts.clock.monotonicMs() });
    const evidence = new Evidence({ captureStartMs, method: methodOf(claim, 'face'), claim });
    evidence.challenge = challenge;
    const visit = { number, evidence, takeKey, countedBy: this.#countedBy(claim), isClaimed: true, snapshot };
    return await this.#conclude(course, visit, async () =>
      'refused' in seen ? seen : await judgeClaimant(course, seen, { claim, evidence, parts }),
    );
  }

  /** One visit of somebody of whom the fleet says that a card or a number is enough: whose it is nothing has shown. */
  async visitByClaim(claim: Claim, takeKey: TakeKey): Promise<ClockAnswer> {
    const { clock } = this.#parts;
    const number = this.#next();
    using course = this.#course(number, { startedAtMs: clock.monotonicMs() });
    using snapshot = this.#parts.snapshots?.begin({ atMs: clock.monotonicMs() });
    const evidence = new Evidence({ captureStartMs: clock.nowMs(), method: claim.by, claim });
    const countedBy = endingNoRow(this.#countedBy(claim));
    const visit = { number, evidence, takeKey, countedBy, isClaimed: true, snapshot };
    return await this.#conclude(course, visit, async () => ({ subject: claim.subject }));
  }

  /** A card or a number that stays without a finger or a face: nobody is known by it, or may try by it now. */
  async refuseClaim(claim: RefusedClaim, finding: Finding): Promise<ClockAnswer> {
    const { clock } = this.#parts;
    const number = this.#next();
    using course = this.#course(number, { startedAtMs: clock.monotonicMs() });
    using snapshot = this.#parts.snapshots?.begin({ atMs: clock.monotonicMs() });
    const evidence = new Evidence({ captureStartMs: clock.nowMs(), method: claim.by, claim });
    const countedBy = this.#refusedBy(claim);
    return await this.#answer(course, { number, evidence, countedBy, snapshot }, finding);
  }

  #next(): number {
    this.#visits += 1;
    return this.#visits;
  }

  #faceParts(): FaceParts {
    const { claimedFaces, ...parts } = this.#parts;
    if (!claimedFaces) throw new Error('nobody is known by the face here');
    return { ...parts, ...claimedFaces };
  }

  #countedBy(claim: Pick<Claim, 'subject'> | undefined): CountedBy {
    return countedBy(claim, this.#parts);
  }

  /** Numbers could be tried out at the keys; whoever holds a strange card, or a telephone, to the reader tries out nothing. */
  #refusedBy({ by, subject }: RefusedClaim): CountedBy {
    if (subject !== null) return this.#countedBy({ subject });
    return by === 'card' ? COUNTED_BY_NOBODY : { retries: this.#parts.retriesOf(null), scope: 'claims', subject: null };
  }

  #course(
    visit: number,
    begun: { readonly startedAtMs: number; readonly before?: Readonly<Record<string, number>> },
  ): VisitCourse {
    const { clock, limitsMs, tell } = this.#parts;
    const { hardLimitMs, stageLimitMs } = limitsMs();
    return new VisitCourse({
      clock,
      hardLimitMs,
      stageLimitMs,
      ...begun,
      onStage: (time) => tell({ type: 'stage', visit, ...time }),
    });
  }

  async #conclude(course: VisitCourse, visit: Visit, recognise: () => Promise<Recognition>): Promise<ClockAnswer> {
    const finding = await this.#find(course, visit, recognise);
    // Whatever ended the visit before its key was asked for has decided it as well.
    visit.takeKey();
    return await this.#answer(course, visit, finding);
  }

  async #find(course: VisitCourse, visit: Visit, recognise: () => Promise<Recognition>): Promise<Finding> {
    const { evidence, takeKey, isClaimed } = visit;
    try {
      const pause = visit.countedBy.retries.check();
      if (!pause.allowed)
        return refusal(isClaimed ? 'claim-locked' : 'too-many-attempts', { retryAfterMs: pause.retryAfterMs });
      const who = await recognise();
      if ('refused' in who) return refusal(who.refused);
      evidence.isDuress = isDuress(who, this.#parts);
      // What follows is held neither for nor against whoever was claimed.
      if (who.isSomebodyElse) visit.countedBy = this.#countedBy(undefined);
      const { captureStartMs, method } = evidence;
      return await course.run('rights', () =>
        decidePunch(who.subject, { captureStartMs, takeKey, method }, this.#parts),
      );
    } catch (fault) {
      this.#parts.noteFault(fault);
      return refusal(codeOfFault(fault));
    }
  }

  /** The journal, then the light and the screen. */
  async #answer(
    course: VisitCourse,
    { number, evidence, countedBy, snapshot }: Omit<Visit, 'takeKey' | 'isClaimed'>,
    found: Finding,
  ): Promise<ClockAnswer> {
    const { finding, seq } = this.#recorder.record(course, { evidence, finding: found }, countedBy);
    const { accepted, person } = finding;
    snapshot?.keep(seq, { accepted, subject: person?.pseudonym ?? countedBy.subject });
    return await this.#show(course, { ...finding, visit: number, seq, punchedAtMs: evidence.captureStartMs });
  }

  async #show(course: VisitCourse, recorded: Omit<ClockAnswer, 'ms' | 'stages'>): Promise<ClockAnswer> {
    const { clock, show } = this.#parts;
    const startedAtMs = clock.monotonicMs();
    await show({ ...recorded, ms: course.elapsedMs, stages: course.stages });
    const answerMs = Math.round((clock.monotonicMs() - startedAtMs) * 10) / 10;
    return { ...recorded, ms: Math.round(course.elapsedMs * 10) / 10, stages: { ...course.stages, answer: answerMs } };
  }
}

interface Visit {
  readonly number: number;
  readonly evidence: Evidence;
  readonly takeKey: TakeKey;
  countedBy: CountedBy;
  readonly isClaimed: boolean;
  readonly snapshot: SnapshotHold | undefined;
}

export interface RefusedClaim {
  readonly by: ClaimBy;
  readonly card: Claim['card'];
  /** Null where nobody is known by it. */
  readonly subject: string | null;
}
