// Where staff say who they are, by a card or a number, and show it by a finger or the face: those whose fingers are not recognised among all.
import type { FingerEngine } from '../../models/index.ts';
import { type ClaimWay, isFault, KioskError, OUTCOMES, type OutcomeCode } from '../../protocol/index.ts';
import type { CardNumber, Person } from '../store/index.ts';
import type { Claim, ReadPhoto } from './clock/claim.ts';
import { type ClockAnswer, refusal } from './clock/clock-answer.ts';
import type { ClockFlow, RefusedClaim } from './clock/clock-flow.ts';
import type { ClockParts } from './clock/clock-parts.ts';
import type { HeldClaim, TakenClaim, WaitingClaim } from './clock/held-claim.ts';
import type { FrontDesk } from './front-desk.ts';
import { rulingOn, type TodaysMethod } from './method.ts';
import type { ServiceGate } from './service-gate.ts';
import { VisitEnd } from './visit-end.ts';

export interface ClaimDeskParts {
  readonly people: {
    byCode(code: string): Person | undefined;
    byCard(card: CardNumber): Person | undefined;
  };
  /**
   * Asks the fleet for whoever has this number, for a moment, or until the signal says that nobody waits for them any more: whether they
   * are here now. Undefined where there is none.
   */
  readonly fetch?: ((code: string, signal: AbortSignal) => Promise<boolean>) | undefined;
  readonly engine: Pick<FingerEngine, 'fingersOf'>;
  /** Whether a face of this person is kept that can be compared; undefined where nobody is known by the face here. */
  readonly hasFace: ((subject: string) => boolean) | undefined;
  /** By what they clock today. */
  readonly methodOf: (person: Person) => TodaysMethod;
  readonly flow: Pick<ClockFlow, 'refuseClaim' | 'visitByFace' | 'visitByClaim'>;
  readonly desk: Pick<FrontDesk, 'visitBeside'>;
  readonly held: Pick<HeldClaim, 'hold' | 'waiting' | 'takeNow' | 'drop'>;
  /** While it is closed nobody can claim to be anybody. */
  readonly gate: Pick<ServiceGate, 'isOpen'>;
  readonly retriesOf: ClockParts['retriesOf'];
  /** False while a citizen is there, who has consented to no picture but the visit's own. */
  readonly isCameraFree: () => boolean;
  readonly noteFault: (fault: unknown) => void;
}

export type ClaimAnswer =
  | { readonly claimed: true; readonly ways: readonly ClaimWay[] }
  /** Nothing is waited for: it is refused, or enough by itself. */
  | { readonly claimed: false; readonly answer: ClockAnswer }
  /** They went, or somebody else came, before it was known who they are: nothing is told of it. */
  | { readonly claimed: false; readonly answer: null };

type Finder = (signal: AbortSignal) => Person | undefined | Promise<Person | undefined>;

export class ClaimDesk {
  readonly #parts: ClaimDeskParts;
  readonly #leaving = new Set<AbortController>();
  /** Whoever has said last who they are, until they are found. */
  #finding = new AbortController();
  /** Whoever is before the camera at the moment. */
  #looking: Promise<ClockAnswer> | undefined;

  constructor(parts: ClaimDeskParts) {
    this.#parts = parts;
  }

