// The face engine of a device: faces found, judged and turned into templates on a thread of its own.
import { type ColourImage, colourImage, KioskError } from '../../../protocol/computing.ts';
import { AS_LONG_AS_IT_TAKES_MS, WorkerPool, workerFile } from '../../runtime/index.ts';
import { calibrationOf, type FaceCalibration, scoreAt } from '../comparison/calibration.ts';
import { compareFaces, type FaceComparison, likenessOf } from '../comparison/compare-faces.ts';
import type { FaceTemplate } from '../comparison/face-template.ts';
import type { Face } from '../face.ts';
import type { HeadCover } from '../quality/seen-face.ts';
import { type FaceModels, type FaceNetworks, readFaceNetworks } from './face-networks.ts';
import type { FaceLook, FaceTask, FaceValue } from './face-tasks.ts';
import { decodeReference, type FaceReference, whyUnusable } from './reference-photo.ts';

export interface ModelName {
  readonly name: string;
  readonly version: string;
}

export interface LookOptions {
  /** Why this person's head may be covered. */
  readonly headCover?: HeadCover | undefined;
}

const MOST_WAITING = 8;
const FALSE_MATCH_RATE = 1e-4;
/** No configuration may ask for a laxer 1:1. */
const HIGHEST_FALSE_MATCH_RATE = 1e-3;

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
  async look(image: ColourImage, signal: AbortSignal, { headCover }: LookOptions = {}): Promise<FaceLook> {
    const task = { kind: 'look', image: colourImage(image), headCover, networks: this.#networks } as const;
    return expectKind(await this.#run(task, signal), 'looked').look;
  }

  /**
   * The faces alone, largest first: for frames of which nobody asks how good they are.
   * @throws KioskError as `look`; the signal's reason when aborted.
   */
  async find(image: ColourImage, signal: AbortSignal): Promise<readonly Face[]> {
    const value = await this.#run({ kind: 'find', image: colourImage(image), networks: this.#networks }, signal);
    return expectKind(value, 'found').faces;
  }

  /**
   * @param face of this picture, as `look` or `find` found it
   * @throws KioskError IMAGE_SIZE, also where the face is no more than a point; MODEL_UNFIT, WORKER_LOST, WORKERS_BUSY; the signal's
   * reason when aborted.
   */
  async embed(image: ColourImage, face: Face, signal: AbortSignal): Promise<FaceTemplate> {
    const value = await this.#run({ kind: 'embed', image: colourImage(image), face, networks: this.#networks }, signal);
    return expectKind(value, 'embedded').template;
  }

  /**
   * The photo of a card as a reference. What is made of its bytes is wiped.
   * @throws KioskError as `look` and `embed`; a photo that shows no face is an answer, not a fault.
   */
  async reference(jpegBytes: Uint8Array, signal: AbortSignal): Promise<FaceReference> {
    signal.throwIfAborted();
    const image = await decodeReference(jpegBytes);
    if (!image) return { kind: 'unusable', reason: 'unreadable' };
    try {
      const faces = await this.find(image, signal);
      const reason = whyUnusable(faces);
      const [face] = faces;
      if (reason || !face) return { kind: 'unusable', reason: reason ?? 'no-face' };
      return { kind: 'reference', template: await this.embed(image, face, signal), face };
    } finally {
      image.pixels.fill(0);
    }
  }

  /** @throws KioskError MODEL_UNCALIBRATED where nobody measured what the recogniser's scores mean; MODEL_UNFIT for templates of another */
  compare(a: FaceTemplate, b: FaceTemplate): FaceComparison {
    return compareFaces(a, b, this.#calibration);
  }

  /** The score alone, also of a recogniser without a calibration: for who measures one. @throws KioskError MODEL_UNFIT */
  likeness(a: FaceTemplate, b: FaceTemplate): number {
    const { name, version } = this.models.recogniser;
    return likenessOf(a, b, { model: name, version });
  }

  /** A match is a score above this. @throws KioskError MODEL_UNCALIBRATED; CONFIG_INVALID where `fmr` is laxer than 1e-3 */
  threshold(fmr = FALSE_MATCH_RATE): number {
    if (!(fmr > 0 && fmr <= HIGHEST_FALSE_MATCH_RATE)) throw new KioskError('CONFIG_INVALID', { fmr });
    return scoreAt(this.#calibration, fmr);
  }

  get #calibration(): FaceCalibration {
    return calibrationOf(this.#networks.recogniser.as);
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
