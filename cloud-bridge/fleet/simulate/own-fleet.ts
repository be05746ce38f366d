// A broker, an ingest and a store for one run alone, in this process and a folder that goes with it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../../protocol/index.ts';
import type { Log } from '../../log.ts';
import { startBroker } from '../broker.ts';
import { FleetKeys, keysFile } from '../fleet-keys.ts';
import type { FleetStore } from '../fleet-store.ts';
import { startIngest } from '../ingest.ts';
import type { FleetBroker } from '../letter-box.ts';
import { SqliteFleetStore } from '../sqlite-fleet-store.ts';

export interface OwnFleet extends AsyncDisposable {
  readonly broker: FleetBroker;
  readonly store: FleetStore;
  /** JWKS of its ingest. */
  readonly trust: unknown;
}

/** The built-in broker speaks 3.1.1 only. @throws KioskError FLEET_UNREACHABLE, STORE_*, KEY_UNAVAILABLE */
export async function startOwnFleet({ clock, log }: { readonly clock: Clock; readonly log: Log }): Promise<OwnFleet> {
  const folder = await mkdtemp(join(tmpdir(), 'ridged-simulate-'));
  const parts: AsyncDisposable[] = [{ [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) }];
  const close = async (): Promise<void> => {
    for (const part of parts.splice(0).reverse()) await part[Symbol.asyncDispose]();
  };
  try {
    const file = join(folder, 'fleet.db');
    const store = await SqliteFleetStore.open(file);
    parts.push(store);
    const keys = await FleetKeys.open(keysFile(file));
    const server = await startBroker({ host: '127.0.0.1', port: 0 });
    parts.push(server);
    const broker = { url: server.url, protocolVersion: 4 } as const;
    parts.push(startIngest({ ...broker, store, keys, clock, log }, new AbortController().signal));
    return { broker, store, trust: keys.publicJwks(), [Symbol.asyncDispose]: close };
  } catch (reason) {
    await close();
    throw reason;
  }
}
