// The folder that all stores lie in.
import { closeSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { storeFault } from './store-faults.ts';

/** For this user alone. @throws KioskError of the store */
export function makeFolder(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw storeFault(error, dataDir);
  }
}

/** New files are named durably before anything relies on them. */
export function syncFolder(dataDir: string): void {
  try {
    const folder = openSync(dataDir, 'r');
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  } catch (error) {
    throw storeFault(error, dataDir);
  }
}
