// Fills the gallery at a start: records are unpacked by all workers at once, a few fingers at a time.
import { setImmediate } from 'node:timers/promises';
import { forEachAtOnce, type WorkerPool } from '../../runtime/index.ts';
import type { PackedTemplate } from '../pack.ts';
import type { FingerKey } from './gallery.ts';
import { batchOf, templatesIn } from './packing.ts';
import { expectKind, type RecognitionTask, type RecognitionValue } from './recogniser.ts';

/** A finger as it is kept: ISO/IEC 19794-2:2005 records of its impressions. */
export interface FingerRecords {
  readonly key: FingerKey;
  /** What its owner has consented to. */
  readonly purpose: string;
  readonly records: readonly Uint8Array[];
}

/** Left out of the gallery; whoever else was to be loaded is in it. */
export interface NotLoaded {
  readonly key: FingerKey;
  readonly why: 'unreadable' | 'other-purpose';
}

export interface LoadingParts {
  readonly pool: Pick<WorkerPool<RecognitionTask, RecognitionValue>, 'run' | 'threads'>;
  /** Templates that were given for any other are left out. */
  readonly purpose: string;
  /** @throws KioskError GALLERY_FULL */
  readonly put: (key: FingerKey, packed: readonly PackedTemplate[]) => void;
}

/** Fingers that a worker is given in one task. */
const LOADED_AT_ONCE = 64;

/** @throws KioskError GALLERY_FULL, WORKER_LOST; the signal's reason when aborted. */
export async function loadGallery(
  fingers: Iterable<FingerRecords>,
  { pool, purpose, put }: LoadingParts,
  signal: AbortSignal,
): Promise<readonly NotLoaded[]> {
  const left: NotLoaded[] = [];
  const fitting = function* (): Generator<FingerRecords> {
    for (const finger of fingers)
      if (finger.purpose === purpose) yield finger;
      else left.push({ key: finger.key, why: 'other-purpose' });
  };
  const load = async (batch: readonly FingerRecords[]): Promise<void> => {
    const records = batchOf(batch.map((finger) => finger.records));
    const packing = pool.run({ kind: 'pack', batch: records }, signal);
    // What was handed over is a copy.
    const value = await packing.finally(() => records.bytes.fill(0));
    let at = 0;
    for (const templates of templatesIn(expectKind(value, 'packed').batch)) {
      const key = batch[at]?.key;
      at += 1;
      if (key && templates) put(key, templates);
      else if (key) left.push({ key, why: 'unreadable' });
    }
    // Answers that are there already would keep timers and everybody else waiting until the last.
    await setImmediate();
  };
  // Two tasks for each thread: one at work, one waiting.
  await forEachAtOnce(inBatches(fitting(), LOADED_AT_ONCE), 2 * pool.threads, load);
  return left;
}

function* inBatches<T>(items: Iterable<T>, size: number): Generator<readonly T[]> {
  let batch: T[] = [];
  for (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
