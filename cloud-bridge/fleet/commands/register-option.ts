// The register of people beside the store that --store names, and the key by which this operator's messages are believed.
import type { Clock } from '../../../protocol/index.ts';
import { FleetKeys, operatorFile } from '../fleet-keys.ts';
import { type FleetRegister, openSqliteRegister } from '../register/index.ts';
import type { SqliteFleetStore } from '../sqlite-fleet-store.ts';
import { openToWrite, storeFile } from './store-option.ts';

export const operatorKeys = (file: string): Promise<FleetKeys> => FleetKeys.open(operatorFile(file), 'operator');

export interface OpenFleet extends AsyncDisposable {
  readonly file: string;
  readonly store: SqliteFleetStore;
  readonly register: FleetRegister;
}

/** Never makes a store: a slip in its name must not read as "done". @throws KioskError USAGE, STORE_*, KEY_UNAVAILABLE */
export async function openFleet(text: string, clock: Clock): Promise<OpenFleet> {
  const file = storeFile(text);
  const store = await openToWrite(text);
  try {
    const register = await openSqliteRegister(file, clock);
    const close = async (): Promise<void> => {
      await register[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
    };
    return { file, store, register, [Symbol.asyncDispose]: close };
  } catch (reason) {
    await store[Symbol.asyncDispose]();
    throw reason;
  }
}
