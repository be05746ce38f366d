// One simulated presentation from its first frame to both answers: the burst judged, then a challenge watched.
import type { ColourImage } from '../../../../protocol/computing.ts';
import type { Face } from '../../../face/index.ts';
import { type Random, seededRandom } from '../../../fingerprint/synthesis/index.ts';
import { ChallengeSeries } from '../challenge/challenge-series.ts';
import type { ChallengeFailure } from '../challenge/challenge-watch.ts';
import { CHALLENGES, type Challenge, type ChallengeName, withTurn } from '../challenge/challenges.ts';
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
  /** Of the burst alone. Undefined where no face was found in most of its frames: a failure to acquire. */
  readonly liveness: FaceLiveness | undefined;
  /** With the stream of the challenge's frames too, as a visit judges it. */
  readonly course: FaceLiveness | undefined;
  /** The first that was asked for; a turn follows what shows no depth. */
  readonly challenge: ChallengeName;
  /** Whether it was done, whatever came after it. */
  readonly gestured: boolean;
  /** All that was asked for; why not, where it was not. */
  readonly performed: true | ChallengeFailure;
  /** Of the frames' own work, without finding the face. */
  readonly observeMs: readonly number[];
}

const BURST_FRAMES = 6;
const EVERY_MS = 140;
/** What came on a bus never comes to the beat. */
const JITTER_MS = 6;
/** For each gesture 2.8 s: a living person, simulated, needs 1.8. */
const GESTURE_FRAMES = 20;

export async function facePresentation(
  scene: SimulatedScene,
  watchers: Watchers,
  { challenge, seed, signal }: { challenge: ChallengeName; seed: number; signal: AbortSignal },
): Promise<PresentationResult> {
  const camera = new SceneCamera(scene, seed);
  const burst = await seenFrames(camera, watchers, signal);
  const evidence = evidenceOf(burst);
  const challenges = withTurn(() => seededRandom(seed, 'turn').next(), CHALLENGES[challenge]);
  const { performed, gestured, seen } = await watched(scene, camera, { challenges, watchers, signal });
  const isAcquired = evidence.length >= BURST_FRAMES / 2;
  return {
    liveness: isAcquired ? judgeBurst(evidence) : undefined,
    course: isAcquired ? judgeBurst(evidence, [...evidence, ...evidenceOf(seen)]) : undefined,
    ...{ challenge, gestured, performed },
    observeMs: burst.map(({ observeMs }) => observeMs),
  };
}

/** The burst alone, without a challenge. */
export async function presentedBurst(
  scene: SimulatedScene,
  watchers: Watchers,
  { seed, signal }: { seed: number; signal: AbortSignal },
): Promise<FaceLiveness> {
  const burst = await seenFrames(new SceneCamera(scene, seed), watchers, signal);
  return judgeBurst(evidenceOf(burst));
}

async function seenFrames(camera: SceneCamera, watchers: Watchers, signal: AbortSignal): Promise<readonly SeenFrame[]> {
  const seen: SeenFrame[] = [];
  while (seen.length < BURST_FRAMES) seen.push(await seeFrame(camera, watchers, { how: 'observe', signal }));
  return seen;
}

/** The networks look at the burst alone, as in a visit. */
async function seeFrame(
  camera: SceneCamera,
  { look, pad }: Watchers,
  { how, signal }: { readonly how: 'observe' | 'follow'; readonly signal: AbortSignal },
): Promise<SeenFrame> {
  const { image, number, atMs } = camera.next();
  const [face, ...others] = await look(image, signal);
  if (!face) return { atMs, evidence: undefined, face: undefined, faces: 0, observeMs: 0 };
  const startedAt = performance.now();
  const evidence = await pad[how]({ image, face, number, atMs }, signal);
  return { atMs, evidence, face, faces: 1 + others.length, observeMs: performance.now() - startedAt };
}

const evidenceOf = (seen: readonly SeenFrame[]): readonly FrameEvidence[] =>
  seen.flatMap(({ evidence }) => evidence ?? []);

export const judgeBurst = (burst: readonly FrameEvidence[], course = burst): FaceLiveness =>
  judgeFaceLiveness(burst, judgeFaceStream(course));

interface SeenFrame {
  readonly atMs: number;
  readonly evidence: FrameEvidence | undefined;
  readonly face: Face | undefined;
  readonly faces: number;
  readonly observeMs: number;
}

interface Asked {
  readonly challenges: readonly Challenge[];
  readonly watchers: Watchers;
  readonly signal: AbortSignal;
}

interface Watched extends Pick<PresentationResult, 'performed' | 'gestured'> {
  readonly seen: readonly SeenFrame[];
}

async function watched(
  scene: SimulatedScene,
  camera: SceneCamera,
  { challenges, watchers, signal }: Asked,
): Promise<Watched> {
  const series = new ChallengeSeries({ challenges, askedAtMs: camera.nowMs });
  const seen: SeenFrame[] = [];
  for (const asked of challenges) {
    const performed = await gesture(scene, camera, { asked, series, seen, watchers, signal });
    if (performed !== true) return { performed, gestured: asked !== challenges[0], seen };
  }
  return { performed: true, gestured: true, seen };
}

interface Gesture extends Pick<Asked, 'watchers' | 'signal'> {
  readonly asked: Challenge;
  readonly series: ChallengeSeries;
  readonly seen: SeenFrame[];
}

async function gesture(
  scene: SimulatedScene,
  camera: SceneCamera,
  { asked, series, seen, watchers, signal }: Gesture,
): Promise<Watched['performed']> {
  scene.perform(asked.name, camera.nowMs);
  for (let frame = 0; frame < GESTURE_FRAMES; frame += 1) {
    const now = await seeFrame(camera, watchers, { how: 'follow', signal });
    seen.push(now);
    const { face, faces, evidence, atMs } = now;
    const answer = series.see({ face, faces, eyes: evidence?.eyes ?? { right: 0, left: 0 }, atMs });
    if (answer.is === 'failed') return answer.reason;
    if (answer.is === 'performed' || series.challenge !== asked) return true;
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
