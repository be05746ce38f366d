// Threads for recognition.
export { forEachAtOnce } from './for-each-at-once.ts';
export { answering, type WorkerAnswer } from './worker-answer.ts';
export { workerFile } from './worker-file.ts';
export { defaultThreads, WorkerPool, type WorkerPoolOptions } from './worker-pool.ts';
