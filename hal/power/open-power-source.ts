// The source of power that the configuration names.
import { type Clock, KioskError } from '../../protocol/index.ts';
import type { PowerSource } from '../ports/power-source.ts';
import type { VirtualPower } from '../virtual/virtual-power.ts';
import { type NutPlace, nutReading } from './nut-power.ts';
import { PolledPower } from './polled-power.ts';
import { sysfsReading } from './sysfs-power.ts';

export type PowerConfig =
  | { readonly driver: 'sysfs'; readonly path: string }
  | ({ readonly driver: 'nut' } & NutPlace)
  | { readonly driver: 'virtual' };

export interface OpenPowerParts {
  readonly clock: Clock;
  /** Where the driver is `virtual`. */
  readonly virtual?: VirtualPower;
}

/** It has been asked once when this resolves. @throws KioskError HAL_UNAVAILABLE */
export async function openPowerSource(config: PowerConfig, { clock, virtual }: OpenPowerParts): Promise<PowerSource> {
  if (config.driver === 'virtual') {
    if (!virtual) throw new KioskError('HAL_UNAVAILABLE', { device: 'virtual power' });
    return virtual;
  }
  const ask =
    config.driver === 'sysfs'
      ? (signal: AbortSignal) => sysfsReading(config.path, signal)
      : (signal: AbortSignal) => nutReading(config, signal);
  const source = new PolledPower(ask, clock);
  await source.start();
  return source;
}
