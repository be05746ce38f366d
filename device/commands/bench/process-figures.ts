// What a process has of the machine, as Linux counts it.

import { readdir, readFile } from 'node:fs/promises';

export interface ProcessFigures {
  readonly residentMiB: number;
  /** The highest until now. */
  readonly mostResidentMiB: number;
  readonly handles: number;
  readonly threads: number;
}

const KIB = 1024;
/** USER_HZ of proc(5): 100 on every architecture that Node runs on. */
const TICK_MS = 10;
/** Of `utime` and `stime` in proc_pid_stat(5), counted from what follows the name of the program. */
const USER_AT = 11;
const SYSTEM_AT = 12;

/** @throws where there is no such process */
export async function processFigures(pid: number | undefined): Promise<ProcessFigures> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const figure = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
  return {
    residentMiB: Math.round(figure('VmRSS') / KIB),
    mostResidentMiB: Math.round(figure('VmHWM') / KIB),
    handles: (await readdir(`/proc/${pid}/fd`)).length,
    threads: figure('Threads'),
  };
}

/** Of a processor, since it began, all threads together. @throws where there is no such process */
export async function processorMs(pid: number | undefined): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The name may hold blanks and brackets.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return TICK_MS * (Number(fields[USER_AT]) + Number(fields[SYSTEM_AT]));
}
