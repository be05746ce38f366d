// One person before the camera, outside of a prove visit: guided to good neutral frames, then asked for one movement, in one face track.
import type { Camera, FrameStream } from '../../../hal/index.ts';
import type { FaceTemplate } from '../../../models/index.ts';
import { type Clock, Deadline } from '../../../protocol/index.ts';
import type { Policy } from '../../config/index.ts';
import type { KioskEvent } from '../events.ts';
import { abreast } from '../prove/abreast.ts';
import { captureNeutral, type NeutralFrames } from '../prove/capture-face.ts';
import { FaceTrack } from '../prove/face-track.ts';
import { followPerson } from '../prove/follow-person.ts';
import type { Holdings } from '../prove/holdings.ts';
import { LOOK, onChange } from '../prove/look-at-person.ts';
import { OpeningCamera } from '../prove/opening-camera.ts';
import { performChallenge } from '../prove/perform-challenge.ts';
import type {
  ChallengeInstruction,
  FaceAttackDetection,
  FaceRecognition,
  FrameTrace,
  PadFinding,
} from '../prove/prove-parts.ts';
import { VisitEnd } from '../prove/visit-end.ts';
import type { ChallengeFinding, LivenessFinding } from './evidence.ts';

export interface FaceLookParts {
  readonly camera: Pick<Camera, 'open'>;
  readonly faces: FaceRecognition;
  readonly pad: FaceAttackDetection;
  readonly clock: Clock;
  readonly policy: Policy;
  readonly tell: (event: KioskEvent) => void;
}

export interface FaceLookOf {
  readonly visit: number;
  /** Everything of the person that is in memory; the caller wipes it. */
  readonly holdings: Holdings;
  readonly signal: AbortSignal;
}

export interface Seen {
  /** The mean of the best neutral frames' templates. */
  readonly neutral: FaceTemplate;
  readonly burst: readonly FrameTrace[];
  readonly course: readonly FrameTrace[];
  /** Scores of frames of the movement against the neutral ones. */
  readonly likeness: readonly number[];
}

export class FaceLook {
  readonly #of: FaceLookOf;
  readonly #parts: FaceLookParts;
  readonly #stages: Record<string, number> = {};
  readonly #track: FaceTrack;
  #firstAtMs: number | undefined;
  #challengeMs = 0;
  #challenge: ChallengeFinding | undefined;

  constructor(of: FaceLookOf, parts: FaceLookParts) {
    this.#of = of;
    this.#parts = parts;
    this.#track = new FaceTrack(parts.policy.prove.track);
  }

  get stages(): Readonly<Record<string, number>> {
    return this.#stages;
  }

  get challenge(): ChallengeFinding | undefined {
    return this.#challenge;
  }

  /** Of the movement, in milliseconds: it has a time of its own. */
  get challengeMs(): number {
    return this.#challengeMs;
  }

  /** Monotonic: of the first frame that counts, or now. */
  get firstAtMs(): number {
    return this.#firstAtMs ?? this.#parts.clock.monotonicMs();
  }

  /**
   * @param beside goes on while the neutral frames are taken
   * @throws VisitEnd; KioskError of the camera and the networks; what `beside` throws; the signal's reason
   */
  async take<T>(beside: (signal: AbortSignal) => Promise<T>): Promise<{ readonly seen: Seen; readonly beside: T }> {
    const { camera, clock } = this.#parts;
    const { signal } = this.#of;
    await using opening = new OpeningCamera(camera, signal);
    const stream = await this.timed('camera-open', () => opening.stream);
    const over = new AbortController();
    const [done, { taken, since }] = await abreast(
      signal,
      (until) => beside(until).finally(() => over.abort()),
      async (until) => {
        const taken = await this.timed('capture', () => this.#neutral(stream, until));
        const following = { ...this.#parts, stream, track: this.#track };
        return { taken, since: await followPerson(over.signal, following, until) };
      },
    );
    this.#firstAtMs = taken.firstAtMs;
    const averaged = this.timed('embed', () => this.#average(taken));
    const startedAtMs = clock.monotonicMs();
    const [neutral, course] = await abreast(
      signal,
      () => averaged,
      (until) => this.timed('challenge', () => this.#perform(stream, averaged, until)),
    );
    this.#challengeMs = clock.monotonicMs() - startedAtMs;
    const all = [...taken.traces, ...since, ...course.traces];
    return { seen: { neutral, burst: taken.traces, course: all, likeness: course.likeness }, beside: done };
  }

  async timed<T>(stage: string, work: () => Promise<T>): Promise<T> {
    const startedAtMs = this.#parts.clock.monotonicMs();
    try {
      return await work();
    } finally {
      this.#stages[stage] = Math.round((this.#parts.clock.monotonicMs() - startedAtMs) * 10) / 10;
    }
  }

  async #neutral(stream: FrameStream, signal: AbortSignal): Promise<NeutralFrames> {
    const { faces, pad, policy, tell } = this.#parts;
    const { burstFrames: needed, comparedFrames: keep } = policy.prove;
    const { visit, holdings } = this.#of;
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
    const { holdings, signal } = this.#of;
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
    const ask = (instruction: ChallengeInstruction): void =>
      tell({ type: 'face-challenge', visit: this.#of.visit, ...instruction });
    const performing = { stream, faces, pad, track: this.#track, watch, ask, neutral };
    const course = await performChallenge({ ...performing, compareEvery: policy.prove.compareEvery }, signal);
    const ms = Math.round(clock.monotonicMs() - startedAtMs);
    this.#challenge = { kind: course.kinds.join(' '), result: course.state, ms };
    return course;
  }
}

/** Living, moved as asked, and one person throughout; undefined where all of it is so. */
export function objectionTo(
  living: PadFinding,
  { challenge, isOnePerson }: { readonly challenge: ChallengeFinding | undefined; readonly isOnePerson: boolean },
): 'face-not-live' | 'challenge-failed' | 'face-changed' | undefined {
  if (living.result !== 'live') return 'face-not-live';
  if (challenge?.result !== 'performed') return 'challenge-failed';
  return isOnePerson ? undefined : 'face-changed';
}

/** In the words of the journal. */
export const livenessOf = ({ result, version, reasons }: PadFinding): LivenessFinding => ({
  ...{ result, model: 'face-pad', version, reasons: [...reasons] },
});
