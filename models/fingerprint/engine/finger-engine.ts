// The fingerprint engine of a device: extraction, 1:N and 1:1 on worker threads, over a gallery in shared memory.
import { abortable, type FingerTemplate, type GrayImage, KioskError } from '../../../protocol/computing.ts';
import { defaultThreads, WorkerPool, workerFile } from '../../runtime/index.ts';
import { falseMatchRate, identificationThreshold } from '../calibration.ts';
import { type PackedTemplate, prepare } from '../pack.ts';
import { asRecorded } from '../record.ts';
import type { Extraction } from '../types.ts';
import { BestSubjects, type Hit } from './best-subjects.ts';
import { type FingerKey, Gallery, type SubjectTemplate } from './gallery.ts';
import { heartbeat } from './heartbeat.ts';
import { type FingerRecords, loadGallery, type NotLoaded } from './load-gallery.ts';
import { expectKind, type RecognitionTask, type RecognitionValue } from './recogniser.ts';
import type { ScanResult } from './scan.ts';
import { SearchBoard } from './search-board.ts';

export interface Candidate {
  readonly key: FingerKey;
  readonly score: number;
  /** Of one comparison with a finger enrolled like this one. */
  readonly falseMatchRate: number;
}

export interface Identification {
  readonly match: boolean;
  readonly best: Candidate | undefined;
  /** The best finger of another subject. */
  readonly runnerUp: Candidate | undefined;
  /** `best` is a match where its score is above this. */
  readonly threshold: number;
  /** Enrolled when the search began; the threshold follows from it. */
  readonly fingers: number;
  readonly comparisons: number;
}

export interface Verification {
  readonly match: boolean;
  readonly best: Candidate | undefined;
  readonly threshold: number;
  readonly comparisons: number;
}

export interface FingerEngineOptions {
  /** Templates that were given for any other are refused. */
  readonly purpose: string;
  readonly threads?: number;
  /** In the place of threads of its own: some that are warm, and stay when it is closed. */
  readonly pool?: RecognitionPool;
  readonly capacityTemplates?: number;
}

/** 8,000 people, two fingers, three impressions, and room to grow. */
const CAPACITY_TEMPLATES = 65_536;
const FALSE_POSITIVE_IDENTIFICATION_RATE = 1e-3;
const FALSE_MATCH_RATE = 1e-4;
/** No configuration may ask for a laxer 1:1. */
const HIGHEST_FALSE_MATCH_RATE = 1e-3;

/** A search takes a tenth of a second: a thread that is at it for so long never ends. */
const HANGS_AFTER_MS = 30_000;
/** To load and warm is two seconds of work; a machine that starts has much else to do. */
const WARM_WITHIN_MS = 240_000;

export type RecognitionPool = WorkerPool<RecognitionTask, RecognitionValue>;

/** Threads that recognise, for several engines of one process, one after the other or at once. They load and warm from now on. */
export const openRecognition = ({ threads = defaultThreads() }: { readonly threads?: number } = {}): RecognitionPool =>
  WorkerPool.open({
    file: workerFile('recognition.worker', import.meta.url),
    ...{ threads, hangsAfterMs: HANGS_AFTER_MS },
  });

export class FingerEngine implements AsyncDisposable {
  readonly #pool: RecognitionPool;
  readonly #gallery: Gallery;
  readonly #purpose: string;
  readonly #warm: Promise<void>;

  private constructor(pool: RecognitionPool, gallery: Gallery, purpose: string) {
    this.#pool = pool;
    this.#gallery = gallery;
    this.#purpose = purpose;
    // Each thread has something to answer from the first moment on: one that cannot even load is told of at once.
    const ready = Array.from({ length: pool.threads }, () => pool.settled({ kind: 'ready' }, WARM_WITHIN_MS));
    this.#warm = Promise.all(ready).then(() => undefined);
    // Whoever waits for it hears why not.
    this.#warm.catch(() => undefined);
  }

  /** Its workers load and warm while something else is done: nothing may be asked of it before it is `warm`. */
  static begin(options: FingerEngineOptions): FingerEngine {
    const { purpose, pool, capacityTemplates = CAPACITY_TEMPLATES } = options;
    return new FingerEngine(pool?.lend() ?? openRecognition(options), new Gallery(capacityTemplates), purpose);
  }

