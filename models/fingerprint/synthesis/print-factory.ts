// Many synthetic prints at once, a finger on each thread.
import type { GrayImage } from '../../../protocol/computing.ts';
import { forEachAtOnce, WorkerPool, workerFile } from '../../runtime/index.ts';
import type { PrintOrder } from './synthesise-print.ts';

/** Some impressions of one finger. */
export interface FingerOrder extends Omit<PrintOrder, 'impression'> {
  readonly impressions: readonly number[];
}

export interface FingerPrints {
  readonly order: FingerOrder;
  /** In the order of `order.impressions`. */
  readonly prints: readonly GrayImage[];
}

export class PrintFactory implements AsyncDisposable {
  readonly #pool: WorkerPool<FingerOrder, readonly GrayImage[]>;

  constructor({ threads }: { readonly threads?: number } = {}) {
    const file = workerFile('synthesis.worker', import.meta.url);
    this.#pool = WorkerPool.open({ file, ...(threads === undefined ? {} : { threads }) });
  }

  /** @throws KioskError WORKER_LOST, WORKERS_BUSY; the signal's reason when aborted. */
  async print(order: FingerOrder, signal: AbortSignal): Promise<readonly GrayImage[]> {
    return await this.#pool.run(order, signal);
  }

  /** Prints all orders, in no certain order, never more fingers in memory than the threads keep busy. */
  async printEach(
    orders: Iterable<FingerOrder>,
    take: (prints: FingerPrints) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    await forEachAtOnce(orders, 2 * this.#pool.threads, async (order) => {
      await take({ order, prints: await this.print(order, signal) });
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool[Symbol.asyncDispose]();
  }
}
