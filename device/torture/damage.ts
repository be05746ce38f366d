// Files that are no longer what was written: on a copy of the data folder, which a service then has to make what it can of.
import { execFile } from 'node:child_process';
import { cp, mkdir, open, readdir, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const PAGE = 4096;
const STORE = /^(people|templates|journal|evidence|jobs)\.db(-wal)?$|^vault\.key$|^standing-\w+\.sealed$/;

export type Draw = (below: number) => number;

/** A copy, damaged in one way; what ends it. */
export interface Damaged extends AsyncDisposable {
  readonly dataDir: string;
}

type Damage = (dataDir: string, draw: Draw) => Promise<void>;

async function oneOf(dataDir: string, draw: Draw): Promise<string> {
  const names = (await readdir(dataDir)).filter((name) => STORE.test(name)).sort();
  return join(dataDir, names[draw(names.length)] ?? 'journal.db');
}

const truncated: Damage = async (dataDir, draw) => {
  const path = await oneOf(dataDir, draw);
  await truncate(path, draw((await stat(path)).size + 1));
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
};

const missing: Damage = async (dataDir, draw) => rm(await oneOf(dataDir, draw));

const inItsPlace: Damage = async (dataDir, draw) => {
  const path = await oneOf(dataDir, draw);
  await rm(path);
  await mkdir(path);
};

const FILES: Readonly<Record<string, Damage>> = {
  'file cut short': truncated,
  'page of noise': corrupted,
  'file missing': missing,
  'folder in place of a file': inItsPlace,
};

/** What only root can do to a disk. */
const DISKS: Readonly<Record<string, (dataDir: string) => Promise<void>>> = {
  'disk read-only': async (dataDir) => {
    await mount('--bind', dataDir, dataDir);
    await mount('-o', 'remount,ro,bind', dataDir);
  },
};

export const DAMAGES: readonly string[] = [
  ...Object.keys(FILES),
  ...(process.geteuid?.() === 0 ? Object.keys(DISKS) : []),
];

const mount = (...words: readonly string[]): Promise<unknown> => promisify(execFile)('mount', words);

/** @throws what the file system reports, and Error where nothing can be mounted */
export async function damagedCopy(of: string, at: string, kind: string, draw: Draw): Promise<Damaged> {
  await rm(at, { recursive: true, force: true });
  await cp(of, at, { recursive: true, filter: (path) => !path.endsWith('.tty') });
  await FILES[kind]?.(at, draw);
  await DISKS[kind]?.(at);
  return {
    dataDir: at,
    async [Symbol.asyncDispose]() {
      if (kind in DISKS) await promisify(execFile)('umount', [at]).catch(() => undefined);
      await rm(at, { recursive: true, force: true });
    },
  };
}

/** On a disk of its own that has little room left: a file system in memory. Root alone may mount it. */
export async function nearlyFull(of: string, at: string, spareKiB: number): Promise<Damaged> {
  const { stdout } = await promisify(execFile)('du', ['-sk', of]);
  const kib = Number(stdout.split('\t')[0]) + spareKiB;
  await mkdir(at, { recursive: true });
  await mount('-t', 'tmpfs', '-o', `size=${kib}k`, 'tmpfs', at);
  await cp(of, at, { recursive: true, filter: (path) => !path.endsWith('.tty') });
  return {
    dataDir: at,
    async [Symbol.asyncDispose]() {
      await promisify(execFile)('umount', [at]).catch(() => undefined);
      await rm(at, { recursive: true, force: true });
    },
  };
}
