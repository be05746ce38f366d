// One simulated presentation from its first frame to both answers: the burst judged, then a challenge watched.
import type { ColourImage } from '../../../../protocol/index.ts';
import type { Face } from '../../../face/index.ts';
import { type Random, seededRandom } from '../../../fingerprint/synthesis/index.ts';
import { type ChallengeFailure, ChallengeWatch } from '../challenge/challenge-watch.ts';
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
  /** Why it was not, where it was not. */
  readonly performed: true | ChallengeFailure;
  /** Of the frames' own work, without finding the face. */
  readonly observeMs: readonly number[];
}

const BURST_FRAMES = 6;
const EVERY_MS = 140;
/** What came on a bus never comes to the beat. */
const JITTER_MS = 6;
/** 2.8 s: a living person, simulated, needs 1.8. */
const CHALLENGE_FRAMES = 20;

export async function facePresentation(
  scene: SimulatedScene,
  watchers: Watchers,
  { challenge, seed, signal }: { challenge: ChallengeName; seed: number; signal: AbortSignal },
): Promise<PresentationResult> {
  const camera = new SceneCamera(scene, seed);
  const burst = await seenFrames(camera, watchers, signal);
  const evidence = burst.flatMap((seen) => seen.evidence ?? []);
  const performed = await watched(scene, camera, { challenge, watchers, signal });
  const liveness = evidence.length < BURST_FRAMES / 2 ? undefined : judgeBurst(evidence);
  return { liveness, challenge, performed, observeMs: burst.map(({ observeMs }) => observeMs) };
}

/** The burst alone, without a challenge. */
export async function presentedBurst(
  scene: SimulatedScene,
  watchers: Watchers,
  { seed, signal }: { seed: number; signal: AbortSignal },
): Promise<FaceLiveness> {
  const burst = await seenFrames(new SceneCamera(scene, seed), watchers, signal);
  return judgeBurst(burst.flatMap(({ evidence }) => evidence ?? []));
}

async function seenFrames(camera: SceneCamera, watchers: Watchers, signal: AbortSignal): Promise<readonly SeenFrame[]> {
  const seen: SeenFrame[] = [];
  while (seen.length < BURST_FRAMES) seen.push(await seeFrame(camera, watchers, signal));
  return seen;
}

async function seeFrame(camera: SceneCamera, { look, pad }: Watchers, signal: AbortSignal): Promise<SeenFrame> {
  const { image, number, atMs } = camera.next();
  const [face, ...others] = await look(image, signal);
  if (!face) return { atMs, evidence: undefined, face: undefined, faces: 0, observeMs: 0 };
  const startedAt = performance.now();
  const evidence = await pad.observe({ image, face, number, atMs }, signal);
  return { atMs, evidence, face, faces: 1 + others.length, observeMs: performance.now() - startedAt };
}

export const judgeBurst = (evidence: readonly FrameEvidence[]): FaceLiveness =>
  judgeFaceLiveness(evidence, judgeFaceStream(evidence));

interface SeenFrame {
  readonly atMs: number;
  readonly evidence: FrameEvidence | undefined;
  readonly face: Face | undefined;
  readonly faces: number;
  readonly observeMs: number;
}

interface Asked {
  readonly challenge: ChallengeName;
  readonly watchers: Watchers;
  readonly signal: AbortSignal;
}

async function watched(
  scene: SimulatedScene,
  camera: SceneCamera,
  { challenge, watchers, signal }: Asked,
): Promise<true | ChallengeFailure> {
  const askedAtMs = camera.nowMs;
  const watch = new ChallengeWatch({ challenge: CHALLENGES[challenge], askedAtMs });
  scene.perform(challenge, askedAtMs);
  for (let frame = 0; frame < CHALLENGE_FRAMES; frame += 1) {
    const { face, faces, evidence, atMs } = await seeFrame(camera, watchers, signal);
    const answer = watch.see({ face, faces, eyes: evidence?.eyes ?? { right: 0, left: 0 }, atMs });
    if (answer.is === 'performed') return true;
    if (answer.is === 'failed') return answer.reason;
  }
  return 'too-late';
}

/** Seven frames a second, as a slow terminal looks at them. One buffer: what was seen is looked at before the next. */
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
