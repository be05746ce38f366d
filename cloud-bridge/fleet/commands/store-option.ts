// --store sqlite:FILE, and what lies beside the file.
import { existsSync } from 'node:fs';
import { KioskError } from '../../../protocol/index.ts';
import { SqliteFleetStore } from '../sqlite-fleet-store.ts';

/** @throws KioskError USAGE */
export function storeFile(text: string): string {
  const file = /^sqlite:(.+)$/.exec(text)?.[1];
  if (file === undefined)
    throw new KioskError('USAGE', { why: `--store ${text}: give sqlite:FILE, as in sqlite:fleet.db` });
  return file;
}

/** Never makes a store: a slip in its name must not read as "done". @throws KioskError USAGE */
export const openToWrite = async (text: string): Promise<SqliteFleetStore> => {
  const file = storeFile(text);
  if (!existsSync(file)) throw new KioskError('USAGE', { why: `there is no ${file}` });
  return await SqliteFleetStore.open(file);
};

export const openToRead = (text: string): Promise<SqliteFleetStore> =>
  SqliteFleetStore.open(storeFile(text), { readOnly: true });
