// --store sqlite:FILE or postgres://ROLE@HOST/DATABASE, and where the keys are that go with it.
import { existsSync } from 'node:fs';
import { KioskError, systemClock } from '../../../protocol/index.ts';
import type { FleetStore, OpenOptions } from '../fleet-store.ts';
import { isPostgres, PostgresFleetStore, postgresAddress } from '../postgres/index.ts';
import { SqliteFleetStore } from '../sqlite-fleet-store.ts';

export interface StoreOptions {
  readonly store: string;
  /** Where the keys are, with postgres://: what the names of their files begin with. */
  readonly keys?: string;
}

export type StorePlace =
  | { readonly kind: 'file'; readonly file: string }
  | { readonly kind: 'url'; readonly url: string };

/** @throws KioskError USAGE */
export function storePlace(text: string): StorePlace {
  const file = /^sqlite:(.+)$/.exec(text)?.[1];
  if (file !== undefined) return { kind: 'file', file };
  if (isPostgres(text)) return { kind: 'url', url: postgresAddress('--store', text) };
  const why = 'give sqlite:FILE, as in sqlite:fleet.db, or postgres://ROLE@HOST/DATABASE';
  throw new KioskError('USAGE', { why: `--store ${text}: ${why}` });
}

/**
 * What the names of the key files begin with. Keys never lie in the database: whoever could read it could read them.
 * @throws KioskError USAGE
 */
export function keysBase({ store, keys }: StoreOptions): string {
  const place = storePlace(store);
  if (place.kind === 'url') {
    if (keys !== undefined) return keys;
    throw new KioskError('USAGE', {
      why: '--keys FILE is needed with postgres://: keys are kept on this machine, as FILE.keys.json and others',
    });
  }
  if (keys === undefined) return place.file;
  throw new KioskError('USAGE', { why: '--keys goes with postgres:// only: those of sqlite:FILE lie beside it' });
}

/** As it was given, for another command to be given the same. */
export const whereOf = ({ store, keys }: StoreOptions): string =>
  `--store ${store}${keys === undefined ? '' : ` --keys ${keys}`}`;

/** Makes it where there is none: only whoever stores does. @throws KioskError USAGE, STORE_* */
export const openToStore = (text: string): Promise<FleetStore> => openAt(text, { mayCreate: true });

/** Never makes a store: a slip in its name must not read as "done". @throws KioskError USAGE, STORE_* */
export const openToWrite = (text: string): Promise<FleetStore> => openAt(text, { mayCreate: false });

/** As for `openToWrite`; nothing can be changed by it. */
export const openToRead = (text: string): Promise<FleetStore> => openAt(text, { mayCreate: false, readOnly: true });

async function openAt(text: string, options: OpenOptions & { readonly mayCreate: boolean }): Promise<FleetStore> {
  const place = storePlace(text);
  if (place.kind === 'url') return await PostgresFleetStore.open(place.url, { ...options, clock: systemClock });
  const { file } = place;
  if (!options.mayCreate && !existsSync(file)) throw noStore(file);
  return await SqliteFleetStore.open(file, options);
}

export const noStore = (file: string): KioskError =>
  new KioskError('USAGE', { why: `there is no ${file}: "ridgectl ingest" makes it at its first start` });
