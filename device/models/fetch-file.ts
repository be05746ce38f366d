// A file from a place that may have it: none is anybody's before its SHA-256 is found right.
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { Deadline, KioskError } from '../../protocol/index.ts';
import { ANSWER_LIMIT_MS, bytesFrom } from './model-source.ts';

const FILE_LIMIT_MS = 600_000;

export interface Wanted {
  readonly sha256: string;
  /** No place may give more. */
  readonly mostBytes: number;
}

/** Writes it to `path`. @throws Error that says why it is not that file; KioskError STORE_READ_ONLY; the signal's reason */
export async function fetchFile(
  source: string,
  { path, wanted }: { readonly path: string; readonly wanted: Wanted },
  parent: AbortSignal,
): Promise<void> {
  using whole = new Deadline(parent, FILE_LIMIT_MS, () => new Error('it takes too long'));
  using first = new Deadline(whole.signal, ANSWER_LIMIT_MS, () => new Error('no answer'));
  const hash = createHash('sha256');
  await using file = await open(path, 'w', 0o644).catch((cause: unknown) => cannotWrite(path, cause));
  let [bytes, signal] = [0, first.signal];
  for await (const chunk of bytesFrom(source, signal)) {
    first[Symbol.dispose]();
    signal = whole.signal;
    signal.throwIfAborted();
    bytes += chunk.length;
    if (bytes > wanted.mostBytes) throw new Error(`larger than the ${wanted.mostBytes} bytes that it should have`);
    hash.update(chunk);
    await file.write(chunk);
  }
  await file.sync();
  const found = hash.digest('hex');
  if (found !== wanted.sha256) throw new Error(`another file: its SHA-256 is ${found}`);
}

export function cannotWrite(path: string, cause: unknown): never {
  throw new KioskError('STORE_READ_ONLY', { path, why: whyOf(cause) }, cause);
}

/** fetch says no more than "fetch failed"; its cause says why. */
export function whyOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
