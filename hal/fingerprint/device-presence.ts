// Notices that a device file is gone. serialport alone does not always: a tty that hung up reads as 0 bytes for ever.
import { unwatchFile, watchFile } from 'node:fs';

const LOOK_EVERY_MS = 500;

/** Calls `onGone` once when `path` no longer leads to the device it leads to now; returns how to stop. */
export function watchPresence(path: string, onGone: () => void): () => void {
  const listener = (current: { readonly rdev: number; readonly ino: number }, before: typeof current): void => {
    if (current.ino === before.ino && current.rdev === before.rdev) return;
    stop();
    onGone();
  };
  const stop = (): void => unwatchFile(path, listener);
  watchFile(path, { interval: LOOK_EVERY_MS, persistent: false }, listener);
  return stop;
}
