// A simulated scene that is drawn on a thread of its own, frame by frame, and told what to do.
import { type ColourImage, colourImage } from '../../../../protocol/computing.ts';
import { WorkerPool, workerFile } from '../../../runtime/index.ts';
import type { ChallengeName } from '../challenge/challenges.ts';
import type { SceneManner, SceneTask, SceneValue } from './scene-tasks.ts';
import { SCENE_BYTES, sceneImage } from './simulated-scene.ts';
import type { ScenePhoto } from './simulated-sitter.ts';

/** A frame that is asked for while others are being drawn comes late, as from a slow camera. */
const MOST_WAITING = 4;
/** A camera draws ahead of whoever looks: what ends a visit, or the service, must not make its picture a failure. */
const UNTIL_PUT_AWAY = new AbortController().signal;

export class PlayedScene implements AsyncDisposable {
  readonly #pool: WorkerPool<SceneTask, SceneValue>;
  readonly #frame = new Uint8Array(new SharedArrayBuffer(SCENE_BYTES));
  #lastAtMs = 0;

  constructor() {
    const file = workerFile('scene.worker', import.meta.url);
    this.#pool = WorkerPool.open({ file, threads: 1, maxWaiting: MOST_WAITING });
  }

  /**
   * @param signal of the beginning alone: frames are drawn until the scene is put away
   * @returns what draws a frame; it lies there until the next is asked for
   */
  async begin(
    photo: ScenePhoto,
    manner: SceneManner,
    signal: AbortSignal,
  ): Promise<(atMs: number) => Promise<ColourImage>> {
    await this.#pool.run({ kind: 'begin', photo, manner }, signal);
    return async (atMs) => {
      this.#lastAtMs = atMs;
      const { hasBegun } = await this.#pool.run({ kind: 'frame', atMs, into: this.#frame }, UNTIL_PUT_AWAY);
      if (!hasBegun) throw new Error('no scene was begun');
      return colourImage(sceneImage(this.#frame));
    };
  }

  /** From the newest frame on, or a while after it. */
  async perform(challenge: ChallengeName, afterMs: number, signal: AbortSignal): Promise<void> {
    await this.#pool.run({ kind: 'perform', challenge, atMs: this.#lastAtMs + afterMs }, signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool[Symbol.asyncDispose]();
    this.#frame.fill(0);
  }
}
