// Whether something vouches for the wall clock: systemd-timesyncd by its file, whatever else keeps the kernel's clock by the kernel.
import { statSync } from 'node:fs';
import { runProgram } from '../run-program.ts';

/** systemd-timesyncd touches this file each time it has synchronised (systemd-timesyncd.service(8)). */
const TOUCHED = '/run/systemd/timesync/synchronized';
/** It asks at least every 2048 s (PollIntervalMaxSec, timesyncd.conf(5)): after a day without an answer nobody vouches any more. */
export const HOLDS_MS = 24 * 3600_000;
const ASK_LIMIT_MS = 3000;

/** By systemd-timesyncd, within the last day. A file of the future says that the clock was moved since: not synchronised. */
export function isTouched(nowMs: number, file = TOUCHED): boolean {
  const atMs = touchedMs(file);
  if (atMs === undefined) return false;
  const ageMs = nowMs - atMs;
  return ageMs >= 0 && ageMs < HOLDS_MS;
}

/** UTC; undefined where it never was. */
export const touchedMs = (file = TOUCHED): number | undefined => statSync(file, { throwIfNoEntry: false })?.mtimeMs;

/**
 * The kernel's own word (adjtimex(2), STA_UNSYNC), which chrony and ptp4l keep too, by way of timedatectl(1). The kernel takes it
 * back when somebody sets the clock, and by itself some hours after nobody has corrected it. Undefined where nobody answers.
 */
export async function kernelIsSynchronised(signal: AbortSignal, command = 'timedatectl'): Promise<boolean | undefined> {
  try {
    const args = ['show', '--property=NTPSynchronized', '--value'];
    const said = await runProgram(command, args, { signal, timeout: ASK_LIMIT_MS });
    return { yes: true, no: false }[said.trim()];
  } catch {
    return undefined;
  }
}
