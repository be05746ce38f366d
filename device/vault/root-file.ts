// The file that holds the root: who may read it, and how it comes into being whole or not at all.
import { constants } from 'node:fs';
import { type FileHandle, link, mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { KioskError } from '../../protocol/index.ts';

export const ROOT_BYTES = 32;
const OTHERS = 0o077;
/** What is worthless without the root; other databases in the folder are not ours to judge. */
const SEALED_FILES: readonly string[] = ['people.db', 'templates.db', 'journal.db', 'jobs.db'];

/** The root, or undefined where there is no file. @throws KioskError KEY_UNAVAILABLE where it cannot be trusted. */
export async function readRoot(path: string): Promise<Uint8Array | undefined> {
  let handle: FileHandle;
  try {
    handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw unavailable('the key file cannot be opened', error);
  }
  try {
    await mustBeOurs(handle, path);
    const root = await handle.readFile();
    if (root.length !== ROOT_BYTES) throw unavailable(`the key file has ${root.length} bytes, not ${ROOT_BYTES}`);
    return root;
  } finally {
    await handle.close();
  }
}

/** A key that somebody else could have read, or have put there, is no key. Root may read the key of the service. */
async function mustBeOurs(handle: FileHandle, path: string): Promise<void> {
  const [file, folder] = await Promise.all([handle.stat(), stat(dirname(path))]);
  if (!file.isFile()) throw unavailable('the key file is not a file');
  if ((file.mode & OTHERS) !== 0)
    throw unavailable(`the key file is open to others (mode ${(file.mode & 0o777).toString(8)}, not 600)`);
  const user = process.geteuid?.();
  if (file.uid !== folder.uid || (user !== 0 && file.uid !== user))
    throw unavailable('the key file belongs to another user');
}

/**
 * Writes the root beside its place, makes it durable, then links it there: whoever comes second finds the first one's.
 * @throws KioskError STORE_READ_ONLY, STORE_FULL, KEY_UNAVAILABLE
 */
export async function createRoot(path: string, random: (bytes: number) => Uint8Array): Promise<void> {
  const folder = dirname(path);
  const draft = `${path}.${Buffer.from(random(8)).toString('hex')}.new`;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await mustHaveNothingSealed(folder);
    await writeDurably(draft, random(ROOT_BYTES));
    await link(draft, path).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw error;
    });
    await syncFolder(folder);
  } catch (error) {
    throw creationFault(error);
  } finally {
    await rm(draft, { force: true }).catch(() => undefined);
  }
}

/** A new root beside old databases would open none of them: the old one was lost and must be brought back. */
async function mustHaveNothingSealed(folder: string): Promise<void> {
  const sealed = (await readdir(folder)).find((name) => SEALED_FILES.includes(name));
  if (sealed) throw unavailable(`the key file is missing, but ${sealed} was sealed with it`);
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(path, 'wx', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

const unavailable = (detail: string, cause?: unknown): KioskError =>
  new KioskError('KEY_UNAVAILABLE', { detail }, cause);

function creationFault(error: unknown): KioskError {
  if (error instanceof KioskError) return error;
  const code = String(codeOf(error));
  if (['EACCES', 'EPERM', 'EROFS'].includes(code))
    return new KioskError('STORE_READ_ONLY', { file: 'vault.key' }, error);
  if (['ENOSPC', 'EDQUOT'].includes(code)) return new KioskError('STORE_FULL', { file: 'vault.key' }, error);
  return unavailable('the key file cannot be created', error);
}
