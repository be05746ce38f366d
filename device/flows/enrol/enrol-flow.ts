// The enrolment flow: a person's fingers become templates that are good, theirs alone, saved and usable.

import { recordOf } from '../../../models/index.ts';
import {
  type FingerPosition,
  type FingerTemplate,
  type JournalPayload,
  KioskError,
  type MarkedFinger,
  type OutcomeCode,
} from '../../../protocol/index.ts';
import { useRules } from '../../config/index.ts';
import type { Person } from '../../store/index.ts';
import { CountedTries } from './counted-tries.ts';
import { duplicateFpir } from './duplicate-rate.ts';
import type { EnrolledFinger, Enrollee, EnrolParts, EnrolRequest, EnrolResult } from './enrol-parts.ts';
import { mustBeInOrder, plannedFingers, substituteFor } from './enrol-plan.ts';
import { ScreenSteps } from './screen-steps.ts';
import { attackIn, freeGlass, type TakenFinger, type Taking, takeFinger, takeTouch } from './take-finger.ts';
import { TouchLiveness } from './touch-liveness.ts';

type Refusal = Extract<EnrolResult, { enrolled: false }>;
type CountedTaking = Taking & { readonly enrollee: CountedTries };
type Verified = ReadonlyMap<FingerPosition, boolean>;

type PlannedFinger = TakenFinger & Pick<MarkedFinger, 'duress'>;

interface Taken {
  readonly subject: string;
  /** Of somebody whom the fleet has sent: their first fingers, or others in the place of those they had. */
  readonly becomes: 'somebody-new' | 'first-fingers' | 'other-fingers';
  readonly fingers: readonly PlannedFinger[];
  readonly verified: Verified;
  readonly liveness: TouchLiveness['summary'];
  readonly tries: number;
}

const refusal = (reason: OutcomeCode, finger: FingerPosition | null = null): Refusal => ({
  enrolled: false,
  reason,
  finger,
});

const isRefusal = (value: object): value is Refusal => 'enrolled' in value;

export class EnrolFlow {
  readonly #parts: EnrolParts;

  constructor(parts: EnrolParts) {
    this.#parts = parts;
  }

