// ridgectl data inventory: what the fleet keeps of people, as its tables are.
import { basename } from 'node:path';
import { fleetInventory, fleetPage } from '../inventory/index.ts';
import { mustSaySomething } from './given-options.ts';
import type { CommandIo } from './runner.ts';
import { openToRead, type StoreOptions, storePlace } from './store-option.ts';

export interface DataInventoryCommand extends StoreOptions {
  readonly all?: boolean;
  readonly json?: boolean;
}

export async function dataInventoryCommand(options: DataInventoryCommand, io: CommandIo): Promise<0> {
  mustSaySomething(options);
  const place = storePlace(options.store);
  // One that is not there keeps nothing, and one of a later version keeps more than is known here.
  await using _store = await openToRead(options.store);
  const where = place.kind === 'url' ? 'postgres' : { file: basename(place.file) };
  const lines = fleetInventory(where, { all: options.all === true });
  io.out(options.json ? `${JSON.stringify({ lines })}\n` : fleetPage(lines));
  return 0;
}
