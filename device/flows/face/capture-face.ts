// The neutral frames that are compared: good ones of one person, taken before the challenge, with live guidance until they are.
import { bytesOfFrame, type Frame, type FrameStream } from '../../../hal/index.ts';
import type { Face } from '../../../models/index.ts';
import type { Sensitive } from '../../../protocol/index.ts';
import type {
  FaceAttackDetection,
  FaceRecognition,
  FrameTrace,
  Guidance,
  QualityFinding,
  Sighting,
} from './face-parts.ts';
import type { FaceTrack } from './face-track.ts';
import { framesInTurn } from './frames-in-turn.ts';

export interface CaptureParts {
  readonly stream: FrameStream;
  readonly faces: Pick<FaceRecognition, 'look'>;
  readonly pad: Pick<FaceAttackDetection, 'observe'>;
  readonly track: FaceTrack;
  /** So many good frames; the best `keep` of them are kept as pictures. */
  readonly needed: number;
  readonly keep: number;
  readonly onSight: (guidance: Guidance | null, held: number) => void;
  /** Somebody stands there. */
  readonly onFace: () => void;
  readonly noFace: Guidance;
}

export interface KeptFrame {
  readonly frame: Sensitive<Frame>;
  readonly face: Face;
  readonly merit: number;
  readonly quality: readonly QualityFinding[];
}

export interface NeutralFrames {
  /** The best first. */
  readonly best: readonly [KeptFrame, ...KeptFrame[]];
  readonly traces: readonly FrameTrace[];
  /** Monotonic milliseconds of the first that counts. */
  readonly firstAtMs: number;
}

const wipe = (frame: Sensitive<Frame>): void => frame.wipe(bytesOfFrame);

/** Until there are enough, or the signal aborts. Frames that are not given back are wiped, whatever happens. */
export async function captureNeutral(parts: CaptureParts, signal: AbortSignal): Promise<NeutralFrames> {
  const { stream, faces, needed } = parts;
  const burst = new Burst(parts.keep);
  try {
    await framesInTurn<Sighting>(
      {
        stream,
        look: ({ image }, until) => faces.look(image, until),
        deal: async (frame, sighting, until) => {
          await consider({ frame, sighting, burst }, parts, until);
          return burst.count >= needed;
        },
        release: (frame) => burst.release(frame),
      },
      signal,
    );
    return burst.taken();
  } catch (reason) {
    burst.clear();
    throw reason;
  }
}

interface Considered {
  readonly frame: Sensitive<Frame>;
  readonly sighting: Sighting;
  readonly burst: Burst;
}

async function consider(
  { frame, sighting, burst }: Considered,
  { pad, track, onSight, onFace, noFace }: CaptureParts,
  signal: AbortSignal,
): Promise<void> {
  const { image, number, atMs } = frame.reveal();
  if (sighting.faces.length > 0) onFace();
  const gaps = track.gaps;
  const face = track.see(sighting.faces, atMs, false);
  // Another face, or one that was away: what was taken before it may be somebody else's.
  if (track.gaps > gaps) burst.clear();
  if (!face || sighting.advice) {
    onSight(sighting.faces.length === 0 ? noFace : (sighting.advice ?? null), burst.count);
    return;
  }
  const trace = await pad.observe({ image, face, number, atMs }, signal);
  burst.add(trace, kept(frame, face, sighting));
  onSight(null, burst.count);
}

const kept = (frame: Sensitive<Frame>, face: Face, { merit, quality }: Sighting): KeptFrame => ({
  ...{ frame, face, merit, quality },
});

class Burst {
  readonly #keep: number;
  #traces: FrameTrace[] = [];
  #best: KeptFrame[] = [];

  constructor(keep: number) {
    this.#keep = keep;
  }

  get count(): number {
    return this.#traces.length;
  }

  add(trace: FrameTrace, candidate: KeptFrame): void {
    this.#traces.push(trace);
    const ranked = [...this.#best, candidate].sort((a, b) => b.merit - a.merit);
    this.#best = ranked.slice(0, this.#keep);
    for (const { frame } of ranked.slice(this.#keep)) wipe(frame);
  }

  /** Wipes a frame that was not kept. */
  release(frame: Sensitive<Frame>): void {
    if (!this.#best.some((kept) => kept.frame === frame)) wipe(frame);
  }

  taken(): NeutralFrames {
    const [best, ...others] = this.#best;
    const [first] = this.#traces;
    if (!best || !first) throw new Error('a burst without a frame');
    return { best: [best, ...others], traces: this.#traces, firstAtMs: first.atMs };
  }

  clear(): void {
    for (const { frame } of this.#best) wipe(frame);
    this.#best = [];
    this.#traces = [];
  }
}
