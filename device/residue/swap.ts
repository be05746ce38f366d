// Where the system would lay memory that it has no room for.
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';

export interface Swap {
  readonly path: string;
  /** Compressed in memory, or encrypted: nothing of it can be read from the disk. */
  readonly isSafe: boolean;
}

/** None where the system has none. @param root of the file system, for tests */
export async function swapsIn(root = '/'): Promise<readonly Swap[]> {
  const table = await readFile(`${root}proc/swaps`, 'utf8').catch(() => '');
  const paths = table
    .split('\n')
    .slice(1)
    .flatMap((line) => line.split(/\s+/)[0] || []);
  return await Promise.all(paths.map(async (path) => ({ path, isSafe: await isSafe(root, path) })));
}

const isSafe = async (root: string, path: string): Promise<boolean> =>
  basename(path).startsWith('zram') || (await mappedAs(root, basename(path))).startsWith('CRYPT-');

/** As the device mapper calls what it maps; empty where it maps nothing. */
const mappedAs = (root: string, device: string): Promise<string> =>
  readFile(`${root}sys/block/${device}/dm/uuid`, 'utf8').catch(() => '');
