// One at a time of those that change what runs here: units, a package, and whoever does it by hand. By a lock of SQLite, which goes with its process.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import { KioskError } from '../../protocol/index.ts';
import { storeFault } from '../store/index.ts';

const NAME = 'lock';
const LOOK_EVERY_MS = 200;
/** A release is unpacked, hashed and started meanwhile. */
const WAIT_MS = 5 * 60_000;

/** @throws KioskError UPDATE_REFUSED where another is at it for too long, STORE_* where nobody can lock here; the signal's reason when aborted */
export async function alone<T>(folder: string, work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  const db = await opened(folder).catch((cause: unknown) => {
    throw storeFault(cause, NAME);
  });
  try {
    await held(db, signal);
    return await work();
  } finally {
    db.close();
  }
}

async function opened(folder: string): Promise<Database> {
  await mkdir(folder, { recursive: true, mode: 0o755 });
  const { default: Sqlite } = await import('better-sqlite3');
  return new Sqlite(join(folder, NAME), { timeout: 0 });
}

async function held(db: Database, signal: AbortSignal): Promise<void> {
  for (const untilMs = performance.now() + WAIT_MS; performance.now() < untilMs; ) {
    signal.throwIfAborted();
    if (isLocked(db)) return;
    await sleep(LOOK_EVERY_MS);
  }
  throw new KioskError('UPDATE_REFUSED', { why: 'somebody else has been changing releases here for too long' });
}

function isLocked(db: Database): boolean {
  try {
    db.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'SQLITE_BUSY') return false;
    throw storeFault(cause, NAME);
  }
}
