// What crosses from a worker to the main thread: a value, a fault with its code, or a bug. (A class would lose its kind on the way.)
import { type FaultCode, type FaultContext, isFault, KioskError } from '../../protocol/computing.ts';

export type WorkerAnswer<T> =
  | { readonly kind: 'value'; readonly value: T }
  | { readonly kind: 'fault'; readonly code: FaultCode; readonly context: FaultContext }
  | { readonly kind: 'bug'; readonly text: string };

const answerOf = (error: unknown): WorkerAnswer<never> => {
  if (isFault(error)) return { kind: 'fault', code: error.code, context: error.context };
  return { kind: 'bug', text: error instanceof Error ? (error.stack ?? error.message) : String(error) };
};

/** In the worker: a handler whose throwing is an answer too. */
export const answering =
  <Task, T>(handle: (task: Task) => T | Promise<T>): ((task: Task) => Promise<WorkerAnswer<T>>) =>
  async (task) => {
    try {
      return { kind: 'value', value: await handle(task) };
    } catch (error) {
      return answerOf(error);
    }
  };

/** In the main thread: the value, or what was thrown, thrown again. */
export function unwrapped<T>(answer: WorkerAnswer<T>): T {
  if (answer.kind === 'value') return answer.value;
  if (answer.kind === 'fault') throw new KioskError(answer.code, answer.context);
  throw new Error(`in a worker: ${answer.text}`);
}
