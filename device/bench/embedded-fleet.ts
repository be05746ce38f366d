// A whole fleet in this process, for the demo and the bench: broker, ingest and store.

import { join } from 'node:path';
import {
  FleetKeys,
  type FleetStore,
  type Ingest,
  SqliteFleetStore,
  startBroker,
  startIngest,
} from '../../cloud-bridge/index.ts';
import type { Clock } from '../../protocol/index.ts';
import type { ClosingOrder } from '../closing-order.ts';
import type { FleetAccess } from '../kiosk/fleet-access.ts';
import type { KioskLog } from '../kiosk/kiosk-log.ts';

export interface EmbeddedFleet {
  readonly access: FleetAccess;
  readonly store: FleetStore;
  readonly ingest: Ingest;
}

export interface EmbeddedFleetOptions {
  readonly dataDir: string;
  readonly clock: Clock;
  readonly log: KioskLog;
  readonly signal: AbortSignal;
}

/** @throws KioskError of the store and the keys */
export async function startEmbeddedFleet(
  { dataDir, clock, log, signal }: EmbeddedFleetOptions,
  closing: ClosingOrder,
): Promise<EmbeddedFleet> {
  const store = closing.use(await SqliteFleetStore.open(join(dataDir, 'fleet.db')));
  const keys = await FleetKeys.open(join(dataDir, 'fleet.db.keys.json'));
  const broker = closing.use(await startBroker({ host: '127.0.0.1', port: 0 }));
  const { url } = broker;
  const ingest = closing.use(startIngest({ url, store, keys, clock, log, protocolVersion: 4 }, signal));
  return { access: { url, trust: keys.publicJwks(), protocol: 3 }, store, ingest };
}
