// Files that must not be found again: overwritten where that can be, then gone. Each by itself: one that resists keeps no other.
import { constants } from 'node:fs';
import { type FileHandle, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT_BYTES } from './root-keeper.ts';

/** An image of the memory is as large as that. */
const AT_ONCE_BYTES = 1024 * 1024;

/** Those that could not be removed. */
export async function shredEach(paths: readonly string[]): Promise<readonly string[]> {
  return await eachOf(paths, async (path) => {
    await overwriteAt(path).catch(() => undefined);
    await rm(path, { force: true });
  });
}

/** What is sealed, or nobody's secret. Those that could not be removed. */
export const removeEach = (paths: readonly string[]): Promise<readonly string[]> =>
  eachOf(paths, (path) => rm(path, { force: true }));

async function eachOf(paths: readonly string[], work: (path: string) => Promise<void>): Promise<readonly string[]> {
  const left: string[] = [];
  for (const path of paths) await work(path).catch(() => left.push(path));
  return left;
}

/** All below a folder that are none themselves; none where there is no such folder, or where nobody may look. */
export async function filesBelow(folder: string): Promise<readonly string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return found.filter((entry) => !entry.isDirectory()).map(({ parentPath, name }) => join(parentPath, name));
}

async function overwriteAt(path: string): Promise<void> {
  await using handle = await toOverwrite(path);
  await overwrite(handle);
}

/** A flash chip may keep the old block: keys that must not be found there belong into a TPM. */
export async function overwrite(handle: FileHandle): Promise<void> {
  const { size } = await handle.stat();
  const zeros = Buffer.alloc(Math.min(Math.max(size, ROOT_BYTES), AT_ONCE_BYTES));
  for (let at = 0; at === 0 || at < size; at += zeros.length) await handle.write(zeros, 0, undefined, at);
  await handle.sync();
}

/** A link is not written through. A key that even its owner may only read is opened to them first. */
export async function toOverwrite(path: string): Promise<FileHandle> {
  const toWrite = (): Promise<FileHandle> => open(path, constants.O_WRONLY | constants.O_NOFOLLOW);
  return await toWrite().catch(async () => {
    const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    await handle.chmod(0o600).finally(() => handle.close());
    return await toWrite();
  });
}
