// A terminal that was wiped: the keys first, which destroys all that they sealed, then the files. A cut in between is made good by whoever opens the vault next, and holds the folder alone.
import { open, readdir, readFile, realpath, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { KioskError } from '../../protocol/index.ts';
import { holdFolder } from './folder-hold.ts';
import { keepersIn } from './keepers.ts';
import { syncFolder } from './private-file.ts';
import { filesBelow, removeEach, shredEach } from './shred.ts';
import { leftOfWipe, noteLeft, tryLeftAgain } from './wipe-left.ts';

const MARKER = 'wiping.json';
const ROOT_FILE = /^vault\.(key|cred|tpm2)(\.[0-9a-f]+\.new)?$/;
/** Of the stores, with what SQLite lays beside them. */
const SEALED_FILE =
  /^((people|templates|journal|evidence|jobs|snapshots)\.db(-wal|-journal|-shm)?|journal\.spare|stores\.(begun|lost\.json.*)|(keys\.renewing|damaged\.seen|updates)\.json.*|standing-\w+\.sealed.*)$/;
/** Where a claim lays the terminal's key for TLS, its certificate, and whom it believes. */
const FLEET_FOLDER = 'fleet';

/** Where damaged stores are laid aside: sealed as they were. */
export const DAMAGED_FOLDER = 'damaged';
/** What the service has fetched, and asks of root. */
const UPDATE_FOLDER = 'update';

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

/**
 * Keys and what a claim has laid here first, then all that they sealed; each file by itself. What keeps nobody from beginning anew and could
 * not be removed is told (`leftOfWipe`), and tried again at each start. Whether there was anything to finish.
 * @throws KioskError STORE_READ_ONLY where keys or stores could not be removed: then nothing may be opened either;
 *   STORE_BUSY while the service that was told to wipe still runs: it ends the wipe itself
 */
export async function finishWipe(dataDir: string): Promise<boolean> {
  await tryLeftAgain(dataDir);
  if ((await readMarker(dataDir)) === undefined) return false;
  await using _held = await holdFolder(dataDir);
  // Whoever held it before may have finished it.
  const marker = await readMarker(dataDir);
  try {
    if (marker !== undefined) await destroy(dataDir, await withTargets(alsoFilesOf(marker)));
  } catch (cause) {
    if (cause instanceof KioskError) throw cause;
    throw new KioskError('STORE_READ_ONLY', { file: dataDir, why: 'a wipe could not be finished' }, cause);
  }
  return marker !== undefined;
}

async function destroy(dataDir: string, alsoFiles: readonly string[]): Promise<void> {
  const names = await readdir(dataDir);
  const named = (pattern: RegExp): readonly string[] =>
    names.filter((name) => pattern.test(name)).map((name) => join(dataDir, name));
  const fleetFolder = join(dataDir, FLEET_FOLDER);
  const held = await unforgotten(dataDir);
  const keys = [...held, ...(await shredEach(named(ROOT_FILE).filter((path) => !held.includes(path))))];
  const left = await shredEach([...(await filesBelow(fleetFolder)), ...alsoFiles]);
  const folders = await rm(fleetFolder, { recursive: true, force: true }).then(
    () => [],
    () => [fleetFolder],
  );
  await syncFolder(dataDir);
  const sealed = await removeEach([...named(SEALED_FILE), ...(await filesBelow(join(dataDir, DAMAGED_FOLDER)))]);
  for (const folder of [DAMAGED_FOLDER, UPDATE_FOLDER])
    await rm(join(dataDir, folder), { recursive: true, force: true }).catch(() => undefined);
  if (keys.length + sealed.length > 0)
    throw new KioskError('STORE_READ_ONLY', {
      file: [...keys, ...sealed].join(', '),
      why: 'a wipe could not be finished: remove them by hand, then start again',
    });
  await noteLeft(dataDir, [...(await leftOfWipe(dataDir)), ...left, ...folders]);
  await syncFolder(dataDir);
  await rm(join(dataDir, MARKER));
  await syncFolder(dataDir);
}

/** Of keepers that hold the root elsewhere than in their file, and would not let it go: the file, which leads to it, stays. */
async function unforgotten(dataDir: string): Promise<readonly string[]> {
  const left: string[] = [];
  for (const { path, forget } of keepersIn(dataDir)) await forget().catch(() => left.push(path));
  return left;
}

/** Where a link was configured, what it names is the terminal's key. */
async function withTargets(paths: readonly string[]): Promise<readonly string[]> {
  const all: string[] = [];
  for (const path of paths) all.push(await realpath(path).catch(() => path), path);
  return [...new Set(all)];
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
