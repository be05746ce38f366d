// The face engine of a device: faces found, judged and turned into templates on a thread of its own.
import type { ColourImage } from '../../../protocol/index.ts';
import { colourImage } from '../../../protocol/index.ts';
import { AS_LONG_AS_IT_TAKES_MS, WorkerPool, workerFile } from '../../runtime/index.ts';
import type { Face } from '../face.ts';
import { type FaceModels, type FaceNetworks, readFaceNetworks } from './face-networks.ts';
import type { FaceTask, FaceValue } from './face-tasks.ts';

export interface ModelName {
  readonly name: string;
  readonly version: string;
}

export interface FaceLook {
  /** Largest first. */
  readonly faces: readonly Face[];
}

const MOST_WAITING = 8;

type Pool = WorkerPool<FaceTask, FaceValue>;

export class FaceEngine implements AsyncDisposable {
  readonly #pool: Pool;
  readonly #networks: FaceNetworks;

  private constructor(pool: Pool, networks: FaceNetworks) {
    this.#pool = pool;
    this.#networks = networks;
  }

  /**
   * Resolves once the networks are loaded and have run: the first person waits no longer than the hundredth.
   * @throws KioskError MODEL_MISSING, MODEL_ALTERED, MODEL_UNFIT, HAL_UNAVAILABLE, WORKER_LOST; the signal's reason when aborted.
   */
  static async open(models: FaceModels, signal: AbortSignal): Promise<FaceEngine> {
    const networks = await readFaceNetworks(models);
    signal.throwIfAborted();
    // A thread that is ended during a run of a network takes the process with it.
    const [closeLimitMs, threads, maxWaiting] = [AS_LONG_AS_IT_TAKES_MS, 1, MOST_WAITING];
    const file = workerFile('face.worker', import.meta.url);
    const pool: Pool = WorkerPool.open({ file, threads, maxWaiting, closeLimitMs });
    try {
      await pool.run({ kind: 'ready', networks }, signal);
    } catch (fault) {
      await pool[Symbol.asyncDispose]();
      throw fault;
    }
    return new FaceEngine(pool, networks);
  }

  get models(): { readonly detector: ModelName; readonly recogniser: ModelName } {
    const nameOf = ({ model }: FaceNetworks[keyof FaceNetworks]): ModelName => {
      const { name, version } = model.entry;
      return { name, version };
    };
    return { detector: nameOf(this.#networks.detector), recogniser: nameOf(this.#networks.recogniser) };
  }

  /**
   * The pixels stay the caller's; the thread's copy is wiped.
   * @throws KioskError IMAGE_SIZE, WORKER_LOST, WORKERS_BUSY; the signal's reason when aborted.
   */
  async look(image: ColourImage, signal: AbortSignal): Promise<FaceLook> {
    const value = await this.#run({ kind: 'look', image: colourImage(image), networks: this.#networks }, signal);
    return expectKind(value, 'looked');
  }

  async #run(task: FaceTask, signal: AbortSignal): Promise<FaceValue> {
    return await this.#pool.run(task, signal);
  }

  /** Waits for a run that is under way. Twice is allowed. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool[Symbol.asyncDispose]();
  }
}

function expectKind<K extends FaceValue['kind']>(value: FaceValue, kind: K): Extract<FaceValue, { kind: K }> {
  if (!isKind(value, kind)) throw new Error(`the thread answered ${value.kind}, not ${kind}`);
  return value;
}

const isKind = <K extends FaceValue['kind']>(value: FaceValue, kind: K): value is Extract<FaceValue, { kind: K }> =>
  value.kind === kind;
