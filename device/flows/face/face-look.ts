// One person before the camera: guided to good neutral frames while something else goes on, then asked for a movement, in one face track.
import type { FrameStream } from '../../../hal/index.ts';
import type { FaceTemplate } from '../../../models/index.ts';
import { type Clock, Deadline } from '../../../protocol/index.ts';
import { abreast } from '../../abreast.ts';
import type { Policy } from '../../config/index.ts';
import type { Holdings } from '../holdings.ts';
import { VisitEnd } from '../visit-end.ts';
import { captureNeutral, type NeutralFrames } from './capture-face.ts';
import type {
  ChallengeFinding,
  ChallengeInstruction,
  FaceAttackDetection,
  FaceRecognition,
  FrameTrace,
  Guidance,
} from './face-parts.ts';
import { FaceTrack } from './face-track.ts';
import { followPerson } from './follow-person.ts';
import { performChallenge } from './perform-challenge.ts';

export interface LookParts {
  readonly faces: FaceRecognition;
  readonly pad: FaceAttackDetection;
  readonly clock: Clock;
  readonly policy: Pick<Policy, 'prove'>;
}

export interface LookOf {
  readonly stream: FrameStream;
  /** Everything of the person that is in memory; the caller wipes it. */
  readonly holdings: Holdings;
  readonly signal: AbortSignal;
  /** Guidance that does not help within this time needs somebody who can. */
  readonly captureMs: number;
  /** One of these movements is asked for, and a turn after it where it shows no depth. */
  readonly challenges: readonly string[];
}

/** The visit that a look belongs to. */
export interface LookingVisit {
  /** Measures a stage, and may limit it. */
  stage<T>(
    name: 'capture' | 'embed' | 'challenge',
    work: (signal: AbortSignal) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T>;
  /** What the person should change, or do; null: it is good as it is. Never the same twice in a row. */
  guide(guidance: Guidance | null, held: number, needed: number): void;
  ask(instruction: ChallengeInstruction): void;
  /** Somebody stands there. */
  onFace(): void;
  onTaken(taken: NeutralFrames): void;
  /** The movement is over; templates and what follows them may still be in the making. */
  onMoved(challenge: ChallengeFinding): void;
}

export interface Frontal<T> {
  readonly taken: NeutralFrames;
  /** From the last neutral frame until what went on beside was done. */
  readonly since: readonly FrameTrace[];
  readonly beside: T;
}

export interface Moved {
  /** The mean of the best neutral frames' templates: it tells a person better than any one of them. */
  readonly neutral: FaceTemplate;
  readonly challenge: ChallengeFinding;
  readonly traces: readonly FrameTrace[];
  /** Scores of frames of the movement against the neutral ones. */
  readonly likeness: readonly number[];
}

const LOOK: Guidance = { th: 'กรุณามองตรงมาที่กล้อง', en: 'Please look straight into the camera.' };

export class FaceLook {
  readonly #of: LookOf;
  readonly #visit: LookingVisit;
  readonly #parts: LookParts;
  readonly #track: FaceTrack;

  constructor(of: LookOf, visit: LookingVisit, parts: LookParts) {
    this.#of = of;
    this.#visit = visit;
    this.#parts = parts;
    this.#track = new FaceTrack(parts.policy.prove.track);
  }

  /** How often the face was gone, or jumped, and the capture began anew. */
  get gaps(): number {
    return this.#track.gaps;
  }

  /**
   * The neutral frames, before any movement.
   * @param beside goes on meanwhile; whoever is ready before it is not lost sight of
   * @throws VisitEnd face-not-captured, face-left, face-changed, second-person; what camera, networks and `beside` throw; the signal's reason
   */
  async frontal<T>(beside: (signal: AbortSignal) => Promise<T>): Promise<Frontal<T>> {
    const { stream, signal } = this.#of;
    const over = new AbortController();
    const [done, looked] = await abreast(
      signal,
      (until) => beside(until).finally(() => over.abort()),
      async (until) => {
        const taken = await this.#visit.stage('capture', (limit) => this.#capture(limit), until);
        for (const { frame } of taken.best) this.#of.holdings.frame(frame);
        this.#visit.onTaken(taken);
        const following = { ...this.#parts, stream, track: this.#track };
        return { taken, since: await followPerson(over.signal, following, until) };
      },
    );
    return { ...looked, beside: done };
  }

  /**
   * The movement. The person already moves while their templates are made.
   * @param meanwhile follows the templates, beside the movement: afterwards it would be part of the time that the answer may take
   * @throws VisitEnd face-left, face-changed, second-person; what camera, networks and `meanwhile` throw; the signal's reason
   */
  async moving({ best }: NeutralFrames, meanwhile: () => Promise<void> = async () => undefined): Promise<Moved> {
    const averaged = this.#average(best);
    const [neutral, moved] = await abreast(
      this.#of.signal,
      async () => {
        const template = await averaged;
        await meanwhile();
        return template;
      },
      (until) => this.#perform(averaged, until),
    );
    return { neutral, ...moved };
  }

  async #capture(signal: AbortSignal): Promise<NeutralFrames> {
    const { faces, pad, policy } = this.#parts;
    const { stream, captureMs } = this.#of;
    const { burstFrames: needed, comparedFrames: keep } = policy.prove;
    const guide = onChange((guidance, held) => this.#visit.guide(guidance, held, needed));
    guide(LOOK, 0);
    using limit = new Deadline(signal, captureMs, () => new VisitEnd('face-not-captured'));
    const capture = { stream, faces, pad, track: this.#track, needed, keep, onSight: guide, noFace: LOOK };
    return await captureNeutral({ ...capture, onFace: () => this.#visit.onFace() }, limit.signal);
  }

  async #average(best: NeutralFrames['best']): Promise<FaceTemplate> {
    const { faces } = this.#parts;
    const { holdings, signal } = this.#of;
    const work = async (until: AbortSignal): Promise<FaceTemplate> => {
      const templates: FaceTemplate[] = [];
      // One after the other: between them the frames of the challenge have their turn.
      for (const { frame, face } of best)
        templates.push(holdings.template(await faces.embed(frame.reveal().image, face, until)));
      return holdings.template(faces.mean(templates));
    };
    return await this.#visit.stage('embed', work, signal);
  }

  async #perform(neutral: Promise<FaceTemplate>, signal: AbortSignal): Promise<Omit<Moved, 'neutral'>> {
    const { faces, pad, clock, policy } = this.#parts;
    const { stream, challenges } = this.#of;
    const startedAtMs = clock.monotonicMs();
    const watch = pad.challenge(challenges, startedAtMs);
    const ask = (instruction: ChallengeInstruction): void => this.#visit.ask(instruction);
    const { compareEveryMs } = policy.prove;
    const performing = { stream, faces, pad, track: this.#track, watch, ask, neutral, compareEveryMs };
    const course = await this.#visit.stage('challenge', (until) => performChallenge(performing, until), signal);
    const { traces, likeness, kinds, state: result } = course;
    const ms = Math.round(clock.monotonicMs() - startedAtMs);
    const challenge = { kind: kinds.join(' '), result, ms };
    this.#visit.onMoved(challenge);
    return { challenge, traces, likeness };
  }
}

type TellGuidance = (guidance: Guidance | null, held: number) => void;

/** A person reads one sentence at a time: the same one is not told twice in a row. */
function onChange(tell: TellGuidance): TellGuidance {
  let last = '';
  return (guidance, held) => {
    const now = JSON.stringify([guidance?.en, held]);
    if (now !== last) tell(guidance, held);
    last = now;
  };
}
