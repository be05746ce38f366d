// No image of our memory on the disk: templates, faces and numbers are in it.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/**
 * In bytes. The one limit that keeps the system from writing a core and from piping one to a program: of 0 a pipe takes no notice
 * (core(5); fs/coredump.c).
 */
const NO_CORE = 1;
const LIMIT_MS = 3000;

/** Of this process and all that it starts from then on; it cannot be taken back. False where that cannot be done. */
export async function forbidCores(command = 'prlimit'): Promise<boolean> {
  const words = [`--pid=${process.pid}`, `--core=${NO_CORE}:${NO_CORE}`];
  await promisify(execFile)(command, words, { timeout: LIMIT_MS }).catch(() => undefined);
  return (await mostCoreBytes()) <= NO_CORE;
}

/** What the system would write of this process at most. */
async function mostCoreBytes(): Promise<number> {
  const limits = await readFile('/proc/self/limits', 'utf8').catch(() => '');
  const [, soft = 'unlimited'] = /^Max core file size\s+(\S+)/m.exec(limits) ?? [];
  return soft === 'unlimited' ? Number.POSITIVE_INFINITY : Number(soft);
}
