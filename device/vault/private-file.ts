// A file that only the service can read, and that comes into being whole or not at all.
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, link, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { KioskError } from '../../protocol/index.ts';
import { unavailable } from './root-keeper.ts';
import { overwrite, toOverwrite } from './shred.ts';

const OTHERS = 0o077;

/** Undefined where there is no file. @throws KioskError KEY_UNAVAILABLE where it cannot be trusted */
export async function readPrivate(path: string): Promise<Buffer | undefined> {
  let handle: FileHandle;
  try {
    handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw unavailable('the key file cannot be opened', error);
  }
  try {
    await mustBeOurs(handle, path);
    return await handle.readFile();
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
 * Written beside its place, made durable, then linked there: whoever comes second finds the first one's. It belongs to whom the folder does.
 * @throws KioskError STORE_READ_ONLY, STORE_FULL, KEY_UNAVAILABLE
 */
export async function createPrivate(path: string, content: Uint8Array): Promise<void> {
  const folder = dirname(path);
  const draft = draftOf(path);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeDurably(draft, content);
    await link(draft, path).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw error;
    });
    await syncFolder(folder);
  } catch (error) {
    throw creationFault(error, basename(path));
  } finally {
    await rm(draft, { force: true }).catch(() => undefined);
  }
}

/** In the place of what lies there: whole, or as it was. What lay there is overwritten. @throws KioskError STORE_READ_ONLY, STORE_FULL, KEY_UNAVAILABLE */
export async function replacePrivate(path: string, content: Uint8Array): Promise<void> {
  const draft = draftOf(path);
  try {
    await using before = await toOverwrite(path);
    await writeDurably(draft, content);
    await rename(draft, path);
    await syncFolder(dirname(path));
    await overwrite(before);
  } catch (error) {
    throw creationFault(error, basename(path));
  } finally {
    await rm(draft, { force: true }).catch(() => undefined);
  }
}

const draftOf = (path: string): string => `${path}.${randomBytes(8).toString('hex')}.new`;

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const { uid, gid } = await stat(dirname(path));
  const handle = await open(path, 'wx', 0o600);
  try {
    if (process.geteuid?.() === 0) await handle.chown(uid, gid);
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

function creationFault(error: unknown, file: string): KioskError {
  if (error instanceof KioskError) return error;
  const code = String(codeOf(error));
  if (['EACCES', 'EPERM', 'EROFS'].includes(code)) return new KioskError('STORE_READ_ONLY', { file }, error);
  if (['ENOSPC', 'EDQUOT'].includes(code)) return new KioskError('STORE_FULL', { file }, error);
  return unavailable('the key file cannot be created', error);
}
