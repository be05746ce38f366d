// A whole terminal of virtual devices, with a fleet in the same process unless another is configured, its page and its bench.

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClosingOrder } from '../closing-order.ts';
import type { Config } from '../config/index.ts';
import { configuredFleet } from '../kiosk/fleet-access.ts';
import { Kiosk } from '../kiosk/kiosk.ts';
import type { KioskLog } from '../kiosk/kiosk-log.ts';
import { openKioskScreen } from '../screen/kiosk-screen.ts';
import type { FleetSettings } from '../standing/index.ts';
import { Bench } from './bench.ts';
import { BenchClock } from './bench-clock.ts';
import { benchRoutes } from './bench-routes.ts';
import { demoVisitors, enrolDemo, printDemo } from './demo.ts';
import { portrayDemo } from './demo-portraits.ts';
import { type EmbeddedFleet, startEmbeddedFleet } from './embedded-fleet.ts';
import { plugVirtualHardware, type VirtualHardware } from './virtual-hardware.ts';
import { virtualMachine } from './virtual-machine.ts';

export interface VirtualTerminalOptions {
  readonly config: Config;
  /** What of it the fleet has set. */
  readonly settings?: FleetSettings | undefined;
  readonly log: KioskLog;
  readonly version: string;
  /** Whether the sensor takes the time that its bus would. */
  readonly paced: boolean;
  /** Enrols twenty invented people. */
  readonly demo: boolean;
  /** Proves citizens too: with a card reader, a camera, and a virtual provider where the fleet is embedded. */
  readonly walkUp?: 'pcscd' | 'in-process' | undefined;
  /** For who measures: the people before the camera were drawn beforehand. */
  readonly rehearsed?: boolean | undefined;
  readonly progress: (line: string) => void;
  readonly signal: AbortSignal;
}

export interface VirtualTerminal {
  readonly kiosk: Kiosk;
  readonly bench: Bench;
  readonly hardware: VirtualHardware;
  readonly url: string;
  /** Undefined where the fleet is another's. */
  readonly fleet: EmbeddedFleet | undefined;
}

/** Open, but not yet serving. @throws KioskError as `Kiosk.open` and the embedded fleet do; what listening throws */
export async function openVirtualTerminal(
  { config, settings, log, version, paced, demo, walkUp, rehearsed, progress, signal }: VirtualTerminalOptions,
  closing: ClosingOrder,
): Promise<VirtualTerminal> {
  const clock = new BenchClock();
  const dataDir = config.data.dir;
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const prints = demo ? await printDemo({ dir: join(dataDir, 'prints'), progress, signal }) : [];
  const hardware = await plugVirtualHardware({ config, clock, log, paced, walkUp, rehearsed }, closing);
  const configured = await configuredFleet(config);
  const embedded = configured ? undefined : await startEmbeddedFleet({ config, clock, log, signal }, closing);
  const fleet = configured ?? embedded?.access;
  const kiosk = closing.use(
    await Kiosk.open(
      {
        ...{ config, clock, log, version, hardware, fleet, machine: virtualMachine(clock) },
        ...(settings && { settings }),
        profiles: walkUp && embedded ? embedded.profiles : [],
      },
      signal,
    ),
  );
  await enrolDemo(prints, kiosk.parts.enrolParts, { progress, signal });
  await portrayDemo(kiosk.parts.stores);
  const demoPeople = demoVisitors(prints);
  const bench = closing.use(new Bench({ kiosk: kiosk.parts, hardware, clock, fleet: embedded, demoPeople, signal }));
  const routes = (server: Parameters<typeof benchRoutes>[0]): void => benchRoutes(server, bench);
  const { url } = closing.use(await openKioskScreen(kiosk.parts, routes));
  return { kiosk, bench, hardware, url, fleet: embedded };
}
