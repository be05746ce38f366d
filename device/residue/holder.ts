// The service that runs: the process that holds the stores of a data folder, where it works, and what the system would write of its memory.
import { readFile, readlink, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** proc(5): number, kind, manner, what for, process, device and inode, from, to. SQLite locks what lies from this byte on. */
const LOCK = /^\d+: POSIX +ADVISORY +WRITE (\d+) [0-9a-f]+:[0-9a-f]+:(\d+) 1073741824 /gm;

/** Undefined where nobody does. @param root of the file system, for tests */
export async function holderOf(dataDir: string, root = '/'): Promise<number | undefined> {
  const file = await stat(join(dataDir, 'journal.db')).catch(() => undefined);
  const locks = await readFile(`${root}proc/locks`, 'utf8').catch(() => '');
  const held = [...locks.matchAll(LOCK)].find(([, , inode]) => Number(inode) === file?.ino);
  return held && Number(held[1]);
}

/** Undefined where nobody may know. */
export const workDirOf = (pid: number): Promise<string | undefined> =>
  readlink(`/proc/${pid}/cwd`).catch(() => undefined);

/** What the system would write of its memory at most: infinite where nobody can tell. */
export async function mostCoreBytes(pid: number): Promise<number> {
  const limits = await readFile(`/proc/${pid}/limits`, 'utf8').catch(() => '');
  const [, soft = 'unlimited'] = /^Max core file size\s+(\S+)/m.exec(limits) ?? [];
  return soft === 'unlimited' ? Number.POSITIVE_INFINITY : Number(soft);
}
