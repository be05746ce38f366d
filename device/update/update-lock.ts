// One at a time of those that change what runs here: units, a package, and whoever does it by hand. By a lock of SQLite, which goes with its process.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { KioskError } from '../../protocol/index.ts';

const NAME = 'lock';
const LOOK_EVERY_MS = 200;
/** A release is unpacked, hashed and started meanwhile. */
const WAIT_MS = 5 * 60_000;

/** @throws KioskError UPDATE_REFUSED where another is at it for too long; the signal's reason when aborted */
export async function alone<T>(folder: string, work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  await mkdir(folder, { recursive: true, mode: 0o755 });
  const { default: Sqlite } = await import('better-sqlite3');
  const db = new Sqlite(join(folder, NAME), { timeout: 0 });
  try {
    db.pragma('journal_mode = MEMORY');
    await held(db, signal);
    return await work();
  } finally {
    db.close();
  }
}

async function held(db: Database, signal: AbortSignal): Promise<void> {
  for (const untilMs = performance.now() + WAIT_MS; performance.now() < untilMs; ) {
    signal.throwIfAborted();
    try {
      db.exec('BEGIN EXCLUSIVE');
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }
  throw new KioskError('UPDATE_REFUSED', { why: 'somebody else has been changing releases here for too long' });
}
