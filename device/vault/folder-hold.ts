// The data folder held by this process alone: refused while a service has its stores open, or somebody else finishes the wipe.
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { KioskError } from '../../protocol/index.ts';

/** Whoever opens the stores locks this one first, and keeps it to the end. */
const FIRST_STORE = 'people.db';
/** The first store is among what a wipe removes: two that finish one need another to meet at. */
const LOCK = 'wiping.lock';
/** For whoever is just letting go. */
const WAIT_MS = 500;

/** @throws KioskError STORE_BUSY */
export async function holdFolder(dataDir: string): Promise<AsyncDisposable> {
  const held: Database[] = [];
  const letGo = (): void => {
    for (const db of held) db.close();
  };
  try {
    const store = join(dataDir, FIRST_STORE);
    // Never made here: whoever finishes the wipe at this moment removes it, and an empty one would pass for one whose key is lost.
    if (existsSync(store)) await lock(store, held, { fileMustExist: true });
    await lock(join(dataDir, LOCK), held);
  } catch (cause) {
    letGo();
    throw cause;
  }
  return {
    async [Symbol.asyncDispose](): Promise<void> {
      // Gone before it is let go: whoever waited at it looks at the marker again.
      await rm(join(dataDir, LOCK), { force: true }).catch(() => undefined);
      letGo();
    },
  };
}

/** What is no database, or cannot be opened, nobody holds either. */
async function lock(path: string, held: Database[], options: { readonly fileMustExist?: true } = {}): Promise<void> {
  const { default: Sqlite } = await import('better-sqlite3');
  try {
    const db = new Sqlite(path, { timeout: WAIT_MS, ...options });
    held.push(db);
    // As the service does: no shared-memory file is needed.
    db.pragma('locking_mode = EXCLUSIVE');
    db.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    if (!isBusy(cause)) return;
    throw new KioskError('STORE_BUSY', { why: 'a wipe is under way; the service ends soon' }, cause);
  }
}

const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY');
