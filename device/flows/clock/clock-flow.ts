// The clock flow: a finger on the glass becomes a named person, a durable journal entry and a green or red light.

import type { Touch } from '../../../hal/index.ts';
import type { Identification } from '../../../models/index.ts';
import {
  type FingerTemplate,
  type GrayImage,
  OUTCOMES,
  type OutcomeCode,
  type Sensitive,
} from '../../../protocol/index.ts';
import { isRepeated, proposeDirection } from '../direction.ts';
import type { TakeKey } from '../direction-keys.ts';
import { complaintAbout } from '../quality-complaint.ts';
import { mayClock } from '../rights.ts';
import { VisitCourse } from '../visit-course.ts';
import { Attempts } from './attempts.ts';
import { type ClockAnswer, type Finding, refusal } from './clock-answer.ts';
import type { ClockParts } from './clock-parts.ts';
import { Evidence } from './evidence.ts';
import { codeOfFault } from './fault-codes.ts';
import { type OpenTouch, SecondFinger, type VerifySubject } from './second-finger.ts';

export class ClockFlow {
  readonly #parts: ClockParts;
  readonly #attempts = new Attempts();
  readonly #secondFinger: SecondFinger;
  #visits = 0;

  constructor(parts: ClockParts) {
    this.#parts = parts;
    this.#secondFinger = new SecondFinger(parts);
  }

  /** Forgets what a touch may have left open: for the end of the service. */
  end(): void {
    this.#secondFinger.forget();
  }

  /**
   * One visit, from the touch to the answer. Whatever goes wrong on the way becomes an answer; only a bug rejects.
   * @param takeKey asked at the decision: a key that was pressed while the finger was being looked at belongs to it
   */
  async visit(touch: Touch, takeKey: TakeKey): Promise<ClockAnswer> {
    this.#visits += 1;
    const visit = this.#visits;
    this.#parts.tell({ type: 'touch', visit });
    using course = this.#course(touch, visit);
    const evidence = new Evidence(this.#parts.clock.nowMs() - course.elapsedMs, this.#parts.matcher);

    const found = await this.#find(course, { evidence, takeKey, earlier: this.#secondFinger.openAt(touch.atMs) });
    // Whatever ended the visit before its key was asked for has decided it as well.
    takeKey();
    const { finding, seq } = this.#record(course, evidence, found);
    return await this.#show(course, { ...finding, visit, seq, punchedAtMs: evidence.captureStartMs });
  }

  #course(touch: Touch, visit: number): VisitCourse {
    const { clock, limitsMs, tell } = this.#parts;
    const { hardLimitMs, stageLimitMs } = limitsMs();
    return new VisitCourse({
      clock,
      startedAtMs: touch.atMs,
      hardLimitMs,
      stageLimitMs,
      onStage: (time) => tell({ type: 'stage', visit, ...time }),
    });
  }

