// Presentation attack detection of the face: frames in, evidence out, on a thread of its own. Judging needs no pixels.
import { colourImage } from '../../../protocol/computing.ts';
import { AS_LONG_AS_IT_TAKES_MS, WorkerPool, workerFile } from '../../runtime/index.ts';
import { judgePicture, type PictureLiveness } from './judge/judge-liveness.ts';
import { type FacePadModels, type PadNetwork, readPadNetworks } from './observe/pad-networks.ts';
import type { PadTask } from './observe/pad-tasks.ts';
import type { FaceFrame, FrameEvidence, ModelScore } from './types.ts';

const MOST_WAITING = 8;

export class FacePad implements AsyncDisposable {
  readonly #pool: WorkerPool<PadTask, FrameEvidence>;
  readonly #networks: readonly PadNetwork[];

  private constructor(pool: WorkerPool<PadTask, FrameEvidence>, networks: readonly PadNetwork[]) {
    this.#pool = pool;
    this.#networks = networks;
  }

  /**
   * Resolves once the networks are loaded and have run. Where the manifest names none, nobody will be found living.
   * @throws KioskError MODEL_MISSING, MODEL_ALTERED, MODEL_UNFIT, HAL_UNAVAILABLE, WORKER_LOST; the signal's reason when aborted.
   */
  static async open(models: FacePadModels, signal: AbortSignal): Promise<FacePad> {
    const networks = await readPadNetworks(models);
    signal.throwIfAborted();
    // A thread that is ended during a run of a network takes the process with it.
    const closeLimitMs = AS_LONG_AS_IT_TAKES_MS;
    const file = workerFile('observe/pad.worker', import.meta.url);
    const pad = new FacePad(WorkerPool.open({ file, threads: 1, maxWaiting: MOST_WAITING, closeLimitMs }), networks);
    try {
      await pad.#warmUp(signal);
    } catch (fault) {
      await pad[Symbol.asyncDispose]();
      throw fault;
    }
    return pad;
  }

  get models(): readonly Omit<ModelScore, 'score'>[] {
    return this.#networks.map(({ model: { entry } }) => ({ name: entry.name, version: entry.version }));
  }

  /**
   * All that judging needs of a frame. Its pixels stay the caller's, who can wipe them now; the thread's copy is wiped.
   * @throws KioskError IMAGE_SIZE, MODEL_UNFIT, WORKER_LOST, WORKERS_BUSY; the signal's reason when aborted.
   */
  async observe(frame: FaceFrame, signal: AbortSignal): Promise<FrameEvidence> {
    return await this.#look(frame, this.#networks, signal);
  }

  /** The same without the networks, for frames that only motion and timing are judged by: a movement is seen more often then. @throws as `observe` */
  async follow(frame: FaceFrame, signal: AbortSignal): Promise<FrameEvidence> {
    return await this.#look(frame, [], signal);
  }

  async #look(
    { image, face, number, atMs }: FaceFrame,
    networks: readonly PadNetwork[],
    signal: AbortSignal,
  ): Promise<FrameEvidence> {
    return await this.#pool.run({ networks, frame: { image: colourImage(image), face, number, atMs } }, signal);
  }

  /** One picture, for looking at photos: passive, without motion, no ground to let anybody in. @throws as `observe` */
  async inspect(picture: Pick<FaceFrame, 'image' | 'face'>, signal: AbortSignal): Promise<PictureLiveness> {
    return judgePicture(await this.observe({ ...picture, number: 1, atMs: 0 }, signal));
  }

  /** The first run of fresh code is several times slower: it is made before anybody stands at the camera. */
  async #warmUp(signal: AbortSignal): Promise<void> {
    await this.observe(greyFrame(), signal);
  }

  /** Waits for a run that is under way. Twice is allowed. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool[Symbol.asyncDispose]();
  }
}

function greyFrame(): FaceFrame {
  const image = { widthPx: 1280, heightPx: 720, pixels: new Uint8Array(3 * 1280 * 720).fill(128) };
  const point = (xPx: number, yPx: number): { xPx: number; yPx: number } => ({ xPx, yPx });
  const landmarks = {
    rightEye: point(590, 320),
    leftEye: point(690, 320),
    nose: point(640, 380),
    rightMouth: point(600, 430),
    leftMouth: point(680, 430),
  };
  const box = { leftPx: 530, topPx: 220, widthPx: 220, heightPx: 290 };
  return { image, face: { box, landmarks, score: 1 }, number: 1, atMs: 0 };
}
