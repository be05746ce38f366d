// Files that are no longer what was written: on a copy of the data folder, which a service then has to make what it can of.
import { existsSync } from 'node:fs';
import { cp, mkdir, open, readdir, rm, stat, truncate } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { canMount, makeReadOnly, unmount } from './mounts.ts';

const PAGE = 4096;
const STORE = /^(people|templates|journal|evidence|jobs)\.db(-wal)?$|^vault\.key$|^standing-\w+\.sealed$/;

export type Draw = (below: number) => number;

/** A copy, damaged in one way; what ends it. */
export interface Damaged extends AsyncDisposable {
  readonly dataDir: string;
  /** Which file of it, or the disk. */
  readonly what: string;
}

/** Resolves with the file that it chose. */
type Damage = (dataDir: string, draw: Draw) => Promise<string>;

async function oneOf(dataDir: string, draw: Draw): Promise<string> {
  const names = (await readdir(dataDir)).filter((name) => STORE.test(name)).sort();
  return join(dataDir, names[draw(names.length)] ?? 'journal.db');
}

const truncated: Damage = async (dataDir, draw) => {
  const path = await oneOf(dataDir, draw);
  await truncate(path, draw((await stat(path)).size + 1));
  return path;
};

/** A page of noise, as a worn block or a cable gives it. */
const corrupted: Damage = async (dataDir, draw) => {
  const path = await oneOf(dataDir, draw);
  const { size } = await stat(path);
  const file = await open(path, 'r+');
  try {
    const noise = Buffer.from(Array.from({ length: Math.min(PAGE, Math.max(1, size)) }, () => draw(256)));
    await file.write(noise, 0, noise.length, PAGE * draw(Math.ceil(size / PAGE) || 1));
  } finally {
    await file.close();
  }
  return path;
};

const missing: Damage = async (dataDir, draw) => {
  const path = await oneOf(dataDir, draw);
  await rm(path);
  return path;
};

const inItsPlace: Damage = async (dataDir, draw) => {
  const path = await oneOf(dataDir, draw);
  await rm(path);
  await mkdir(path);
  return path;
};

const FILES: Readonly<Record<string, Damage>> = {
  'file cut short': truncated,
  'page of noise': corrupted,
  'file missing': missing,
  'folder in place of a file': inItsPlace,
};

/** What only root can do to a disk. */
const DISKS: Readonly<Record<string, (dataDir: string) => Promise<void>>> = {
  'disk read-only': makeReadOnly,
};

/** Which there are here: disks are not to be had where nothing may be mounted. */
export async function damagesHere(): Promise<readonly string[]> {
  return [...Object.keys(FILES), ...((await canMount()) ? Object.keys(DISKS) : [])];
}

/** @throws what the file system reports, and Error where nothing can be mounted */
export async function damagedCopy(of: string, at: string, kind: string, draw: Draw): Promise<Damaged> {
  // Of an ordeal that was killed in the middle of it.
  if (existsSync(at)) await unmount(at).catch(() => undefined);
  await rm(at, { recursive: true, force: true });
  await cp(of, at, { recursive: true, filter: (path) => !path.endsWith('.tty') });
  const file = await FILES[kind]?.(at, draw);
  await DISKS[kind]?.(at);
  return {
    dataDir: at,
    what: file === undefined ? 'the disk' : basename(file),
    async [Symbol.asyncDispose]() {
      if (kind in DISKS) await unmount(at);
      await rm(at, { recursive: true, force: true });
    },
  };
}
