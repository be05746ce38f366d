// The course of one visit: its stages one after another, each with its own limit, all within the hard limit.

import { abortable, type Clock, Deadline, KioskError } from '../../protocol/index.ts';

export interface StageTime {
  readonly stage: string;
  readonly ms: number;
  readonly limitMs: number;
}

export interface CourseOptions {
  readonly clock: Clock;
  /** Monotonic milliseconds at which the person had done their part. */
  readonly startedAtMs: number;
  readonly hardLimitMs: number;
  readonly stageLimitMs: (stage: string) => number;
  readonly onStage: (time: StageTime) => void;
  /** What was measured before the course began. */
  readonly before?: Readonly<Record<string, number>>;
}

export class VisitCourse implements Disposable {
  readonly #options: CourseOptions;
  readonly #hard: Deadline;
  readonly #stages: Record<string, number>;

  constructor(options: CourseOptions) {
    this.#options = options;
    this.#stages = { ...options.before };
    const restMs = Math.max(0, options.hardLimitMs - this.elapsedMs);
    const late = (): Error => new KioskError('STAGE_LATE', { stage: 'visit', limitMs: options.hardLimitMs });
    this.#hard = new Deadline(new AbortController().signal, restMs, late);
  }

  /** Milliseconds since the person had done their part. */
  get elapsedMs(): number {
    return this.#options.clock.monotonicMs() - this.#options.startedAtMs;
  }

  /** What each stage took so far, in milliseconds. */
  get stages(): Readonly<Record<string, number>> {
    return { ...this.#stages };
  }

  /**
   * Runs one stage. Its result is dropped when it comes too late: work in a worker thread cannot be called back.
   * @throws KioskError STAGE_LATE with the stage's name (or `visit` for the hard limit); whatever the work throws.
   */
  async run<T>(stage: string, work: (signal: AbortSignal) => T | Promise<T>): Promise<T> {
    const limitMs = this.#options.stageLimitMs(stage);
    const late = (): Error => new KioskError('STAGE_LATE', { stage, limitMs });
    using limit = new Deadline(this.#hard.signal, limitMs, late);
    limit.signal.throwIfAborted();
    const startedAtMs = this.#options.clock.monotonicMs();
    try {
      return await abortable(Promise.resolve(work(limit.signal)), limit.signal);
    } finally {
      this.#note(stage, startedAtMs, limitMs);
    }
  }

  /** Runs a short stage that must not be cut off: what it does counts, however late the visit is by then. */
  measure<T>(stage: string, work: () => T): T {
    const startedAtMs = this.#options.clock.monotonicMs();
    try {
      return work();
    } finally {
      this.#note(stage, startedAtMs, this.#options.stageLimitMs(stage));
    }
  }

  #note(stage: string, startedAtMs: number, limitMs: number): void {
    const ms = Math.round((this.#options.clock.monotonicMs() - startedAtMs) * 10) / 10;
    this.#stages[stage] = ms;
    this.#options.onStage({ stage, ms, limitMs });
  }

  [Symbol.dispose](): void {
    this.#hard[Symbol.dispose]();
  }
}
