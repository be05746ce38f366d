// How fast a journal empties into a fleet: a real broker, a real ingest, a real store. For `make bench`.

import { monitorEventLoopDelay } from 'node:perf_hooks';
import { type BatchSigner, Deadline, KioskError, systemClock } from '../../protocol/index.ts';
import type { MqttVersion } from '../connection.ts';
import type { DrainLimits } from '../drain-plan.ts';
import { FleetLink } from '../fleet-link.ts';
import { NOTHING_MEASURED } from '../health-report.ts';
import type { Log } from '../log.ts';
import type { Outbox } from '../outbox.ts';
import { FleetKeys } from './fleet-keys.ts';
import type { FleetStore } from './fleet-store.ts';
import { startIngest } from './ingest.ts';
import { SqliteFleetStore } from './sqlite-fleet-store.ts';

export interface DrainBench {
  /** With the entries that are to go; how it stores them is part of what is measured. */
  readonly outbox: Outbox;
  readonly signer: BatchSigner;
  readonly broker: string;
  readonly protocolVersion: MqttVersion;
  /** Of the ingest, in a folder of its own. */
  readonly storeFile: string;
  /** In the place of SQLite in that file; the keys stay beside it. */
  readonly openStore?: () => Promise<FleetStore>;
  /** As fast as it goes unless told otherwise: the product holds history back. */
  readonly drain?: Partial<DrainLimits>;
  readonly limitMs: number;
  readonly log: Log;
}

export interface DrainFigures {
  readonly entries: number;
  readonly drainMs: number;
  readonly entriesPerSecond: number;
  readonly lost: number;
  readonly duplicated: number;
  readonly eventLoopLagMs: { readonly p99: number; readonly max: number };
}

const UNHELD = { historyRate: { perSecond: 1e9, burst: 1e9 } };

/** From "connect" to the last acknowledgement. @throws KioskError FLEET_UNREACHABLE where it takes longer than its limit */
export async function benchDrain(bench: DrainBench, signal: AbortSignal): Promise<DrainFigures> {
  const { outbox, signer, broker: url, protocolVersion, storeFile, log, limitMs, drain = UNHELD } = bench;
  const { openStore = () => SqliteFleetStore.open(storeFile) } = bench;
  using deadline = new Deadline(signal, limitMs, () => new KioskError('FLEET_UNREACHABLE', { limitMs }));
  await using store = await openStore();
  const keys = await FleetKeys.open(`${storeFile}.keys.json`);
  const entries = outbox.lastSeq - outbox.acknowledgedSeq;
  const lag = monitorEventLoopDelay({ resolution: 1 });
  await using _ingest = startIngest({ url, store, keys, clock: systemClock, log, protocolVersion }, deadline.signal);
  const startedMs = performance.now();
  lag.enable();
  await using link = new FleetLink({
    ...UNREMARKABLE,
    url,
    protocolVersion,
    outbox,
    signer: async () => signer,
    log,
    drain,
    trust: keys.publicJwks(),
  });
  link.start(deadline.signal);
  await drained(outbox, deadline.signal);
  const drainMs = performance.now() - startedMs;
  lag.disable();
  const stored = (await store.terminals()).reduce((sum, row) => sum + row.entries, 0);
  return {
    entries,
    drainMs: Math.round(drainMs),
    entriesPerSecond: Math.round((entries * 1000) / drainMs),
    lost: Math.max(0, entries - stored),
    duplicated: Math.max(0, stored - entries),
    eventLoopLagMs: { p99: lag.percentile(99) / 1e6, max: lag.max / 1e6 },
  };
}

/** A real broker of this machine, for as long as it is measured; only whoever measures loads it. */
export const startMosquitto = async (): Promise<{ readonly url: string } & AsyncDisposable> =>
  (await import('../fixtures/mosquitto.ts')).Mosquitto.start();

const LOOK_EVERY_MS = 5;

async function drained(outbox: Outbox, signal: AbortSignal): Promise<void> {
  while (outbox.acknowledgedSeq < outbox.lastSeq) await systemClock.sleep(LOOK_EVERY_MS, signal);
}

const UNREMARKABLE = {
  site: 'bench',
  terminal: 'bench',
  describe: () => ({ bootId: 'bench', clockState: 'synced' as const, versions: {}, capabilities: {} }),
  health: () => NOTHING_MEASURED,
  clock: systemClock,
  clockIsTrusted: () => true,
  random: Math.random,
  onRefused: () => undefined,
};
