// Networks on a thread of their own: tensors in, tensors out, by name. A run is never interrupted, also not by the end.
import type { ModelEntry } from './manifest.ts';
import type { ModelFile } from './model-file.ts';
import type { OnnxTask } from './onnx-sessions.ts';
import { expectFit, type Tensors } from './tensor.ts';
import { workerFile } from './worker-file.ts';
import { AS_LONG_AS_IT_TAKES_MS, WorkerPool } from './worker-pool.ts';

export interface Network {
  readonly entry: ModelEntry;
  /**
   * Runs after one another on the thread of the runtime. Aborting drops the late result. The inputs stay the caller's.
   * @throws KioskError MODEL_UNFIT where a tensor is not as the manifest says, WORKER_LOST, WORKERS_BUSY; when aborted, the
   * signal's reason.
   */
  run(inputs: Tensors, signal: AbortSignal): Promise<Tensors>;
}

const MOST_WAITING = 8;

let lastId = 0;

/** One thread. Whoever wants two networks to run at once opens two. */
export class OnnxRuntime implements AsyncDisposable {
  readonly #pool: WorkerPool<OnnxTask, Tensors>;

  private constructor(pool: WorkerPool<OnnxTask, Tensors>) {
    this.#pool = pool;
  }

  static open(): OnnxRuntime {
    const file = workerFile('onnx.worker', import.meta.url);
    const closeLimitMs = AS_LONG_AS_IT_TAKES_MS;
    return new OnnxRuntime(WorkerPool.open({ file, threads: 1, maxWaiting: MOST_WAITING, closeLimitMs }));
  }

  /**
   * Resolves once the network is loaded and found to have the inputs and outputs of its entry.
   * @throws KioskError MODEL_UNFIT, HAL_UNAVAILABLE, WORKER_LOST, WORKERS_BUSY; when aborted, the signal's reason.
   */
  async load(model: ModelFile, signal: AbortSignal): Promise<Network> {
    lastId += 1;
    const id = lastId;
    await this.#pool.run({ id, model, inputs: undefined }, signal);
    const { entry } = model;
    return { entry, run: (inputs, runSignal) => this.#run({ id, model, inputs }, runSignal) };
  }

  async #run(task: OnnxTask & { readonly inputs: Tensors }, signal: AbortSignal): Promise<Tensors> {
    const { name: model, inputs, outputs } = task.model.entry;
    const free = new Map<string, number>();
    expectFit(task.inputs, { model, entries: inputs, free });
    const results = await this.#pool.run(task, signal);
    expectFit(results, { model, entries: outputs, free });
    return results;
  }

  /** Waits for the run that is under way, refuses what waits behind it. Twice is allowed. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool[Symbol.asyncDispose]();
  }
}
