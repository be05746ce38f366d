// Where staff say who they are, by a card or a number, and show it by a finger or the face: those whose fingers are not recognised among all.
import type { FingerEngine } from '../../models/index.ts';
import { isFault, OUTCOMES, type OutcomeCode } from '../../protocol/index.ts';
import type { CardNumber, Person } from '../store/index.ts';
import type { Claim, ClaimWay, ReadPhoto } from './clock/claim.ts';
import { type ClockAnswer, refusal } from './clock/clock-answer.ts';
import type { ClockFlow, RefusedClaim } from './clock/clock-flow.ts';
import type { ClockParts } from './clock/clock-parts.ts';
import type { HeldClaim, TakenClaim, WaitingClaim } from './clock/held-claim.ts';
import type { FrontDesk } from './front-desk.ts';
import { VisitEnd } from './prove/visit-end.ts';

export interface ClaimDeskParts {
  readonly people: {
    byCode(code: string): Person | undefined;
    byCard(card: CardNumber): Person | undefined;
  };
  readonly engine: Pick<FingerEngine, 'fingersOf'>;
  /** Whether a face of this person is kept that can be compared; undefined where nobody is known by the face here. */
  readonly hasFace: ((subject: string) => boolean) | undefined;
  readonly flow: Pick<ClockFlow, 'refuseClaim' | 'visitByFace'>;
  readonly desk: Pick<FrontDesk, 'visitBeside'>;
  readonly held: Pick<HeldClaim, 'hold' | 'waiting' | 'takeNow' | 'drop'>;
  readonly retriesOf: ClockParts['retriesOf'];
  readonly noteFault: (fault: unknown) => void;
}

export type ClaimAnswer =
  | { readonly claimed: true; readonly ways: readonly ClaimWay[] }
  | { readonly claimed: false; readonly answer: ClockAnswer };

type Finder = () => Person | undefined;

export class ClaimDesk {
  readonly #parts: ClaimDeskParts;
  #leaving = new AbortController();
  /** Whoever is before the camera at the moment. */
  #looking: Promise<ClockAnswer> | undefined;

  constructor(parts: ClaimDeskParts) {
    this.#parts = parts;
  }

  /** @param code the HR code that was typed: a string whose case and zeros count. @throws KioskError DESK_BUSY, DESK_CLOSED; of the store */
  async byNumber(code: string): Promise<ClaimAnswer> {
    return await this.#claim({ by: 'number', card: null }, () => this.#parts.people.byCode(code));
  }

  /** @param photo of a card that has one. @throws as `byNumber` */
  async byCard(card: CardNumber, photo?: ReadPhoto): Promise<ClaimAnswer> {
    const kind = { by: 'card', card: card.kind, ...(photo && { photo }) } as const;
    return await this.#claim(kind, () => this.#parts.people.byCard(card));
  }

  /** A card that nobody can be claimed with. @throws KioskError DESK_BUSY, DESK_CLOSED */
  async refuseCard(code: OutcomeCode): Promise<ClaimAnswer> {
    return await this.#refuse({ by: 'card', card: null, subject: null }, code);
  }

  /**
   * Whoever was claimed shows the face, or does so already. Undefined where nobody is, or where the face is no way.
   * @throws KioskError DESK_BUSY, DESK_CLOSED
   */
  async showFace(): Promise<ClockAnswer | undefined> {
    const { held } = this.#parts;
    if (this.#looking !== undefined) return await this.#looking;
    const taken = held.waiting?.ways.includes('face') ? held.takeNow() : undefined;
    if (!taken) return undefined;
    this.#looking = this.#look(taken).finally(() => {
      this.#looking = undefined;
    });
    return await this.#looking;
  }

  async #look({ claim, giveBack }: TakenClaim): Promise<ClockAnswer> {
    const { desk, flow } = this.#parts;
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const answer = await desk.visitBeside((takeKey) => flow.visitByFace(claim, takeKey, signal));
    if (OUTCOMES[answer.code].again) giveBack();
    return answer;
  }

  /** Whoever claimed goes away; also from before the camera. */
  leave(): void {
    this.#parts.held.drop();
    this.#leaving.abort(new VisitEnd('cancelled'));
  }

  async #claim(kind: Omit<Claim, 'subject'>, find: Finder): Promise<ClaimAnswer> {
    const { retriesOf, held } = this.#parts;
    const strangers = retriesOf(null).check();
    if (!strangers.allowed)
      return await this.#refuse({ ...kind, subject: null }, 'claim-locked', strangers.retryAfterMs);
    const person = find();
    if (!person) return await this.#refuse({ ...kind, subject: null }, 'claim-unknown');
    const claim = { ...kind, subject: person.pseudonym };
    const pause = retriesOf(claim.subject).check();
    if (!pause.allowed) return await this.#refuse(claim, 'claim-locked', pause.retryAfterMs);
    const ways = this.#waysOf(claim);
    if (ways.length === 0) return await this.#refuse(claim, 'nothing-enrolled');
    held.hold({ claim, ways });
    // Whoever has nothing but the face to show is looked at at once.
    if (!ways.includes('finger')) this.#lookAtOnce();
    return { claimed: true, ways };
  }

  #waysOf({ subject, photo }: Claim): WaitingClaim['ways'] {
    const { engine, hasFace } = this.#parts;
    const finger = engine.fingersOf(subject) > 0 ? (['finger'] as const) : [];
    const face = hasFace && (photo !== undefined || hasFace(subject)) ? (['face'] as const) : [];
    return [...finger, ...face];
  }

  #lookAtOnce(): void {
    this.showFace().catch((fault: unknown) => {
      if (!isFault(fault)) throw fault;
      this.#parts.noteFault(fault);
    });
  }

  async #refuse(claim: RefusedClaim, code: OutcomeCode, retryAfterMs: number | null = null): Promise<ClaimAnswer> {
    const { desk, flow } = this.#parts;
    const { by, card, subject } = claim;
    const finding = refusal(code, { retryAfterMs });
    const answer = await desk.visitBeside(() => flow.refuseClaim({ by, card, subject }, finding));
    return { claimed: false, answer };
  }
}
