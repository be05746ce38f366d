// A file that SQLite can no longer follow: laid aside for whoever examines it, so that the terminal can begin another and go on.
import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import { KioskError } from '../../../protocol/index.ts';
import { DAMAGED_FOLDER } from '../../vault/index.ts';
import { syncFolder } from './data-folder.ts';
import type { LostFile } from './lost-files.ts';
import { storeFault } from './store-faults.ts';

/** A disk that spoils more than that will spoil the next as well. */
const MOST_KEPT = 8;

/** With what SQLite laid beside it. @throws KioskError STORE_CORRUPT where too much lies there already; as the stores */
export function setAside(dataDir: string, file: string, nowMs: number): LostFile {
  const folder = join(dataDir, DAMAGED_FOLDER);
  const before = laidAside(dataDir);
  if (before.length >= MOST_KEPT)
    throw new KioskError('STORE_CORRUPT', {
      file,
      why: `${before.length} damaged files lie in ${DAMAGED_FOLDER} already`,
    });
  const keptAs = join(DAMAGED_FOLDER, `${stampOf(nowMs)}-${file}`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // The database first: a log beside none is let go by SQLite, and a database without its log would pass for a whole one, of an earlier time.
    for (const suffix of ['', '-wal', '-journal'])
      if (existsSync(join(dataDir, `${file}${suffix}`)))
        renameSync(join(dataDir, `${file}${suffix}`), join(dataDir, `${keptAs}${suffix}`));
  } catch (error) {
    throw storeFault(error, file);
  }
  syncFolder(folder);
  syncFolder(dataDir);
  return { file, keptAs };
}

/** Databases that lie there, by their names in the data folder. */
export function laidAside(dataDir: string): readonly string[] {
  const folder = join(dataDir, DAMAGED_FOLDER);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.db'))
    .sort()
    .map((name) => join(basename(folder), name));
}

/** Sorts by time, and needs no quoting. */
const stampOf = (ms: number): string => new Date(ms).toISOString().replaceAll(':', '');
