// Threads for recognition, and networks that run on them.
export { forEachAtOnce } from './for-each-at-once.ts';
export { expectGolden } from './golden.ts';
export { type GoldenEntry, type ModelEntry, type ModelManifest, parsed, readManifest } from './manifest.ts';
export { isFileOf, type ModelFile, readModel, type SwitchedOff } from './model-file.ts';
export { type Network, OnnxRuntime } from './onnx-runtime.ts';
export type { Tensor, Tensors } from './tensor.ts';
export { answering, type WorkerAnswer } from './worker-answer.ts';
export { workerFile } from './worker-file.ts';
export { AS_LONG_AS_IT_TAKES_MS, defaultThreads, WorkerPool, type WorkerPoolOptions } from './worker-pool.ts';
