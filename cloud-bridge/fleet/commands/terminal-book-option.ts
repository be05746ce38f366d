// The book of terminals beside the store that --store names.
import { existsSync } from 'node:fs';
import { type Clock, isFault } from '../../../protocol/index.ts';
import {
  openPostgresTerminalBook,
  openSqliteTerminalBook,
  type TerminalBook,
  terminalBookFile,
} from '../trust/index.ts';
import { noStore, storePlace } from './store-option.ts';

/** Never without a store: a slip in its name must not read as "done". @throws KioskError USAGE, STORE_* */
export async function openBook(store: string, clock: Clock): Promise<TerminalBook> {
  const place = storePlace(store);
  if (place.kind === 'url') return await openPostgresTerminalBook(place.url, clock);
  if (!existsSync(place.file)) throw noStore(place.file);
  return await openSqliteTerminalBook(place.file, clock);
}

/** Undefined where there is none yet, or whoever looks may not: what else is known of terminals is told all the same. */
export async function bookToRead(store: string, clock: Clock): Promise<TerminalBook | undefined> {
  const place = storePlace(store);
  if (place.kind === 'file' && !existsSync(terminalBookFile(place.file))) return undefined;
  try {
    return await openBook(store, clock);
  } catch (reason) {
    if (isFault(reason, 'STORE_DENIED') || isFault(reason, 'STORE_READ_ONLY')) return undefined;
    throw reason;
  }
}
