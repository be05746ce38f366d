// Whether the disks have room for a release, before anything of it is fetched: a disk that it fills is the journal's too.
import { readdir, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { KioskError } from '../../protocol/index.ts';

export interface Needed {
  /** A folder; one that is not there yet is its parent's. */
  readonly folder: string;
  readonly bytes: number;
}

export interface Disk {
  /** The same for all folders of one file system. */
  readonly id: number;
  readonly freeBytes: number;
}

/** Left over for whatever else is written meanwhile. */
const SPARE_BYTES = 64 * 1024 * 1024;

/** @throws KioskError UPDATE_REFUSED with how much there is and how much is needed */
export async function mustHaveRoom(
  needs: readonly Needed[],
  look: (folder: string) => Promise<Disk> = diskOf,
): Promise<void> {
  const disks = new Map<number, { freeBytes: number; bytes: number }>();
  for (const { folder, bytes } of needs) {
    const { id, freeBytes } = await look(folder);
    disks.set(id, { freeBytes, bytes: bytes + (disks.get(id)?.bytes ?? SPARE_BYTES) });
  }
  for (const { freeBytes, bytes } of disks.values())
    if (freeBytes < bytes)
      throw new KioskError('UPDATE_REFUSED', {
        why: `${inMiB(freeBytes)} MiB of the disk are free, and it needs ${inMiB(bytes)}`,
      });
}

/** Of all files below a folder; 0 where there is none. */
export async function bytesBelow(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  let bytes = 0;
  for (const entry of entries)
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name)).catch(() => undefined))?.size ?? 0;
  return bytes;
}

async function diskOf(folder: string): Promise<Disk> {
  const found = await stat(folder).catch(() => undefined);
  const parent = dirname(folder);
  if (!found && parent !== folder) return await diskOf(parent);
  const { bavail, bsize } = await statfs(folder);
  return { id: found?.dev ?? 0, freeBytes: bavail * bsize };
}

const inMiB = (bytes: number): number => Math.ceil(bytes / (1024 * 1024));