  /** @param code the HR code that was typed: a string whose case and zeros count. @throws KioskError DESK_BUSY, DESK_CLOSED; of the store */
  async byNumber(code: string): Promise<ClaimAnswer> {
    const find = (): Person | undefined => this.#parts.people.byCode(code);
    return await this.#claim({ by: 'number', card: null }, async (signal) => {
      const known = find();
      if (known) return known;
      return (await this.#parts.fetch?.(code, signal)) ? find() : undefined;
    });
  }

  /** @param photo of a card that has one. @throws as `byNumber` */
  async byCard(card: CardNumber, photo?: ReadPhoto): Promise<ClaimAnswer> {
    const kind = { by: 'card', card: card.kind, ...(photo && { photo }) } as const;
    return await this.#claim(kind, () => this.#parts.people.byCard(card));
  }

  /** A card that nobody can be claimed with. @throws KioskError DESK_BUSY, DESK_CLOSED */
  async refuseCard(code: OutcomeCode): Promise<ClaimAnswer> {
    this.#mustBeOpen();
    return await this.#refuse({ by: 'card', card: null, subject: null }, code);
  }

  /**
   * Whoever was claimed shows the face; where nobody is claimed, but somebody is before the camera, what comes of that. Undefined where
   * there is neither, or where the face is no way.
   * @throws KioskError DESK_BUSY, DESK_CLOSED
   */
  async showFace(): Promise<ClockAnswer | undefined> {
    const { held } = this.#parts;
    const taken = held.waiting?.ways.includes('face') ? held.takeNow() : undefined;
    if (!taken) return await this.#looking;
    const looking = this.#look(taken);
    this.#looking = looking;
    try {
      return await looking;
    } finally {
      if (this.#looking === looking) this.#looking = undefined;
    }
  }

  async #look({ claim, giveBack }: TakenClaim): Promise<ClockAnswer> {
    const { desk, flow, isCameraFree } = this.#parts;
    const leaving = new AbortController();
    this.#leaving.add(leaving);
    try {
      const answer = await desk.visitBeside((takeKey) =>
        isCameraFree()
          ? flow.visitByFace(claim, takeKey, leaving.signal)
          : flow.refuseClaim(claim, refusal('camera-busy')),
      );
      if (OUTCOMES[answer.code].again) giveBack();
      return answer;
    } finally {
      this.#leaving.delete(leaving);
    }
  }

  /** Whoever claimed goes away; also from before the camera, and while the fleet is asked for them. */
  leave(): void {
    this.#finding.abort();
    this.#parts.held.drop();
    for (const leaving of this.#leaving) leaving.abort(new VisitEnd('claim-cancelled'));
  }

  async #claim(kind: Omit<Claim, 'subject'>, find: Finder): Promise<ClaimAnswer> {
    this.#mustBeOpen();
    const { signal } = this.#findNext();
    const strangers = this.#parts.retriesOf(null).check();
    if (kind.by === 'number' && !strangers.allowed)
      return await this.#refuse({ ...kind, subject: null }, 'claim-locked', strangers.retryAfterMs);
    const person = await find(signal);
    if (signal.aborted) return { claimed: false, answer: null };
    // The fleet may have answered late, and the terminal been put out of use meanwhile.
    this.#mustBeOpen();
    if (!person) return await this.#refuse({ ...kind, subject: null }, 'claim-unknown');
    return await this.#known(claimOf(kind, person), person);
  }

  async #known(claim: Claim, person: Person): Promise<ClaimAnswer> {
    const { retriesOf, held, methodOf } = this.#parts;
    const pause = retriesOf(claim.subject).check();
    if (!pause.allowed) return await this.#refuse(claim, 'claim-locked', pause.retryAfterMs);
    const ruling = rulingOn(methodOf(person), claim.by);
    if (ruling.is === 'refused') return await this.#refuse(claim, ruling.code);
    if (ruling.is === 'enough') return await this.#letIn(claim);
    const ways = this.#waysOf(claim).filter((way) => ruling.ways.includes(way));
    if (ways.length === 0) return await this.#refuse(claim, ruling.otherwise);
    held.hold({ claim, ways });
    // Whoever has nothing but the face to show is looked at at once.
    if (!ways.includes('finger')) this.#lookAtOnce();
    return { claimed: true, ways };
  }

  /** Whoever was looked for before is gone. */
  #findNext(): AbortController {
    this.#finding.abort();
    this.#finding = new AbortController();
    return this.#finding;
  }

  #mustBeOpen(): void {
    if (!this.#parts.gate.isOpen) throw new KioskError('DESK_CLOSED', { why: 'nobody is served at the moment' });
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

  async #letIn(claim: Claim): Promise<ClaimAnswer> {
    const { desk, flow, held } = this.#parts;
    // Whoever claimed before is gone.
    held.drop();
    return { claimed: false, answer: await desk.visitBeside((takeKey) => flow.visitByClaim(claim, takeKey)) };
  }

  async #refuse(claim: RefusedClaim, code: OutcomeCode, retryAfterMs: number | null = null): Promise<ClaimAnswer> {
    const { desk, flow } = this.#parts;
    const { by, card, subject } = claim;
    const finding = refusal(code, { retryAfterMs });
    const answer = await desk.visitBeside(() => flow.refuseClaim({ by, card, subject }, finding));
    return { claimed: false, answer };
  }
}

/** A photo that was not linked with the card proves nothing: any face can be put into a forged chip. */
function claimOf({ photo, ...kind }: Omit<Claim, 'subject'>, { pseudonym: subject, cards }: Person): Claim {
  const isLinked = cards.some(({ photoMac }) => photoMac !== undefined);
  return { ...kind, subject, ...(photo && isLinked && { photo }) };
}
