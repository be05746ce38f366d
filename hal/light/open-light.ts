// Which lamp a terminal has: the driver table, found by USB id.
import {
  blink1Reports,
  type Clock,
  KioskError,
  type LampReports,
  luxaforFlagReports,
  type UsbId,
} from '../../protocol/index.ts';
import type { SupervisionParts } from '../supervise/supervised-link.ts';
import type { VirtualLight } from '../virtual/virtual-light.ts';
import { HidLight } from './hid-light.ts';
import { type HidPort, nodeHidPort } from './hid-port.ts';
import type { LiveLight } from './live-light.ts';
import { noLight } from './no-light.ts';
import { SupervisedLight } from './supervised-light.ts';

const lamps = { blink1: blink1Reports, 'luxafor-flag': luxaforFlagReports } as const satisfies Record<
  string,
  LampReports
>;

export type LightDriver = keyof typeof lamps | 'auto' | 'virtual' | 'none';

export interface OpenLightOptions {
  /** `auto`: whichever known lamp is plugged in, now or later. */
  readonly driver: LightDriver;
  readonly clock: Clock;
  /** Where the driver is `virtual`. */
  readonly virtual?: VirtualLight;
  readonly loadHid?: () => Promise<HidPort>;
  /** Spreads the attempts to find a lamp again. */
  readonly random?: () => number;
  readonly log?: NonNullable<SupervisionParts['log']>;
}

/** A light that looks after itself; the first attempt has been made when this resolves. Dispose it to put it out. */
export async function openLight(options: OpenLightOptions): Promise<SupervisedLight> {
  const { clock, random = Math.random, log } = options;
  const light = new SupervisedLight(() => openLamp(options), { clock, random, ...(log && { log }) });
  await light.start();
  return light;
}

async function openLamp({ driver, clock, virtual, loadHid = nodeHidPort }: OpenLightOptions): Promise<LiveLight> {
  if (driver === 'none') return noLight();
  if (driver === 'virtual') {
    if (!virtual) throw new KioskError('HAL_UNAVAILABLE', { device: 'virtual light' });
    return await virtual.connect();
  }
  const hid = await loadHid();
  const { reports, path } = await findLamp(hid, driver === 'auto' ? Object.values(lamps) : [lamps[driver]]);
  try {
    return await HidLight.open({ reports, clock, handle: await hid.open(path) });
  } catch (cause) {
    if (cause instanceof KioskError) throw cause;
    // The binding's own words: most often a missing right to /dev/hidraw*.
    throw new KioskError('HAL_REFUSED', { device: reports.model, reason: String(cause) }, cause);
  }
}

async function findLamp(
  hid: HidPort,
  candidates: readonly LampReports[],
): Promise<{ reports: LampReports; path: string }> {
  const devices = await hid.devicesAsync();
  for (const reports of candidates) {
    const found = devices.find((device) => reports.usb.some((id) => isSame(id, device)));
    if (found?.path) return { reports, path: found.path };
  }
  throw new KioskError('HAL_DISCONNECTED', { device: candidates.map(({ model }) => model).join(' or ') });
}

const isSame = (a: UsbId, b: UsbId): boolean => a.vendorId === b.vendorId && a.productId === b.productId;
