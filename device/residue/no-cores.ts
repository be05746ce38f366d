// No image of our memory on the disk: templates, faces and numbers are in it.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { mostCoreBytes } from './holder.ts';

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
  return await mayLeaveNoCore(process.pid);
}

export const mayLeaveNoCore = async (pid: number): Promise<boolean> => (await mostCoreBytes(pid)) <= NO_CORE;
