// A program of the system, run to its end.
import { type ExecFileOptions, execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { abortable } from '../protocol/index.ts';

export interface ProgramOptions extends Omit<ExecFileOptions, 'encoding' | 'signal'> {
  readonly signal: AbortSignal;
}

/**
 * What it has written to its standard output. It is ended where it takes longer than `timeout` ms, and when aborted.
 *
 * Node is not told of the signal: where there is no such program, and that moment is aborted before Node has said so, Node 20 ends
 * the process of a number that was never set. That was 0, which is each process of our own group, whoever had started them.
 *
 * @throws what execFile() of node:child_process does: with `code` ENOENT where there is none; the signal's reason when aborted
 */
export async function runProgram(
  program: string,
  words: readonly string[],
  { signal, ...options }: ProgramOptions,
): Promise<string> {
  signal.throwIfAborted();
  const running = promisify(execFile)(program, words, { ...options, encoding: 'utf8' });
  const { child } = running;
  const end = (): void => void (child.pid !== undefined && child.kill(options.killSignal));
  signal.addEventListener('abort', end, { once: true });
  try {
    const { stdout } = await abortable(running, signal);
    return stdout;
  } finally {
    signal.removeEventListener('abort', end);
  }
}
