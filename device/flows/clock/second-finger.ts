// A touch that nearly decided: whose it may be is remembered for a moment, so that another finger of theirs can settle it.

import {
  type Candidate,
  decideTogether,
  expectedFalseCandidates,
  type FingerEngine,
  type Identification,
  type Verification,
} from '../../../models/index.ts';
import type { Clock } from '../../../protocol/index.ts';
import type { Policy } from '../../config/index.ts';
import type { TogetherFinding } from './evidence.ts';

export interface SecondFingerParts {
  readonly engine: Pick<FingerEngine, 'fingersOf'>;
  readonly clock: Clock;
  readonly policy: Pick<Policy, 'identification' | 'secondFinger' | 'verification'>;
}

/** Of a touch: whom it is most like, and how rare that is under chance. Never its template. */
export interface OpenTouch {
  readonly subject: string;
  readonly finger: Candidate['key']['finger'];
  readonly falseMatchRate: number;
}

export type SecondFingerAnswer =
  | { readonly kind: 'together'; readonly second: Candidate; readonly finding: TogetherFinding }
  /** Another finger may settle it. */
  | { readonly kind: 'ask' }
  | { readonly kind: 'refuse' };

/** Compares the touch under way with the fingers of one subject. */
export type VerifySubject = (subject: string) => Promise<Verification>;

export class SecondFinger {
  readonly #parts: SecondFingerParts;
  #open: { readonly touch: OpenTouch; readonly untilMs: number } | undefined;
  #expiring = new AbortController();

  constructor(parts: SecondFingerParts) {
    this.#parts = parts;
  }

  /** What the touch before left open, for one that began at `atMs` (monotonic): a slow sensor costs nobody their second finger. */
  openAt(atMs: number): OpenTouch | undefined {
    return this.#open && atMs <= this.#open.untilMs ? this.#open.touch : undefined;
  }

  /**
   * Of a touch that no threshold lets through. Two in a row are asked for once: whoever was asked and still is not known
   * is refused as anybody is, and that counts; what the later touch leaves open may still be settled by the next.
   */
  async judge(
    found: Identification,
    earlier: OpenTouch | undefined,
    verify: VerifySubject,
  ): Promise<SecondFingerAnswer> {
    this.forget();
    const together = earlier && (await this.#together(found, earlier, verify));
    if (together) return together;
    const { best, fingers } = found;
    if (!best || !this.#mayBeSettled(best, fingers)) return { kind: 'refuse' };
    this.#remember(best);
    return { kind: earlier ? 'refuse' : 'ask' };
  }

  /** Somebody was identified, or the service ends. */
  forget(): void {
    this.#expiring.abort();
    this.#open = undefined;
  }

  async #together(
    found: Identification,
    earlier: OpenTouch,
    verify: VerifySubject,
  ): Promise<SecondFingerAnswer | undefined> {
    const { engine, policy } = this.#parts;
    const { subject, finger, falseMatchRate } = earlier;
    const ofSubject = engine.fingersOf(subject);
    // Removed meanwhile, or left with one finger.
    if (ofSubject < 2) return undefined;
    const { best: second } = await verify(subject);
    if (!second || isRatherSomebodyElse(found, second)) return undefined;
    const touches = {
      first: { finger, falseMatchRate },
      second: { finger: second.key.finger, falseMatchRate: second.falseMatchRate },
    };
    const rates = { fpir: policy.identification.fpir, verificationFmr: policy.verification.fmr };
    const gallery = { fingers: found.fingers, ofSubject, ...rates };
    const { match, jointFalseMatchRate, threshold } = decideTogether({ ...touches, ...gallery });
    if (!match) return undefined;
    const finding = { touches: [touches.first, touches.second], jointFalseMatchRate, threshold };
    return { kind: 'together', second, finding };
  }

  #mayBeSettled({ key, falseMatchRate }: Candidate, fingers: number): boolean {
    const { engine, policy } = this.#parts;
    const isRare = expectedFalseCandidates(falseMatchRate, fingers) <= policy.secondFinger.falseCandidates;
    return isRare && engine.fingersOf(key.subject) >= 2;
  }

  #remember({ key: { subject, finger }, falseMatchRate }: Candidate): void {
    const { clock, policy } = this.#parts;
    const { withinMs } = policy.secondFinger;
    this.#open = { touch: { subject, finger, falseMatchRate }, untilMs: clock.monotonicMs() + withinMs };
    this.#expiring = new AbortController();
    void this.#expire(withinMs, this.#expiring.signal);
  }

  /** Also where nobody comes. */
  async #expire(afterMs: number, signal: AbortSignal): Promise<void> {
    const isOver = await this.#parts.clock.sleep(afterMs, signal).then(
      () => true,
      () => false,
    );
    if (isOver && !signal.aborted) this.#open = undefined;
  }
}

/** The touch is more like another person than like the one who is waited for. */
const isRatherSomebodyElse = ({ best }: Identification, { key, falseMatchRate }: Candidate): boolean =>
  best !== undefined && best.key.subject !== key.subject && best.falseMatchRate < falseMatchRate;
