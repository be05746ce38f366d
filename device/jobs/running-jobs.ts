// What is carried out now: it ends with the service, may be taken back, or gives way to what cannot wait.
import type { JobKind, JobRun } from './job-kind.ts';

export class Cancelled extends Error {
  /** For people to read; undefined where an officer has taken it back. */
  readonly why: string | undefined;

  constructor(why?: string) {
    super(why ?? 'taken back');
    this.why = why;
  }
}

export type HeldRun = Pick<JobRun, 'signal' | 'givingWay' | 'beyondRecall'>;

interface Running {
  readonly kind: JobKind;
  readonly stop: AbortController;
  givesWay: boolean;
  isBeyondRecall: boolean;
}

export class RunningJobs {
  /** By the name of the order. */
  readonly #running = new Map<string, Running>();

  /** @param signal the end of the service */
  async during<T>(
    { id, kind, signal }: { readonly id: string; readonly kind: JobKind; readonly signal: AbortSignal },
    work: (held: HeldRun) => Promise<T>,
  ): Promise<T> {
    const running: Running = { kind, stop: new AbortController(), givesWay: false, isBeyondRecall: false };
    const follow = (): void => running.stop.abort(signal.reason);
    signal.addEventListener('abort', follow, { once: true });
    this.#running.set(id, running);
    try {
      return await work({
        signal: running.stop.signal,
        givingWay: (inner) => givingWay(running, inner),
        beyondRecall: () => {
          running.isBeyondRecall = true;
        },
      });
    } finally {
      this.#running.delete(id);
      signal.removeEventListener('abort', follow);
    }
  }

  /** False where it does not run, or cannot be stopped any more. */
  takeBack(id: string): boolean {
    const running = this.#running.get(id);
    if (!running?.kind.mayBeStopped || running.isBeyondRecall) return false;
    running.stop.abort(new Cancelled());
    return true;
  }

  get isCalling(): boolean {
    return this.#called !== undefined;
  }

  endCall(why: string): void {
    this.#called?.stop.abort(new Cancelled(why));
  }

  get #called(): Running | undefined {
    return [...this.#running.values()].find(({ givesWay }) => givesWay);
  }
}

async function givingWay<T>(running: Running, work: () => Promise<T>): Promise<T> {
  running.givesWay = true;
  try {
    return await work();
  } finally {
    running.givesWay = false;
  }
}