  /**
   * Takes, checks and saves. Nothing is kept of a refused enrolment but that there was one, and why.
   * @throws KioskError CONSENT_MISSING, USAGE and PURPOSE_REFUSED before any finger is taken; of the sensor, the stores and the engine;
   *   the signal's reason when aborted.
   */
  async enrol(request: EnrolRequest, enrollee: Enrollee, signal: AbortSignal): Promise<EnrolResult> {
    mustBeInOrder(request);
    const { purpose, may } = useRules(this.#parts.policy);
    if (!may.clockFinger) throw new KioskError('PURPOSE_REFUSED', { purpose, by: 'finger' });
    const screen = new ScreenSteps(this.#parts);
    try {
      const liveness = new TouchLiveness(this.#parts);
      const tries = new CountedTries(enrollee);
      const result = await this.#take(request, { parts: this.#parts, enrollee: tries, screen, liveness, signal });
      if (!result.enrolled && tries.count > 0) this.#recordFailure(request, result, tries.count);
      screen.ended(request, result);
      return result;
    } catch (fault) {
      screen.failed(fault);
      throw fault;
    }
  }

  async #take(request: EnrolRequest, taking: CountedTaking): Promise<EnrolResult> {
    const known = this.#parts.stores.people.byCode(request.code);
    // Whoever was called may have left, or their code be somebody else's, before they came.
    if (request.whom !== undefined && known?.pseudonym !== request.whom) return refusal('no-right-here');
    const becomes = this.#becomes(request, known);
    if (!becomes) return refusal('person-exists');
    // A finger that still rests from a visit before must not become the first impression.
    if (!(await freeGlass(taking))) return refusal('timed-out');

    const fingers = await this.#takeFingers(request, taking);
    if (isRefusal(fingers)) return fingers;
    const subject = known?.pseudonym ?? this.#parts.newPseudonym();
    const duplicate = await this.#findDuplicate(fingers, subject, taking.signal);
    if (duplicate) return { ...refusal('duplicate', duplicate.finger), alike: duplicate.alike };
    return await this.#tryAndSave(request, { subject, becomes, fingers }, taking);
  }

  #recordFailure({ enroller }: EnrolRequest, { reason, finger }: Refusal, tries: number): void {
    this.#parts.record({ event: 'enrolment-failed', by: 'finger', reason, finger, tries, enroller });
  }

  /** What they have stays usable until they have shown that the new is recognised. */
  async #tryAndSave(
    request: EnrolRequest,
    { subject, becomes, fingers }: Pick<Taken, 'subject' | 'becomes' | 'fingers'>,
    taking: CountedTaking,
  ): Promise<EnrolResult> {
    const tried = becomes === 'other-fingers' ? this.#parts.newPseudonym() : subject;
    try {
      this.#makeKnown(tried, fingers);
      const verified = await this.#verify(tried, fingers, taking);
      if (isRefusal(verified)) return this.#withdraw(tried, verified);
      const changed = this.#whatChanged(request, { subject, becomes });
      if (changed) return this.#withdraw(tried, changed);
      const tries = taking.enrollee.count;
      const saved = this.#save(request, {
        subject,
        becomes,
        fingers,
        verified,
        tries,
        liveness: taking.liveness.summary,
      });
      if (tried !== subject) {
        for (const before of [tried, subject]) this.#parts.engine.remove(before);
        this.#makeKnown(subject, fingers);
      }
      return saved;
    } catch (fault) {
      this.#parts.engine.remove(tried);
      throw fault;
    }
  }

  /** The fleet may have said otherwise while they gave their fingers: then nothing is kept. */
  #whatChanged({ code }: EnrolRequest, { subject, becomes }: Pick<Taken, 'subject' | 'becomes'>): Refusal | undefined {
    const now = this.#parts.stores.people.byCode(code)?.pseudonym;
    if (now === (becomes === 'somebody-new' ? undefined : subject)) return undefined;
    return refusal(now === undefined ? 'no-right-here' : 'person-exists');
  }

  #makeKnown(subject: string, fingers: readonly TakenFinger[]): void {
    for (const { finger, impressions } of fingers)
      this.#parts.engine.enrol(
        { subject, finger },
        useRules(this.#parts.policy).purpose,
        impressions.map(({ template }) => template),
      );
  }

  /** Undefined where they are enrolled, and that is to stay so. */
  #becomes({ again }: EnrolRequest, known: Person | undefined): Taken['becomes'] | undefined {
    if (!known) return 'somebody-new';
    if (known.fleetId === null) return undefined;
    // The fleet has sent them here, and no finger is known of them anywhere: this is where they are enrolled.
    if (this.#parts.stores.templates.bySubject(known.pseudonym).length === 0) return 'first-fingers';
    return again ? 'other-fingers' : undefined;
  }

  async #takeFingers(request: EnrolRequest, taking: Taking): Promise<readonly PlannedFinger[] | Refusal> {
    const taken: PlannedFinger[] = [];
    const planned = plannedFingers(request);
    for (const { finger, duress } of planned) {
      const positions = [...planned, ...taken].map(({ finger }) => finger);
      const thumb = request.substitute ? substituteFor(finger, positions) : undefined;
      const belowGate = request.override !== null;
      let best = await takeFinger(taking, finger, belowGate);
      if (best === 'poor-quality' && thumb) best = await takeFinger(taking, thumb, belowGate);
      if (typeof best === 'string') return refusal(best, finger);
      taken.push({ ...best, duress });
    }
    return taken;
  }

  /** 1:N against everybody: one finger belongs to one record, and no finger is given twice. */
  async #findDuplicate(
    fingers: readonly TakenFinger[],
    own: string,
    signal: AbortSignal,
  ): Promise<{ readonly finger: FingerPosition; readonly alike: readonly string[] } | undefined> {
    const { isSameFinger, policy } = this.#parts;
    const isSame = (a: FingerTemplate, b: FingerTemplate): boolean =>
      isSameFinger(a, b, policy.enrolment.givenTwiceFmr);
    const fpir = duplicateFpir(policy, fingers);
    for (const [index, { finger, impressions }] of fingers.entries()) {
      for (const { template } of impressions) {
        // Their own finger of before is the most like it, and must hide nobody who is like it too.
        const others = await this.#parts.engine.othersLike(template, own, signal, { fpir });
        if (others.length > 0) return { finger, alike: [...new Set(others.map(({ key }) => key.subject))] };
      }
      const others = fingers.slice(0, index).flatMap((other) => other.impressions);
      const isGivenTwice = others.some(({ template }) => impressions.some((own) => isSame(own.template, template)));
      if (isGivenTwice) return { finger, alike: [] };
    }
    return undefined;
  }

  async #verify(subject: string, fingers: readonly TakenFinger[], taking: Taking): Promise<Verified | Refusal> {
    const { policy } = this.#parts;
    const verified = new Map<FingerPosition, boolean>();
    for (const { finger } of fingers) {
      const touch = await takeTouch(taking, { finger, impression: 1, verification: true }, (impression, image) =>
        attackIn(impression, image, taking),
      );
      if (touch === 'nothing') continue;
      if (typeof touch === 'string') return refusal(touch, finger);
      const { match, best } = await this.#parts.engine.verify(
        touch.template,
        subject,
        taking.signal,
        policy.verification,
      );
      if (!match || best?.key.finger !== finger) return refusal('verification-failed', finger);
      verified.set(finger, true);
    }
    return verified;
  }

  #withdraw(subject: string, result: Refusal): Refusal {
    this.#parts.engine.remove(subject);
    return result;
  }

  /** What the journal could not be told of is not kept. */
  #save(request: EnrolRequest, { subject, becomes, fingers, verified, liveness, tries }: Taken): EnrolResult {
    const { stores, sensor, clock, policy } = this.#parts;
    const { code, nameTh, nameEn, consentId, enroller, override } = request;
    const kept = fingers.map(({ finger, impressions, duress }) => ({
      ...{ finger, duress },
      purpose: useRules(policy).purpose,
      impressions: impressions.map(({ template, quality, atMs }) => ({
        record: recordOf(template, { position: finger }),
        quality: quality.score,
        sensor: sensor.info?.model ?? 'unknown',
        enroller,
        atMs,
      })),
    }));
    const summary = fingers.map(({ finger, impressions }) => summarise(finger, impressions, verified));
    const person = { code, nameTh, nameEn, pseudonym: subject, enroller, enrolledAtMs: clock.nowMs() };
    const record = { pseudonym: subject, consentId, fingers: kept };
    if (becomes === 'first-fingers') stores.enrolFingers(record);
    if (becomes === 'somebody-new') stores.enrol({ person, consentId, fingers: kept });
    const entry = {
      event: 'enrolment',
      subject,
      code,
      consentId,
      fingers: summary.map(({ finger, quality }) => ({ finger, impressions: quality.length, quality })),
      enroller,
      ...(liveness && { liveness }),
      override,
      verified: summary.every(({ verified }) => verified),
      tries,
    } as const;
    if (becomes !== 'other-fingers') return { enrolled: true, code, seq: this.#append(entry), fingers: summary };
    // Where a store fails after the entry they keep what they had, and are enrolled anew another time.
    const { seq } = this.#parts.journal.append(entry);
    stores.replaceFingers(record);
    return { enrolled: true, code, seq, fingers: summary };
  }

  #append(entry: Extract<JournalPayload, { event: 'enrolment' }>): number {
    const { stores, journal } = this.#parts;
    let seq: number;
    try {
      ({ seq } = journal.append(entry));
    } catch (fault) {
      stores.undoEnrolment(entry.subject);
      throw fault;
    }
    stores.enrolmentJournaled(entry.subject);
    return seq;
  }
}

const summarise = (
  finger: FingerPosition,
  impressions: TakenFinger['impressions'],
  verified: Verified,
): EnrolledFinger => ({
  finger,
  quality: impressions.map(({ quality }) => quality.score),
  verified: verified.get(finger) ?? false,
});