  async #find(course: VisitCourse, visit: Visit): Promise<Finding> {
    const { sensor, retries } = this.#parts;
    const { evidence } = visit;
    try {
      const pause = retries.check();
      if (!pause.allowed) return refusal('too-many-attempts', { retryAfterMs: pause.retryAfterMs });

      const captured = await course.run('capture', (signal) => sensor.readImage(signal));
      if (captured.kind === 'retry') return refusal(captured.reason);

      const seen = await this.#look(course, captured.image, evidence);
      if ('refused' in seen) return refusal(seen.refused);

      const who = await this.#recognise(course, seen.template, visit);
      if ('refused' in who) return refusal(who.refused);
      return await course.run('rights', () => this.#decide(who.subject, visit));
    } catch (fault) {
      this.#parts.noteFault(fault);
      return refusal(codeOfFault(fault));
    }
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
      this.#secondFinger.forget();
      return { refused: 'attack-suspected' };
    } finally {
      image.wipe(({ pixels }) => [pixels]);
    }
  }

  async #recognise(course: VisitCourse, template: FingerTemplate, { evidence, earlier }: Visit): Promise<Recognition> {
    const { engine, policy } = this.#parts;
    const { fpir, leadFactor } = policy.identification;
    const found = await course.run('identification', (signal) => engine.identify(template, signal, { fpir }));
    evidence.noteIdentification(found);
    if (found.match && found.best) {
      this.#secondFinger.forget();
      return isAmbiguous(found, leadFactor) ? { refused: 'ambiguous' } : { subject: found.best.key.subject };
    }
    const verify: VerifySubject = (subject) =>
      course.run('second-finger', (signal) => engine.verify(template, subject, signal, policy.verification));
    const answer = await this.#secondFinger.judge(found, earlier, verify);
    if (answer.kind !== 'together') return { refused: answer.kind === 'ask' ? 'another-finger' : 'not-recognised' };
    evidence.noteTogether(answer.second, answer.finding);
    return { subject: answer.second.key.subject };
  }

  #decide(subject: string, { evidence, takeKey }: Visit): Finding {
    const person = this.#parts.people.byPseudonym(subject);
    if (!person) return refusal('not-recognised');

    const { timeZone, clock, clockState, punches, repeatWindowMs, proposal: rules } = this.#parts;
    const last = punches.lastOf(person.pseudonym);
    const pressed = takeKey();
    const direction =
      pressed ?? proposeDirection(last, { nowMs: evidence.captureStartMs, timeZone, repeatWindowMs, rules });
    const way = { person, direction, directionSource: pressed ? ('key' as const) : ('proposal' as const) };
    const right = mayClock(person, { nowMs: clock.nowMs(), timeZone, clockState: clockState() });
    if (right !== 'ok') return refusal(right, way);

    const repeated = isRepeated(last, { atMs: evidence.captureStartMs, direction }, repeatWindowMs);
    return { ...way, code: repeated ? 'accepted-repeated' : 'accepted', accepted: true, repeated, retryAfterMs: null };
  }

  /**
   * The visit's own entry first, then what follows from it. All of it is on the disk before the light changes; where the
   * entry cannot be written, nobody is told that they have clocked.
   */
  #record(course: VisitCourse, evidence: Evidence, finding: Finding): { finding: Finding; seq: number | null } {
    const { journal, policy, clock, punches } = this.#parts;
    try {
      const payload = evidence.payload(finding, {
        attempt: this.#attempts.next(clock.monotonicMs()),
        decisionMs: clock.nowMs(),
        policyVersion: policy.version,
        stages: course.stages,
      });
      const { seq } = course.measure('commit', () => journal.append(payload));
      punches.note(payload);
      this.#count(finding);
      return { finding, seq };
    } catch (fault) {
      this.#parts.noteFault(fault);
      return { finding: refusal(codeOfFault(fault)), seq: null };
    }
  }

  /** The entry is on the disk already: a counter that cannot be written must not turn it into another. */
  #count({ code, accepted }: Finding): void {
    try {
      if (OUTCOMES[code].counts) this.#countRefusal();
      if (accepted) this.#clearRefusals();
    } catch (fault) {
      this.#parts.noteFault(fault);
    }
  }

  /** A pause that begins with this refusal is an entry of its own. */
  #countRefusal(): void {
    const { retries, journal } = this.#parts;
    retries.refused();
    const pause = retries.check();
    if (pause.allowed) return;
    const { retryAfterMs, level } = pause;
    journal.append({ event: 'lockout', scope: 'terminal', subject: null, retryAfterMs, level });
  }

  #clearRefusals(): void {
    this.#attempts.clear();
    this.#parts.retries.accepted();
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
  readonly evidence: Evidence;
  readonly takeKey: TakeKey;
  /** What the touch before left open. */
  readonly earlier: OpenTouch | undefined;
}

type Look = { readonly template: FingerTemplate } | { readonly refused: OutcomeCode };
type Recognition = { readonly subject: string } | { readonly refused: OutcomeCode };

/** Two people match, and neither by far. */
const isAmbiguous = ({ best, runnerUp, threshold }: Identification, leadFactor: number): boolean =>
  best !== undefined &&
  runnerUp !== undefined &&
  runnerUp.score > threshold &&
  best.falseMatchRate * leadFactor > runnerUp.falseMatchRate;
