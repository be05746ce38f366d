// The register of people beside the store that --store names, and the key by which this operator's messages are believed.
import { type Clock, KioskError } from '../../../protocol/index.ts';
import { FleetKeys, operatorFile, templateKeyFile } from '../fleet-keys.ts';
import type { FleetStore } from '../fleet-store.ts';
import { openPostgresRegister, postgresAddress } from '../postgres/index.ts';
import { type FleetRegister, openSqliteRegister, type RegisterView } from '../register/index.ts';
import type { CommandIo } from './runner.ts';
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

/**
 * As whoever acts sees it. Never makes a store: a slip in its name must not read as "done".
 * @throws KioskError USAGE, STORE_*, KEY_UNAVAILABLE; OFFICER_REFUSED where the fleet has officers, and who they are is lost
 */
export async function openFleet(
  options: RegisterOptions,
  { clock, err, desk }: Pick<CommandIo, 'clock' | 'err' | 'desk'>,
): Promise<OpenFleet> {
  const keys = keysBase(options);
  const openRegister = registerOpener(options, clock, desk?.view);
  const store = await openToWrite(options.store);
  try {
    const register = await openRegister();
    if (desk?.isUnattended) await mustHaveNoOfficers(register, err);
    // Where the first of them was made, and this cut off.
    else if (desk?.acting && !(await register.settings.hasOfficers())) await register.settings.noteOfficers(true);
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

/** Without the book of officers everybody would be let in: closes the register before that. Where there are none it is said once. */
async function mustHaveNoOfficers(register: FleetRegister, err: CommandIo['err']): Promise<void> {
  const hasOfficers = await register.settings.hasOfficers();
  if (hasOfficers) {
    await register[Symbol.asyncDispose]();
    const why =
      'this fleet has officers, and who they are is lost: bring back STORE.office, or the schema ridged_office';
    throw new KioskError('OFFICER_REFUSED', { why });
  }
  if (hasOfficers === false) return;
  await register.settings.noteOfficers(false);
  err('ridgectl: this fleet has no officers, so nobody is asked who they are (ridgectl officers add)\n');
}

/** @throws KioskError USAGE */
export function registerOpener(
  options: RegisterOptions,
  clock: Clock,
  view?: RegisterView,
): () => Promise<FleetRegister> {
  const { store, templates } = options;
  const place = storePlace(store);
  if (place.kind === 'url') {
    const templatesUrl = templates === undefined ? place.url : postgresAddress('--templates', templates);
    const keyFile = templateKeyFile(keysBase(options));
    return () => openPostgresRegister({ url: place.url, templatesUrl, keyFile, clock, view });
  }
  if (templates === undefined) return () => openSqliteRegister(place.file, clock, view);
  throw new KioskError('USAGE', { why: '--templates goes with postgres:// only: those of sqlite:FILE lie beside it' });
}
