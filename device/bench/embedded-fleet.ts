// A whole fleet in this process, for the demo and the bench: broker, ingest, store, and an identity provider.

import { join } from 'node:path';
import {
  FleetKeys,
  type FleetStore,
  type Ingest,
  keysFile,
  openSqliteRegister,
  operatorFile,
  SqliteFleetStore,
  startBroker,
  startDelivery,
  startIngest,
  VirtualProvider,
} from '../../cloud-bridge/fleet/index.ts';
import { addressOf, type Clock, type ServiceProfile } from '../../protocol/index.ts';
import type { ClosingOrder } from '../closing-order.ts';
import type { Config } from '../config/index.ts';
import type { FleetAccess } from '../kiosk/fleet-access.ts';
import type { KioskLog } from '../kiosk/kiosk-log.ts';
import { demoProfile } from './kiosk/demo-profile.ts';

export interface EmbeddedFleet {
  readonly access: FleetAccess;
  /** As `ridgectl --store sqlite:FILE` names it. */
  readonly file: string;
  readonly store: FleetStore;
  readonly ingest: Ingest;
  readonly provider: VirtualProvider;
  /** Of the provider's services on this terminal. */
  readonly profiles: readonly ServiceProfile[];
}

/** What the app of the demo shows to the scanner. */
export const DEMO_APP_SESSION = 'demo-app-session';

export interface EmbeddedFleetOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: KioskLog;
  readonly signal: AbortSignal;
}

/** @throws KioskError of the store and the keys */
export async function startEmbeddedFleet(
  { config, clock, log, signal }: EmbeddedFleetOptions,
  closing: ClosingOrder,
): Promise<EmbeddedFleet> {
  const { dir: dataDir } = config.data;
  const file = join(dataDir, 'fleet.db');
  const store = closing.use(await SqliteFleetStore.open(file));
  const keys = await FleetKeys.open(keysFile(file));
  const operator = await FleetKeys.open(operatorFile(file), 'operator');
  const broker = closing.use(await startBroker({ host: '127.0.0.1', port: 0 }));
  const { url } = broker;
  const ingest = closing.use(startIngest({ url, store, keys, clock, log, protocolVersion: 4 }, signal));
  const register = closing.use(await openSqliteRegister(file, clock));
  const places = async () => (await store.terminals()).map(({ terminal }) => addressOf(terminal));
  const keyOf = (terminal: string): Promise<string | null> => store.pinnedKey(terminal);
  closing.use(startDelivery({ url, register, keys: operator, keyOf, places, clock, log, protocolVersion: 4 }, signal));
  const providerKeys = await FleetKeys.open(join(dataDir, 'provider.keys.json'), 'provider');
  const provider = closing.use(new VirtualProvider({ url, keys: providerKeys, clock, log, protocolVersion: 4 }));
  provider.script = { appSessions: [DEMO_APP_SESSION] };
  provider.start(signal);
  const trust = { keys: [keys, operator, providerKeys].flatMap((party) => party.publicJwks().keys) };
  const profiles = [demoProfile(config.terminal, providerKeys.sealingKey(), clock.nowMs())];
  return { access: { url, trust, protocol: 3 }, file, store, ingest, provider, profiles };
}
