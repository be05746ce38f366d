// Watches one challenge: begun from rest, in the right direction, not before a person can react, in time, by one face. A table.
import type { Face } from '../../../face/index.ts';
import type { EyeOpenness } from '../types.ts';
import { type Challenge, LEAST_REACTION_MS } from './challenges.ts';
import { against, headTurn, measured, shownDepth, widthByHeight } from './head-measures.ts';

export type ChallengeFailure =
  | 'wrong-direction'
  | 'too-early'
  | 'too-sudden'
  | 'too-late'
  | 'face-lost'
  | 'second-face';

export type ChallengeAnswer =
  | { readonly is: 'waiting'; readonly for: 'rest' | 'gesture' | 'return' }
  | { readonly is: 'performed'; readonly afterMs: number }
  | { readonly is: 'failed'; readonly reason: ChallengeFailure };

export interface WatchedFrame {
  /** Undefined where none was found. */
  readonly face: Face | undefined;
  /** How many were found; one where left out and there is a face. */
  readonly faces?: number;
  readonly eyes: EyeOpenness;
  readonly atMs: number;
}

/** Coming to rest; at rest; on the way or there; done; failed. */
type State = 'settling' | 'resting' | 'moving' | 'reached' | 'performed' | 'failed';
type Event = 'rest' | 'brief' | 'between' | 'there' | 'wrong' | 'early' | 'sudden' | 'late' | 'lost' | 'second';
type Step = State | ChallengeFailure;

const FAILS = { early: 'too-early', late: 'too-late', lost: 'face-lost', second: 'second-face' } as const;

/** What is not named changes nothing. `performed` and `failed` are ends. */
const TRANSITIONS: Readonly<Record<State, Partial<Readonly<Record<Event, Step>>>>> = {
  // Not at rest when they were asked: they are waited for. Somebody who never comes to rest is late.
  settling: { ...FAILS, rest: 'resting' },
  resting: { ...FAILS, between: 'moving', there: 'reached', wrong: 'wrong-direction', sudden: 'too-sudden' },
  moving: { ...FAILS, rest: 'resting', there: 'reached', wrong: 'wrong-direction', sudden: 'too-sudden' },
  // Eyes that only blinked are asked on.
  reached: { ...FAILS, rest: 'performed', brief: 'resting', wrong: 'wrong-direction' },
  performed: {},
  failed: {},
};

/** A face that is not found in one blurred frame is not gone. */
const MAY_BE_LOST_MS = 400;
/** Straight ahead, before anything is asked of them: the middle of what is measured then is their own rest. */
const STRAIGHT = 0.12;
const REST_FRAMES = 3;

export class ChallengeWatch {
  readonly challenge: Challenge;
  /** When the instruction was shown, on the clock of the frames. */
  readonly askedAtMs: number;
  readonly #rest: number[] = [];
  readonly #restShape: number[] = [];
  #state: State = 'settling';
  #failure: ChallengeFailure | undefined;
  #lastSeenMs: number;
  #lastRestMs: number;
  #reachedMs = 0;
  #performedMs = 0;

  constructor({ challenge, askedAtMs }: { challenge: Challenge; askedAtMs: number }) {
    this.challenge = challenge;
    this.askedAtMs = askedAtMs;
    this.#lastSeenMs = askedAtMs;
    this.#lastRestMs = askedAtMs;
  }

  /**
   * Every frame from the asking on, in order; those from before it only show how they rest. Once it has ended the answer stays.
   */
  see(frame: WatchedFrame): ChallengeAnswer {
    const event = this.#eventOf(frame);
    const step = event === undefined ? undefined : TRANSITIONS[this.#state][event];
    if (step !== undefined) this.#enter(step, frame.atMs);
    if (event === 'rest' || event === 'brief') this.#lastRestMs = frame.atMs;
    if (frame.face) this.#lastSeenMs = frame.atMs;
    return this.#answer();
  }

  /** What has happened; undefined while nothing can be said yet. */
  #eventOf({ face, faces = face ? 1 : 0, eyes, atMs }: WatchedFrame): Event | undefined {
    if (faces > 1) return 'second';
    if (atMs - this.askedAtMs > this.challenge.withinMs) return 'late';
    if (!face) return atMs - this.#lastSeenMs > MAY_BE_LOST_MS ? 'lost' : undefined;
    if (this.#rest.length < REST_FRAMES) return this.#settle(face, eyes);
    return atMs < this.askedAtMs ? undefined : this.#gestureOf(face, eyes, atMs);
  }

  #gestureOf(face: Face, eyes: EyeOpenness, atMs: number): Event {
    const { measure, neutral, reached, wrong } = this.challenge;
    const value = against(measure, measured(measure, face, eyes), middle(this.#rest));
    // Which way the gesture goes: up to a larger value, or down to a smaller one.
    const way = Math.sign(reached - neutral);
    if (way * (value - reached) >= 0) return this.#isDeep(face, value) ? this.#arrival(atMs) : 'between';
    if (wrong !== undefined && way * (value - wrong) <= 0) return 'wrong';
    if (way * (value - neutral) > 0) return 'between';
    const isBrief = this.#state === 'reached' && atMs - this.#reachedMs < this.challenge.leastHeldMs;
    return isBrief ? 'brief' : 'rest';
  }

  /** While rest is being measured; a face that is turned away is not at rest. */
  #settle(face: Face, eyes: EyeOpenness): Event {
    if (Math.abs(headTurn(face.landmarks)) > STRAIGHT) return 'between';
    this.#rest.push(measured(this.challenge.measure, face, eyes));
    this.#restShape.push(widthByHeight(face.landmarks));
    return this.#rest.length < REST_FRAMES ? 'between' : 'rest';
  }

  /** Who turned less narrows less: a frame that shows too little depth is on the way, not there. */
  #isDeep({ landmarks }: Face, moved: number): boolean {
    const { leastDepth } = this.challenge;
    return leastDepth === 0 || shownDepth(moved, widthByHeight(landmarks) / middle(this.#restShape)) >= leastDepth;
  }

  #arrival(atMs: number): Event {
    if (this.#state === 'reached') return 'there';
    if (atMs - this.askedAtMs < LEAST_REACTION_MS) return 'early';
    return atMs - this.#lastRestMs < this.challenge.leastMovingMs ? 'sudden' : 'there';
  }

  #enter(step: Step, atMs: number): void {
    if (!isState(step)) {
      this.#state = 'failed';
      this.#failure = step;
      return;
    }
    if (step === 'reached' && this.#state !== 'reached') this.#reachedMs = atMs;
    const isDone = step === 'reached' && !this.challenge.returns;
    this.#state = isDone ? 'performed' : step;
    if (this.#state === 'performed') this.#performedMs = atMs - this.askedAtMs;
  }

  #answer(): ChallengeAnswer {
    if (this.#failure !== undefined) return { is: 'failed', reason: this.#failure };
    switch (this.#state) {
      case 'performed':
        return { is: 'performed', afterMs: this.#performedMs };
      case 'settling':
        return { is: 'waiting', for: 'rest' };
      case 'reached':
        return { is: 'waiting', for: 'return' };
      default:
        return { is: 'waiting', for: 'gesture' };
    }
  }
}

const isState = (step: Step): step is State => Object.hasOwn(TRANSITIONS, step);

const middle = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
