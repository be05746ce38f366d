// The register of people beside the store that --store names, and the key by which this operator's messages are believed.
import { type Clock, KioskError } from '../../../protocol/index.ts';
import { FleetKeys, operatorFile, templateKeyFile } from '../fleet-keys.ts';
import type { FleetStore } from '../fleet-store.ts';
import { openPostgresRegister, postgresAddress } from '../postgres/index.ts';
import { type FleetRegister, openSqliteRegister } from '../register/index.ts';
import { keysBase, openToWrite, type StoreOptions, storePlace } from './store-option.ts';

export interface RegisterOptions extends StoreOptions {
  /** postgres:// of the templates, where they have a role or a database of their own. */
  readonly templates?: string;
}

/** @param base of the names of key files */
export const operatorKeys = (base: string): Promise<FleetKeys> => FleetKeys.open(operatorFile(base), 'operator');

export interface OpenFleet extends AsyncDisposable {
  /** What the names of its key files begin with. */
  readonly keys: string;
  readonly store: FleetStore;
  readonly register: FleetRegister;
}

/** Never makes a store: a slip in its name must not read as "done". @throws KioskError USAGE, STORE_*, KEY_UNAVAILABLE */
export async function openFleet(options: RegisterOptions, clock: Clock): Promise<OpenFleet> {
  const keys = keysBase(options);
  const openRegister = registerOpener(options, clock);
  const store = await openToWrite(options.store);
  try {
    const register = await openRegister();
    const close = async (): Promise<void> => {
      await register[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
    };
    return { keys, store, register, [Symbol.asyncDispose]: close };
  } catch (reason) {
    await store[Symbol.asyncDispose]();
    throw reason;
  }
}

/** @throws KioskError USAGE */
export function registerOpener(options: RegisterOptions, clock: Clock): () => Promise<FleetRegister> {
  const { store, templates } = options;
  const place = storePlace(store);
  if (place.kind === 'url') {
    const templatesUrl = templates === undefined ? place.url : postgresAddress('--templates', templates);
    const keyFile = templateKeyFile(keysBase(options));
    return () => openPostgresRegister({ url: place.url, templatesUrl, keyFile, clock });
  }
  if (templates === undefined) return () => openSqliteRegister(place.file, clock);
  throw new KioskError('USAGE', { why: '--templates goes with postgres:// only: those of sqlite:FILE lie beside it' });
}
