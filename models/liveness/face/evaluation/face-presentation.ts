// One simulated presentation from its first frame to both answers: the burst judged, then a challenge watched.
import type { ColourImage } from '../../../../protocol/index.ts';
import type { Face } from '../../../face/index.ts';
import { type Random, seededRandom } from '../../../fingerprint/synthesis/index.ts';
import { ChallengeWatch } from '../challenge/challenge-watch.ts';
import { CHALLENGES, type ChallengeName } from '../challenge/challenges.ts';
import type { FacePad } from '../face-pad.ts';
import { judgeFaceLiveness } from '../judge/judge-liveness.ts';
import { judgeFaceStream } from '../judge/judge-stream.ts';
import { SCENE_BYTES, type SimulatedScene } from '../simulation/simulated-scene.ts';
import type { FaceLiveness, FrameEvidence } from '../types.ts';

/** Who finds faces: the engine of the device, largest first. */
export type LookForFaces = (image: ColourImage, signal: AbortSignal) => Promise<readonly Face[]>;

export interface Watchers {
  readonly look: LookForFaces;
  readonly pad: FacePad;
}

export interface PresentationResult {
  /** Undefined where no face was found in most of the frames: a failure to acquire. */
  readonly liveness: FaceLiveness | undefined;
  readonly challenge: ChallengeName;
  readonly performed: boolean;
  /** Of the frames' own work, without finding the face. */
  readonly observeMs: readonly number[];
}

const BURST_FRAMES = 8;
const EVERY_MS = 100;
/** What came on a bus never comes to the beat. */
const JITTER_MS = 6;
/** A living person needs 1.8 s; an attack gets as long again and some. */
const CHALLENGE_FRAMES = 30;

export async function facePresentation(
  scene: SimulatedScene,
  { look, pad }: Watchers,
  { challenge, seed, signal }: { challenge: ChallengeName; seed: number; signal: AbortSignal },
): Promise<PresentationResult> {
  const camera = new SceneCamera(scene, seed);
  const observeMs: number[] = [];
  const seeFrame = async (): Promise<SeenFrame> => {
    const { image, number, atMs } = camera.next();
    const [face, ...others] = await look(image, signal);
    if (!face) return { atMs, evidence: undefined, face: undefined, faces: 0 };
    const startedAt = performance.now();
    const evidence = await pad.observe({ image, face, number, atMs }, signal);
    observeMs.push(performance.now() - startedAt);
    return { atMs, evidence, face, faces: 1 + others.length };
  };
  const evidence: FrameEvidence[] = [];
  for (let frame = 0; frame < BURST_FRAMES; frame += 1) {
    const seen = await seeFrame();
    if (seen.evidence) evidence.push(seen.evidence);
  }
  const performed = await watched(scene, { challenge, askedAtMs: camera.nowMs, seeFrame });
  const liveness = evidence.length < BURST_FRAMES / 2 ? undefined : judgeBurst(evidence);
  return { liveness, challenge, performed, observeMs };
}

export const judgeBurst = (evidence: readonly FrameEvidence[]): FaceLiveness =>
  judgeFaceLiveness(evidence, judgeFaceStream(evidence));

interface SeenFrame {
  readonly atMs: number;
  readonly evidence: FrameEvidence | undefined;
  readonly face: Face | undefined;
  readonly faces: number;
}

interface Asked {
  readonly challenge: ChallengeName;
  readonly askedAtMs: number;
  readonly seeFrame: () => Promise<SeenFrame>;
}

async function watched(scene: SimulatedScene, { challenge, askedAtMs, seeFrame }: Asked): Promise<boolean> {
  const watch = new ChallengeWatch({ challenge: CHALLENGES[challenge], askedAtMs });
  scene.perform(challenge, askedAtMs);
  for (let frame = 0; frame < CHALLENGE_FRAMES; frame += 1) {
    const { face, faces, evidence, atMs } = await seeFrame();
    const answer = watch.see({ face, faces, eyes: evidence?.eyes ?? { right: 0, left: 0 }, atMs });
    if (answer.is !== 'waiting') return answer.is === 'performed';
  }
  return false;
}

/** Ten frames a second, as fast as a slow terminal looks at them. One buffer: what was seen is looked at before the next. */
class SceneCamera {
  nowMs = 1000;
  readonly #scene: SimulatedScene;
  readonly #random: Random;
  readonly #buffer = new Uint8Array(SCENE_BYTES);
  #number = 0;

  constructor(scene: SimulatedScene, seed: number) {
    this.#scene = scene;
    this.#random = seededRandom(seed, 'camera');
  }

  next(): { readonly image: ColourImage; readonly number: number; readonly atMs: number } {
    this.nowMs += EVERY_MS + JITTER_MS * (this.#random.next() - 0.5);
    this.#number += 1;
    return { image: this.#scene.frameAt(this.nowMs, this.#buffer), number: this.#number, atMs: this.nowMs };
  }
}
