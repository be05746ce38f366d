// A look at one of the staff, with the times it took: whoever was claimed, or has their face enrolled.

import type { Camera } from '../../../hal/index.ts';
import type { FaceTemplate } from '../../../models/index.ts';
import type { KioskEvent } from '../../../protocol/index.ts';
import type { Policy } from '../../config/index.ts';
import type { Holdings } from '../holdings.ts';
import { FaceLook, type LookParts } from './face-look.ts';
import type { ChallengeFinding, FrameTrace } from './face-parts.ts';
import { OpeningCamera } from './opening-camera.ts';

export interface StaffLookParts extends LookParts {
  readonly camera: Pick<Camera, 'open'>;
  readonly policy: Policy;
  readonly tell: (event: KioskEvent) => void;
}

export interface StaffLookOf {
  readonly visit: number;
  /** Everything of the person that is in memory; the caller wipes it. */
  readonly holdings: Holdings;
  readonly signal: AbortSignal;
}

export interface StaffSeen {
  readonly neutral: FaceTemplate;
  readonly burst: readonly FrameTrace[];
  /** All frames of the look in order. */
  readonly course: readonly FrameTrace[];
  /** Scores of frames of the movement against the neutral ones. */
  readonly likeness: readonly number[];
}

export class StaffLook {
  readonly #of: StaffLookOf;
  readonly #parts: StaffLookParts;
  readonly #stages: Record<string, number> = {};
  #firstAtMs: number | undefined;
  #seenAtMs: number | undefined;
  #challenge: ChallengeFinding | undefined;

  constructor(of: StaffLookOf, parts: StaffLookParts) {
    this.#of = of;
    this.#parts = parts;
  }

  get stages(): Readonly<Record<string, number>> {
    return this.#stages;
  }

  /** Of the movement; it has a time of its own. */
  get challenge(): ChallengeFinding | undefined {
    return this.#challenge;
  }

  /** Whether anybody stood before the camera, if only for a moment. */
  get isAnybodySeen(): boolean {
    return this.#seenAtMs !== undefined;
  }

  /** Whether whoever stood there has gone by now. */
  get isLeft(): boolean {
    const { clock, policy } = this.#parts;
    return this.#seenAtMs !== undefined && clock.monotonicMs() - this.#seenAtMs > policy.prove.track.absentMs;
  }

  /** Monotonic: of the first frame that counts, or now. */
  get firstAtMs(): number {
    return this.#firstAtMs ?? this.#parts.clock.monotonicMs();
  }

  /**
   * @param beside goes on while the neutral frames are taken
   * @throws VisitEnd; KioskError of the camera and the networks; what `beside` throws; the signal's reason
   */
  async take<T>(
    beside: (signal: AbortSignal) => Promise<T>,
  ): Promise<{ readonly seen: StaffSeen; readonly beside: T }> {
    await using camera = new OpeningCamera(this.#parts.camera, this.#of.signal);
    const look = this.#lookInto(await this.timed('camera-open', () => camera.stream));
    const { taken, since, beside: done } = await look.frontal(beside);
    this.#firstAtMs = taken.firstAtMs;
    const { neutral, traces, likeness } = await look.moving(taken);
    const seen = { neutral, likeness, burst: taken.traces, course: [...taken.traces, ...since, ...traces] };
    return { seen, beside: done };
  }

  async timed<T>(stage: string, work: () => Promise<T>): Promise<T> {
    const startedAtMs = this.#parts.clock.monotonicMs();
    try {
      return await work();
    } finally {
      this.#stages[stage] = Math.round((this.#parts.clock.monotonicMs() - startedAtMs) * 10) / 10;
    }
  }

  #lookInto(stream: Awaited<OpeningCamera['stream']>): FaceLook {
    const { policy, tell } = this.#parts;
    const { visit, holdings, signal } = this.#of;
    return new FaceLook(
      { stream, holdings, signal, ...policy.claim },
      {
        stage: (name, work, until) => this.timed(name, () => work(until)),
        guide: (guidance, held, needed) => tell({ type: 'face-guide', visit, guidance, held, needed }),
        ask: (instruction) => tell({ type: 'face-challenge', visit, ...instruction }),
        onFace: () => {
          this.#seenAtMs = this.#parts.clock.monotonicMs();
        },
        onTaken: () => undefined,
        onMoved: (challenge) => {
          this.#challenge = challenge;
        },
      },
      this.#parts,
    );
  }
}