  /** Resolves once every worker is warm. @throws KioskError WORKER_LOST */
  static async open(options: FingerEngineOptions): Promise<FingerEngine> {
    const engine = FingerEngine.begin(options);
    try {
      await engine.warm();
    } catch (fault) {
      await engine[Symbol.asyncDispose]();
      throw fault;
    }
    return engine;
  }

  /** The first visit is hardly slower than the hundredth from then on. @throws KioskError WORKER_LOST */
  async warm(): Promise<void> {
    await this.#warm;
  }

  get stats(): { fingers: number; templates: number; threads: number; bytes: number; workersLost: number } {
    const { fingers, templates, bytes } = this.#gallery;
    return { fingers, templates, bytes, threads: this.#pool.threads, workersLost: this.#pool.counts.lost };
  }

  /** @throws KioskError IMAGE_SIZE, WORKER_LOST, WORKERS_BUSY; the signal's reason when aborted. */
  async extract(image: GrayImage, signal: AbortSignal): Promise<Extraction> {
    return expectKind(await this.#pool.run({ kind: 'extract', image }, signal), 'extraction').extraction;
  }

  /**
   * Adds a finger, or puts these templates in the place of those it had, as their records will state them. Searches under way
   * do not notice.
   * @throws KioskError GALLERY_FULL, TEMPLATE_MALFORMED, PURPOSE_REFUSED; then nothing is changed.
   */
  enrol(key: FingerKey, purpose: string, templates: readonly FingerTemplate[]): void {
    if (purpose !== this.#purpose) throw new KioskError('PURPOSE_REFUSED', { purpose });
    this.#put(
      key,
      templates.map((template) => prepare(asRecorded(template))),
    );
  }

  /** False where the subject was not enrolled. What it had is wiped as soon as no search can see it. */
  remove(subject: string): boolean {
    return this.#gallery.remove(subject);
  }

  /** How many fingers the subject has enrolled; 0 where it is not enrolled. */
  fingersOf(subject: string): number {
    return this.#gallery.fingersOf(subject);
  }

  /**
   * Fills the gallery at start-up, the work of `enrol` spread over all workers. Nothing else may change it meanwhile. Gives back
   * whose records cannot be read, or were given for something else: they are left out.
   * @throws KioskError GALLERY_FULL, WORKER_LOST; the signal's reason when aborted.
   */
  load(fingers: Iterable<FingerRecords>, signal: AbortSignal): Promise<readonly NotLoaded[]> {
    const put = (key: FingerKey, packed: readonly PackedTemplate[]): void => this.#put(key, packed);
    return loadGallery(fingers, { pool: this.#pool, purpose: this.#purpose, put }, signal);
  }

  /**
   * Who of all enrolled is this? A subject that is removed during the search is not found.
   * @throws KioskError MODEL_UNCALIBRATED, TEMPLATE_MALFORMED, WORKER_LOST, WORKERS_BUSY; the signal's reason when aborted.
   */
  async identify(
    template: FingerTemplate,
    signal: AbortSignal,
    { fpir = FALSE_POSITIVE_IDENTIFICATION_RATE }: { readonly fpir?: number } = {},
  ): Promise<Identification> {
    signal.throwIfAborted();
    const { fingers } = this.#gallery;
    const results = await this.#scan(template, signal);
    const [best, runnerUp] = this.#candidates(results.flatMap(({ hits }) => hits));
    const threshold = identificationThreshold({ fingers, fpir, impressions: this.#impressionsOf(best) });
    const comparisons = results.reduce((sum, result) => sum + result.comparisons, 0);
    return { match: best !== undefined && best.score > threshold, best, runnerUp, threshold, fingers, comparisons };
  }

  /**
   * Who else is this, of whoever is enrolled beside the subject whose own template it is? Each would be a match of `identify` if they were
   * alone; the nearest first, three at most.
   * @throws as `identify`
   */
  async othersLike(
    template: FingerTemplate,
    subject: string,
    signal: AbortSignal,
    { fpir = FALSE_POSITIVE_IDENTIFICATION_RATE }: { readonly fpir?: number } = {},
  ): Promise<readonly Candidate[]> {
    signal.throwIfAborted();
    const { fingers } = this.#gallery;
    const results = await this.#scan(template, signal);
    const isMatch = (one: Candidate): boolean =>
      one.score > identificationThreshold({ fingers, fpir, impressions: this.#impressionsOf(one) });
    return this.#candidates(results.flatMap(({ hits }) => hits)).filter(
      (one) => one.key.subject !== subject && isMatch(one),
    );
  }

  /**
   * Is this the subject? The best of their fingers decides, at a false-match rate for all of them together.
   * @throws KioskError PERSON_UNKNOWN where the subject has no finger here; CONFIG_INVALID where `fmr` is laxer than 1e-3;
   * else as `identify`.
   */
  async verify(
    template: FingerTemplate,
    subject: string,
    signal: AbortSignal,
    { fmr = FALSE_MATCH_RATE }: { readonly fmr?: number } = {},
  ): Promise<Verification> {
    if (!(fmr > 0 && fmr <= HIGHEST_FALSE_MATCH_RATE)) throw new KioskError('CONFIG_INVALID', { fmr });
    const claimed = this.#gallery.subject(subject);
    if (claimed === undefined) throw new KioskError('PERSON_UNKNOWN');
    const { hits, comparisons } = await this.#compare(template, claimed.templates, signal);
    const [best] = this.#candidates(hits.map((hit) => ({ ...hit, subject: claimed.number })));
    const impressions = this.#impressionsOf(best);
    const threshold = identificationThreshold({ fingers: claimed.fingers, fpir: fmr, impressions });
    return { match: best !== undefined && best.score > threshold, best, threshold, comparisons };
  }

  /**
   * Resolves once the workers have compared something: as many tiny tasks as there are threads, behind whatever is under way.
   * @throws KioskError WORKER_LOST, WORKERS_BUSY; the signal's reason when aborted.
   */
  async showLife(signal: AbortSignal): Promise<void> {
    await Promise.all(Array.from({ length: this.#pool.threads }, () => this.#pool.run(heartbeat(), signal)));
  }

  /** Ends one worker as a crash would. For the bench and for tests; rejects with WORKER_LOST. */
  async loseWorker(): Promise<never> {
    await this.#pool.settled({ kind: 'die' });
    throw new Error('a worker survived its end');
  }

  /** Every worker computes for ever, until the pool ends it. For the bench; rejects with WORKER_LOST. */
  async hangWorkers(): Promise<void> {
    await Promise.all(Array.from({ length: this.#pool.threads }, () => this.#pool.settled({ kind: 'hang' })));
  }

  /** Twice is allowed. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool[Symbol.asyncDispose]();
  }

  /** The gallery has copies of its own. */
  #put(key: FingerKey, packed: readonly PackedTemplate[]): void {
    try {
      this.#gallery.put(key, packed);
    } finally {
      for (const words of packed) words.fill(0);
    }
  }

  /** The copies of the candidates end here: the worker has its own. */
  async #compare(
    probe: FingerTemplate,
    candidates: readonly SubjectTemplate[],
    signal: AbortSignal,
  ): Promise<ScanResult> {
    try {
      return expectKind(await this.#pool.run({ kind: 'compare', probe, candidates }, signal), 'scanned').result;
    } finally {
      for (const { words } of candidates) words.fill(0);
    }
  }

  /** The workers share out one snapshot; it is held until the last of them is done, also where the caller has gone. */
  async #scan(probe: FingerTemplate, signal: AbortSignal): Promise<readonly ScanResult[]> {
    const snapshot = this.#gallery.snapshot();
    const board = new SearchBoard(this.#pool.threads);
    const share = async (): Promise<ScanResult> => {
      const value = await this.#pool.settled({ kind: 'scan', probe, work: { ...snapshot, board: board.buffer } });
      return expectKind(value, 'scanned').result;
    };
    const shares = Array.from({ length: this.#pool.threads }, share);
    void Promise.allSettled(shares).then(() => this.#gallery.release(snapshot));
    try {
      return await abortable(board.gather(shares), signal);
    } finally {
      board.stop();
    }
  }

  #candidates(hits: readonly Hit[]): readonly Candidate[] {
    const best = new BestSubjects();
    for (const hit of hits) best.offer(hit);
    return best.hits.flatMap((hit) => {
      const key = this.#gallery.keyOf(hit);
      if (key === undefined) return [];
      const impressions = Math.max(1, this.#gallery.impressionsOf(key));
      return [{ key, score: hit.score, falseMatchRate: falseMatchRate(hit.score, { impressions }) }];
    });
  }

  #impressionsOf(candidate: Candidate | undefined): number {
    return candidate === undefined ? 1 : Math.max(1, this.#gallery.impressionsOf(candidate.key));
  }
}
