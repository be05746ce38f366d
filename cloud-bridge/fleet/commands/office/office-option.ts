// The office beside the store that --store names: who the officers of this fleet are.
import type { Clock } from '../../../../protocol/index.ts';
import {
  hasPostgresOffice,
  hasSqliteOffice,
  type Office,
  openPostgresOffice,
  openSqliteOffice,
} from '../../office/index.ts';
import { storePlace } from '../store-option.ts';

/** Made where there is none. @throws KioskError USAGE, STORE_* */
export async function openOffice(store: string, clock: Clock): Promise<Office> {
  const place = storePlace(store);
  return place.kind === 'url' ? await openPostgresOffice(place.url, clock) : await openSqliteOffice(place.file, clock);
}

/** Undefined where there is none yet. @throws KioskError USAGE, STORE_* */
export async function officeToAsk(store: string, clock: Clock): Promise<Office | undefined> {
  const place = storePlace(store);
  const isThere = place.kind === 'url' ? await hasPostgresOffice(place.url) : hasSqliteOffice(place.file);
  return isThere ? await openOffice(store, clock) : undefined;
}
