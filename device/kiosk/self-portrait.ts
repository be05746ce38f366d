// What the terminal says of itself: to the fleet at birth and each minute, to the bench when asked. Figures, no people.

import { statfsSync } from 'node:fs';
import { memoryUsage } from 'node:process';
import type { BirthInfo } from '../../cloud-bridge/index.ts';
import { type FingerEngine, type FingerPad, MATCHER_VERSION } from '../../models/index.ts';
import type { TerminalHealth } from '../../protocol/index.ts';
import { USES, useRules } from '../config/index.ts';
import type { Measurements } from '../health/percentiles.ts';
import type { VisitRates } from '../metrics/index.ts';
import { STANDING_KINDS } from '../standing/index.ts';
import type { TamperGuard } from '../tamper/index.ts';
import { type Devices, stateOfInput, stateOfPower } from './devices.ts';
import type { Foundation } from './foundation.ts';
import type { ProvingState } from './prove/proving-state.ts';
import { type SnapshotState, type SnapshotStateParts, snapshotStateOf } from './snapshot-state.ts';

export interface Portrait {
  birth(): BirthInfo;
  health(): TerminalHealth;
  devices(): Readonly<Record<string, string>>;
  snapshots(): SnapshotState;
}

type PortraitParts = Foundation &
  Devices &
  SnapshotStateParts & {
    readonly engine: FingerEngine;
    readonly pad: FingerPad;
    readonly proving: ProvingState;
    readonly tamper: TamperGuard;
    readonly rates: VisitRates;
  };

const MIB = 1024 * 1024;

export function portraitOf(parts: PortraitParts): Portrait {
  const { stores, engine, pad, sensor, light, clock, clockWatch, measurements, lag } = parts;
  const startedAtMs = clock.monotonicMs();
  const devices = (): Readonly<Record<string, string>> => ({
    ...{ sensor: sensor.state, light: light.report.state, card: parts.readers.state },
    camera: parts.camera?.state ?? 'none',
    ...(parts.snapshotPolicy.enabled && { snapshots: snapshotStateOf(parts).state }),
    scanner: parts.scanner?.state ?? 'none',
    tamper: tamperStateOf(parts),
    power: parts.powerSource ? stateOfPower(parts.powerSource) : 'none',
    ...(clockWatch.isDoubtful && { clock: 'doubtful' }),
  });
  return {
    devices,
    snapshots: () => snapshotStateOf(parts),
    birth: () => ({
      bootId: parts.bootId,
      clockState: clockWatch.state,
      versions: { ridged: parts.version, node: process.version, matcher: MATCHER_VERSION, ...standingVersions(parts) },
      capabilities: {
        ...usesOf(parts.policy),
        livenessFinger: pad.looksAtSkin,
        face: parts.proving.kind === 'open',
        card: parts.readers.names.length > 0,
        prove: parts.proving.kind === 'open' ? parts.proving.profiles.map(({ id, version }) => `${id} ${version}`) : [],
        sensor: sensor.info?.model ?? 'none',
        sensorBus: sensor.info?.bus ?? 'none',
        light: light.model,
        galleryFingers: engine.stats.fingers,
      },
    }),
    health: () => ({
      uptimeMs: clock.monotonicMs() - startedAtMs,
      disk: diskOf(parts.config.data.dir),
      battery: batteryOf(parts),
      devices: devices(),
      clock: { state: clockWatch.state, offsetMs: clockWatch.aheadMs },
      gallery: { people: stores.people.count, templates: engine.stats.templates, hash: stores.templates.hash() },
      stages: stagesOf(measurements),
      rates: parts.rates.rates,
      eventLoopLagMs: lag.lagMs.p99,
      rssMiB: Math.round(memoryUsage().rss / MIB),
    }),
  };
}

/** Null where there is none, or nobody knows how full it is. */
function batteryOf({ powerSource }: Pick<PortraitParts, 'powerSource'>): TerminalHealth['battery'] {
  const { onMains = true, charge = null } = powerSource?.reading ?? {};
  return charge === null ? null : { charge, onMains };
}

/** Of its compliance profile: auditors ask for it. */
function usesOf(policy: Foundation['policy']): BirthInfo['capabilities'] {
  const { profile, residency, may } = useRules(policy);
  return { fingerprint: may.clockFinger, profile, residency, uses: USES.filter((use) => may[use]) };
}

/** The fleet shows both as a fault. */
function tamperStateOf({ tamper, tamperInput }: Pick<PortraitParts, 'tamper' | 'tamperInput'>): string {
  if (tamper.state === 'tampered') return 'tampered';
  return tamperInput ? stateOfInput(tamperInput) : 'none';
}

const stagesOf = (measurements: Measurements): TerminalHealth['stages'] =>
  Object.fromEntries(
    Object.entries(measurements.all()).map(([name, { p50, p95 }]) => [name, { p50Ms: p50, p95Ms: p95 }]),
  );

/** Null where the data folder cannot be asked: unplugged, or unmounted. Everything else can still be told. */
export function diskOf(dataDir: string): TerminalHealth['disk'] {
  try {
    const { bavail, blocks, bsize } = statfsSync(dataDir);
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  } catch {
    return null;
  }
}

/** By these the fleet sees which of its lasting orders are followed here, and which one is held and refused. */
export const standingVersions = ({
  policy,
  standing,
  holdings,
}: Pick<Foundation, 'policy' | 'standing' | 'holdings'>): Readonly<Record<string, string>> => ({
  policy: policy.version,
  ...Object.fromEntries(STANDING_KINDS.map((kind) => [`signed-${kind}`, String(holdings[kind].version)])),
  ...Object.fromEntries(
    STANDING_KINDS.filter((kind) => holdings[kind].refused).map((kind) => [
      `refused-${kind}`,
      String(standing.versionOf(kind)),
    ]),
  ),
});
