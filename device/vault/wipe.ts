// A terminal that was wiped: the keys first, which destroys all that they sealed, then the files. A cut in between is made good by whoever opens the vault next.
import { constants } from 'node:fs';
import { open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { KioskError } from '../../protocol/index.ts';
import { ROOT_BYTES } from './root-file.ts';

const MARKER = 'wiping.json';
const ROOT_FILE = /^vault\.key(\.[0-9a-f]+\.new)?$/;
/** Of the stores, with what SQLite lays beside them. */
const SEALED_FILE =
  /^((people|templates|journal|evidence|jobs|snapshots)\.db(-wal|-journal|-shm)?|standing-\w+\.sealed.*)$/;
/** Where a claim lays the terminal's key for TLS, its certificate, and whom it believes. */
const FLEET_FOLDER = 'fleet';

const markerSchema = z.strictObject({ alsoFiles: z.array(z.string()) });

/** From here on it cannot be taken back: a start finishes what was begun. @throws KioskError STORE_READ_ONLY, STORE_FULL */
export async function beginWipe(
  dataDir: string,
  { alsoFiles }: { readonly alsoFiles: readonly string[] },
): Promise<void> {
  try {
    // Whole, or not there: half a marker would wipe later what was told to have failed.
    const draft = join(dataDir, `${MARKER}.new`);
    const handle = await open(draft, 'w', 0o600);
    try {
      await handle.writeFile(JSON.stringify({ alsoFiles }));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, join(dataDir, MARKER));
    await syncFolder(dataDir);
  } catch (cause) {
    throw new KioskError('STORE_READ_ONLY', { file: MARKER }, cause);
  }
}

/** Whether there was anything to finish. @throws KioskError STORE_READ_ONLY: then nothing may be opened either */
export async function finishWipe(dataDir: string): Promise<boolean> {
  const marker = await readMarker(dataDir);
  if (marker === undefined) return false;
  try {
    const names = await readdir(dataDir);
    for (const name of names.filter((name) => ROOT_FILE.test(name))) await shred(join(dataDir, name));
    await syncFolder(dataDir);
    for (const name of names.filter((name) => SEALED_FILE.test(name))) await rm(join(dataDir, name), { force: true });
    for (const path of alsoFilesOf(marker)) await shred(path);
    await rm(join(dataDir, FLEET_FOLDER), { recursive: true, force: true });
    await syncFolder(dataDir);
    await rm(join(dataDir, MARKER));
    await syncFolder(dataDir);
    return true;
  } catch (cause) {
    throw new KioskError('STORE_READ_ONLY', { file: dataDir, why: 'a wipe could not be finished' }, cause);
  }
}

/** One that cannot be read is not taken for none. */
async function readMarker(dataDir: string): Promise<string | undefined> {
  try {
    return await readFile(join(dataDir, MARKER), 'utf8');
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    throw new KioskError('STORE_READ_ONLY', { file: MARKER }, cause);
  }
}

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';

/** A marker that was cut off in the writing names no more. */
function alsoFilesOf(marker: string): readonly string[] {
  try {
    return markerSchema.parse(JSON.parse(marker)).alsoFiles;
  } catch {
    return [];
  }
}

/** Overwritten, then gone. A flash chip may keep the old block: keys that must not be found there belong into a TPM. */
async function shred(path: string): Promise<void> {
  try {
    const handle = await open(path, constants.O_WRONLY | constants.O_NOFOLLOW);
    try {
      const { size } = await handle.stat();
      await handle.write(Buffer.alloc(Math.max(size, ROOT_BYTES)), 0, undefined, 0);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  await rm(path, { force: true });
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
