// Files of networks fetched from the first source that has them; none gets its name before its SHA-256 is found right.
import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelEntry } from '../../models/index.ts';
import { Deadline, isFault, KioskError } from '../../protocol/index.ts';
import { ANSWER_LIMIT_MS, addressOf, bytesFrom, type ModelSource } from './model-source.ts';

export type ModelState = 'present' | 'installed' | 'missing';

export interface InstalledModel {
  readonly name: string;
  readonly file: string;
  readonly state: ModelState;
  /** Where it came from. */
  readonly source?: string;
  /** Where it did not come from, and why. */
  readonly tried: readonly { readonly source: string; readonly why: string }[];
}

export interface Installation {
  /** Folders and web addresses, tried in this order before what the publishers have. */
  readonly places: readonly string[];
  readonly to: string;
  readonly progress: (line: string) => void;
}

/** Of files that the manifest does not give the size of. */
const MOST_BYTES = 500_000_000;
const FILE_LIMIT_MS = 600_000;

/** @throws KioskError STORE_READ_ONLY where the folder cannot be written; the signal's reason when aborted */
export async function installModel(
  entry: ModelEntry,
  { places, to, progress }: Installation,
  signal: AbortSignal,
): Promise<InstalledModel> {
  const { name, file } = entry;
  if ((await sha256Of(join(to, file))) === entry.sha256) return { name, file, state: 'present', tried: [] };
  await mkdir(to, { recursive: true }).catch((cause: unknown) => cannotWrite(to, cause));
  const sources: readonly ModelSource[] = [
    ...places.map((place) => ({ place })),
    ...entry.upstream.map((upstream) => ({ upstream })),
  ];
  const tried: { source: string; why: string }[] = [];
  for (const source of sources.map((source) => addressOf(source, file))) {
    const why = await fetched(entry, { source, to }, signal);
    if (why === undefined) {
      progress(`${name}: ${file} from ${source}`);
      return { name, file, state: 'installed', source, tried };
    }
    progress(`${name}: not from ${source}: ${why}`);
    tried.push({ source, why });
  }
  return { name, file, state: 'missing', tried };
}

/** Undefined where the file is in the folder since; else why it is not. */
async function fetched(
  entry: ModelEntry,
  { source, to }: { readonly source: string; readonly to: string },
  signal: AbortSignal,
): Promise<string | undefined> {
  const temporary = join(to, `.${entry.file}.${process.pid}.part`);
  try {
    const sha256 = await written(temporary, { source, most: entry.bytes ?? MOST_BYTES }, signal);
    if (sha256 !== entry.sha256) return `another file: its SHA-256 is ${sha256}`;
    await rename(temporary, join(to, entry.file));
    return undefined;
  } catch (error) {
    signal.throwIfAborted();
    if (isFault(error, 'STORE_READ_ONLY')) throw error;
    return whyOf(error);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Resolves with the SHA-256 of what was written. */
async function written(
  path: string,
  { source, most }: { readonly source: string; readonly most: number },
  parent: AbortSignal,
): Promise<string> {
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
    if (bytes > most) throw new Error(`larger than the ${most} bytes that it should have`);
    hash.update(chunk);
    await file.write(chunk);
  }
  await file.sync();
  return hash.digest('hex');
}

function cannotWrite(path: string, cause: unknown): never {
  throw new KioskError('STORE_READ_ONLY', { path, why: whyOf(cause) }, cause);
}

/** fetch says no more than "fetch failed"; its cause says why. */
function whyOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

/** Undefined where there is no such file. */
export async function sha256Of(path: string): Promise<string | undefined> {
  try {
    return createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
  } catch {
    return undefined;
  }
}
