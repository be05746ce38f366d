// Threads for work that would hold up the main thread. A lost worker is replaced; running work is never interrupted, but where it goes on for ever.
import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import { abortable, KioskError } from '../../protocol/computing.ts';
import { forbidTelemetry } from './no-telemetry.ts';
import { unwrapped, type WorkerAnswer } from './worker-answer.ts';

export interface WorkerPoolOptions {
  /** A module that exports `handler`, made by `answering`, or a promise of it that settles once it is warm. */
  readonly file: URL;
  readonly threads?: number;
  /** How many tasks may wait for a thread; one more is refused with WORKERS_BUSY. */
  readonly maxWaiting?: number;
  /** How long closing waits for running work before its thread is ended all the same. */
  readonly closeLimitMs?: number;
  /**
   * A task that a thread has worked at for so long never ends: the thread is ended and replaced. Far above what the slowest may
   * take; never for onnxruntime, whose threads cannot be ended during a run.
   */
  readonly hangsAfterMs?: number;
}

const CLOSE_LIMIT_MS = 30_000;

/** A thread that is ended during a run of onnxruntime takes the process with it, so its end waits as long as a timer can. */
export const AS_LONG_AS_IT_TAKES_MS = 2 ** 31 - 1;

/** More threads than this gain little for one person at a time, and the main thread needs room. */
const MOST_THREADS = 4;

interface Turn {
  readonly begin: () => void;
  readonly giveUp: (fault: KioskError) => void;
}

interface PoolLimits {
  readonly threads: number;
  readonly maxWaiting: number;
  readonly hangsAfterMs: number | undefined;
}

export const defaultThreads = (): number => Math.max(1, Math.min(MOST_THREADS, availableParallelism()));

export class WorkerPool<Task, Value> implements AsyncDisposable {
  readonly threads: number;
  readonly #pool: Piscina<Task, WorkerAnswer<Value>>;
  readonly #limits: PoolLimits;
  readonly #isLent: boolean;
  /** Those that wait for a thread. The threads' own queue stays empty, so that a task begins when it is handed over. */
  readonly #waiting: Turn[] = [];
  #running = 0;
  #lost = 0;
  #refused = 0;
  #closing: Promise<void> | undefined;
  #lastEnded = (): void => undefined;

  private constructor(pool: Piscina<Task, WorkerAnswer<Value>>, limits: PoolLimits, isLent = false) {
    this.#pool = pool;
    this.threads = limits.threads;
    this.#limits = limits;
    this.#isLent = isLent;
  }

  /** Starts the threads. They load (and warm) while the first tasks wait. */
  static open<Task, Value>(options: WorkerPoolOptions): WorkerPool<Task, Value> {
    const { file, threads = defaultThreads(), maxWaiting = 64, closeLimitMs = CLOSE_LIMIT_MS } = options;
    forbidTelemetry();
    const piscina = new Piscina<Task, WorkerAnswer<Value>>({
      filename: file.href,
      name: 'handler',
      minThreads: threads,
      maxThreads: threads,
      idleTimeout: Number.POSITIVE_INFINITY,
      closeTimeout: closeLimitMs,
    });
    const pool = new WorkerPool<Task, Value>(piscina, { threads, maxWaiting, hangsAfterMs: options.hangsAfterMs });
    piscina.on('error', () => {
      pool.#lost += 1;
    });
    return pool;
  }

  /**
   * The same threads for somebody who comes and goes while they stay warm, with a queue and counts of their own. Closing it lets its own
   * work end, and no thread.
   */
  lend(): WorkerPool<Task, Value> {
    return new WorkerPool(this.#pool, this.#limits, true);
  }

  /** Workers that died, idle or at work, and tasks refused because too many waited. */
  get counts(): { readonly lost: number; readonly refused: number; readonly waiting: number } {
    return { lost: this.#lost, refused: this.#refused, waiting: this.#waiting.length };
  }

  /**
   * Runs a task on the next free thread. Aborting drops the late result; the thread finishes what it does.
   * @throws KioskError WORKER_LOST, WORKERS_BUSY, what the handler throws; when aborted, the signal's reason.
   */
  async run(task: Task, signal: AbortSignal): Promise<Value> {
    signal.throwIfAborted();
    return await abortable(this.settled(task), signal);
  }

  /**
   * As `run`, for who must know when the thread is done with the task, whatever the caller has given up.
   * @param hangsAfterMs of this task: where the thread has yet to load and warm, which a busy machine may take long for
   */
  async settled(task: Task, hangsAfterMs = this.#limits.hangsAfterMs): Promise<Value> {
    if (this.#closing !== undefined) throw new KioskError('WORKER_LOST', { closed: true });
    if (this.#waiting.length >= this.#limits.maxWaiting) {
      this.#refused += 1;
      throw new KioskError('WORKERS_BUSY', { waiting: this.#waiting.length });
    }
    // At once where a thread is free: what was asked for before the pool closes has begun.
    if (this.#running < this.threads) this.#running += 1;
    else await this.#turn();
    try {
      return unwrapped(await this.#answer(task, hangsAfterMs));
    } finally {
      this.#next();
    }
  }

  /** In the order in which they came. @throws KioskError WORKER_LOST where the pool closes first */
  #turn(): Promise<void> {
    return new Promise((begin, giveUp) => void this.#waiting.push({ begin, giveUp }));
  }

  #next(): void {
    const next = this.#waiting.shift();
    if (next) next.begin();
    else this.#running -= 1;
    if (this.#running === 0) this.#lastEnded();
  }

  async #answer(task: Task, hangsAfterMs: number | undefined): Promise<WorkerAnswer<Value>> {
    const hung = new AbortController();
    const timer = hangsAfterMs === undefined ? undefined : setTimeout(() => hung.abort(), hangsAfterMs).unref();
    try {
      return await this.#pool.run(task, { signal: hung.signal });
    } catch (error) {
      // Handlers answer and never throw: whatever comes here is a thread that went away.
      this.#lost += 1;
      throw new KioskError('WORKER_LOST', hung.signal.aborted ? { hung: true } : {}, error);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Lets running work end (within `closeLimitMs`), refuses what waits. Twice is allowed. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const turn of this.#waiting.splice(0)) turn.giveUp(new KioskError('WORKER_LOST', { closed: true }));
    this.#closing ??= this.#isLent ? this.#ended() : this.#pool.close({ force: true });
    await this.#closing;
  }

  async #ended(): Promise<void> {
    if (this.#running === 0) return;
    await new Promise<void>((resolve) => {
      this.#lastEnded = resolve;
    });
  }
}
