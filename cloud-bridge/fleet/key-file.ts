// A secret in a file that only its owner may read: made at the first start, whole or not at all.
import { randomUUID } from 'node:crypto';
import { link, open, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { KioskError } from '../../protocol/index.ts';

/** @throws KioskError KEY_UNAVAILABLE where others may read it; of the file system as it comes */
export async function readOrMake(path: string, make: () => Promise<string>): Promise<string> {
  return (await readOwn(path)) ?? (await create(path, await make()));
}

/** @returns whether it was made: what is there already stays as it is. @throws of the file system as it comes */
export async function makeOnly(path: string, text: string): Promise<boolean> {
  return (await create(path, text)) === text;
}

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';

/** @returns undefined where there is none. @throws KioskError KEY_UNAVAILABLE where others may read it; of the file system as it comes */
export async function readOwn(path: string): Promise<string | undefined> {
  try {
    const { mode } = await stat(path);
    if ((mode & 0o077) !== 0) throw new KioskError('KEY_UNAVAILABLE', { file: path, mode: (mode & 0o777).toString(8) });
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** In the place of what lies there: whole, or as it was. @throws of the file system as it comes */
export async function layOwn(path: string, text: string): Promise<void> {
  const draft = `${path}.part`;
  await writeFile(draft, text, { mode: 0o600, flush: true });
  await rename(draft, path);
}

/** Written aside and linked into place: two first starts at once agree on one key, and a power cut leaves none half. */
async function create(path: string, text: string): Promise<string> {
  const aside = `${path}.${randomUUID()}`;
  const file = await open(aside, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
    await link(aside, path).catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    });
  } finally {
    await file.close();
    await unlink(aside);
  }
  return await readFile(path, 'utf8');
}
