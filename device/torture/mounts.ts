// File systems of the ordeal's own: only root has them, and not in every container.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** @throws Error with what it said */
export const command = async (program: string, ...words: readonly string[]): Promise<unknown> =>
  await promisify(execFile)(program, words);

export const mount = (...words: readonly string[]): Promise<unknown> => command('mount', ...words);
export const unmount = (path: string): Promise<unknown> => command('umount', path);

/** The folder becomes a file system of its own, which nobody writes to. */
export async function makeReadOnly(folder: string): Promise<void> {
  await mount('--bind', folder, folder);
  await mount('-o', 'remount,ro,bind', folder);
}

export async function canMount(): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'ridged-mount-'));
  try {
    await makeReadOnly(folder);
    await unmount(folder);
    return true;
  } catch {
    await unmount(folder).catch(() => undefined);
    return false;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
